using System.Numerics;
using CsvHelper;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Csv;

/// <summary>
/// Reads CSV files (RFC 4180, plain or compressed with gzip, in UTF-8 or another encoding) as data sets.
/// </summary>
/// <remarks>
/// A file is read once, on all processors up to eight; the result, and the error if there is one, do not depend on how
/// many. A million lines of 30 numbers take 0.43 s in float and 0.51 s in double on two cores of an AMD EPYC (Zen 4);
/// CsvHelper alone takes 0.45 s to parse the same numbers into a sum on one thread and 0.58 s to read them as typed
/// records (<c>dotnet run -c Release --project tests/NeuralNet.Benchmarks -- csv</c>). While reading, memory is taken
/// for twice the numbers of the result, <c>2 * rows * columns * sizeof(T)</c>, 4 bytes for each label and category, and
/// a few megabytes a thread; then for the result alone.
/// </remarks>
public static class CsvFile
{
    /// <summary>More than CsvHelper's default of 64 kB: fewer calls to the file.</summary>
    internal const int BytesOfTheBuffer = 1 << 18;

    /// <summary>Reads samples with targets or class labels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">
    /// Which columns are what; at least <see cref="CsvOptions.Label"/> or <see cref="CsvOptions.Targets"/> is needed.
    /// </param>
    /// <returns>The data with the names of columns and classes.</returns>
    /// <exception cref="ArgumentException">
    /// The file has no such column, or the options contradict each other.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// A field is no number, no known category or class, or missing, a line has another number of fields than the
    /// header, or bytes are no text: the message names file, line and column and cites the text.
    /// </exception>
    public static Dataset<T> Read<T>(string path, CsvOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = Open(path);
        return Read<T>(stream, options, path);
    }

    /// <summary>Reads samples with targets or class labels.</summary>
    /// <param name="stream">The text, read to its end and left open.</param>
    /// <param name="options">
    /// Which columns are what; at least <see cref="CsvOptions.Label"/> or <see cref="CsvOptions.Targets"/> is needed.
    /// </param>
    /// <param name="name">What messages call the text.</param>
    /// <inheritdoc cref="Read{T}(string, CsvOptions)" path="/returns"/>
    /// <inheritdoc cref="Read{T}(string, CsvOptions)" path="/exception"/>
    public static Dataset<T> Read<T>(Stream stream, CsvOptions options, string name = "stream")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check<T>(stream, options);
        if (options.Label is null && options.Targets.Count == 0)
        {
            throw new ArgumentException(
                $"Neither '{nameof(CsvOptions.Label)}' nor '{nameof(CsvOptions.Targets)}' says what is to be learned. "
                + $"{nameof(ReadFeatures)} reads features alone.",
                nameof(options));
        }

        return CsvTable<T>.Read(stream, options, name, Part.All).ToDataset();
    }

    /// <summary>
    /// Reads features alone, such as samples to be predicted. Columns of targets or labels may be there or not.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">
    /// Which columns are what: those of the training data with <see cref="CsvOptions.EncodedAs{T}"/>, so that the
    /// columns are the same.
    /// </param>
    /// <returns><c>N x inputs</c>.</returns>
    /// <inheritdoc cref="Read{T}(string, CsvOptions)" path="/exception"/>
    public static Matrix<T> ReadFeatures<T>(string path, CsvOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = Open(path);
        return ReadFeatures<T>(stream, options, path);
    }

    /// <summary>
    /// Reads features alone, such as samples to be predicted. Columns of targets or labels may be there or not.
    /// </summary>
    /// <param name="stream">The text, read to its end and left open.</param>
    /// <param name="options">
    /// Which columns are what: those of the training data with <see cref="CsvOptions.EncodedAs{T}"/>, so that the
    /// columns are the same.
    /// </param>
    /// <param name="name">What messages call the text.</param>
    /// <returns><c>N x inputs</c>.</returns>
    /// <inheritdoc cref="Read{T}(string, CsvOptions)" path="/exception"/>
    public static Matrix<T> ReadFeatures<T>(Stream stream, CsvOptions options, string name = "stream")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check<T>(stream, options);
        return CsvTable<T>.Read(stream, options, name, Part.Features).ToFeatures();
    }

    /// <summary>
    /// Reads every column that has a name, whatever it holds, for whoever finds out what columns mean before asking for
    /// a data set, as NeuralNet.Tabular does. A number that starts with a zero before another digit, such as 007, is a
    /// text.
    /// </summary>
    /// <param name="stream">The text, read to its end and left open.</param>
    /// <param name="options">
    /// How the file is written; null for the defaults. <see cref="CsvOptions.Features"/> may choose columns; a file has
    /// no labels, targets or categories here.
    /// </param>
    /// <param name="name">What messages call the text.</param>
    /// <returns>
    /// The columns in the order of the file, with the same number of lines; lines of delimiters only are left out.
    /// While reading, memory is taken for twice the fields at eight bytes, and each different text of a column once.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The file has no such column, or the options name labels, targets or categories.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// A line has another number of fields than the header, or bytes are no text.
    /// </exception>
    public static IReadOnlyList<CsvColumn> ReadColumns(Stream stream, CsvOptions? options = null, string name = "stream")
    {
        options ??= new CsvOptions();
        Check<double>(stream, options);
        if (options.Label is not null || options.Targets.Count + options.Categories.Count > 0)
            throw new ArgumentException("The options say what columns mean, but here they are read as they stand.", nameof(options));
        using var text = new CsvText(stream, options, name);
        using CsvReader reader = CsvLines.Open(text, options);
        try
        {
            HeaderLine header = CsvLines.Header(reader, options, out bool hasLine);
            var columns = new CsvColumns(header, options, name, Part.Features);
            using var store = new LineStore<double>(columns.NumberFields.Length, texts: 0);
            var lines = new ColumnsReader(options, columns, name, store);
            CsvLines.Read(reader, hasLine, lines.Read, store);
            options.Report?.Invoke(lines.LeftOut.Report(store.Count));
            return store.Count > 0
                ? [.. lines.Columns()]
                : throw new InvalidDataException($"{name} has no line of data, but at least one is needed.");
        }
        catch (CsvFormatException e)
        {
            throw CsvLines.Malformed(name, e);
        }
    }

    private static FileStream Open(string path)
        => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);

    private static void Check<T>(Stream stream, CsvOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"Networks compute in float or double, not in {typeof(T).Name}.");
        options.Validate();
    }
}
