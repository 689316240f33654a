using NeuralNet.Csv;

namespace NeuralNet.Tabular;

public sealed partial class Table
{
    /// <summary>Reads a CSV file; <see cref="CsvFile.ReadColumns"/> says what files may look like.</summary>
    /// <param name="path">The file, plain or compressed with gzip.</param>
    /// <param name="options">How it is written; null for the defaults.</param>
    /// <remarks>
    /// What columns hold is found out from their values: look at it, <c>Console.WriteLine(table)</c>, and say
    /// <see cref="With"/> where you know better.
    /// </remarks>
    /// <exception cref="InvalidDataException">The file cannot be read; the message has the line.</exception>
    public static Table FromCsv(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return FromCsv(stream, options, path);
    }

    /// <summary>Reads CSV text from a stream.</summary>
    /// <param name="stream">The text, read to its end and left open.</param>
    /// <param name="options">How it is written; null for the defaults.</param>
    /// <param name="name">What messages call the text.</param>
    /// <inheritdoc cref="FromCsv(string, CsvOptions?)" path="/remarks"/>
    /// <inheritdoc cref="FromCsv(string, CsvOptions?)" path="/exception"/>
    public static Table FromCsv(Stream stream, CsvOptions? options = null, string name = "stream")
        => new([.. CsvFile.ReadColumns(stream, options, name).Select(Infer)]);

    private static TableColumn Infer(CsvColumn column) => column.Codes is { } codes
        ? ColumnInference.OfTexts(column.Name, codes, column.Texts)
        : ColumnInference.OfNumbers(column.Name, new Cells(column.Numbers as double[] ?? [.. column.Numbers]));
}
