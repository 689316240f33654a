using System.Numerics;
using CsvHelper;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Csv;

/// <summary>The chosen columns of one file.</summary>
internal sealed class CsvTable<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly CsvOptions _options;
    private readonly string _file;
    private readonly CsvColumns _columns;
    private readonly LineStore<T> _lines;

    private CsvTable(CsvOptions options, string file, CsvColumns columns)
    {
        (_options, _file, _columns) = (options, file, columns);
        _lines = new LineStore<T>(columns.NumberFields.Length, columns.Categories.Length + (columns.Label is null ? 0 : 1));
    }

    /// <summary>Reads a stream to its end.</summary>
    public static CsvTable<T> Read(Stream stream, CsvOptions options, string file, Part part)
    {
        using var text = new CsvText(stream, options, file);
        using CsvReader reader = CsvLines.Open(text, options);
        try
        {
            HeaderLine header = CsvLines.Header(reader, options, out bool hasLine);
            var table = new CsvTable<T>(options, file, new CsvColumns(header, options, file, part));
            table.ReadLines(reader, hasLine);
            return table;
        }
        catch (CsvFormatException e)
        {
            throw CsvLines.Malformed(file, e);
        }
    }

    public Dataset<T> ToDataset()
    {
        (Matrix<T> x, string[] names) = Features();
        if (_columns.Label is null)
        {
            Matrix<T> y = Numbers(_columns.Features, _options.Targets.Count, _options.Targets.Count);
            return new Dataset<T>(x, y) { FeatureNames = names, TargetNames = _options.Targets, Categories = Encoders() };
        }

        LabelEncoder encoder = _columns.Label.Encoder(_file);
        if (_options.ClassNames is null)
            PlausibleClasses.Check(_file, _columns.Label.Name, encoder.ClassNames, _lines.Count, _options.Culture);
        int[] labels = Labels(_columns.Label, encoder, _columns.Categories.Length);
        return new Dataset<T>(x, labels, encoder.ClassNames.Count) { FeatureNames = names, ClassNames = encoder.ClassNames, Categories = Encoders() };
    }

    public Matrix<T> ToFeatures() => Features().X;

    /// <summary>
    /// Reads the lines on several threads; their order, and the error that is thrown, are those of the file.
    /// </summary>
    private void ReadLines(CsvReader reader, bool hasLine)
    {
        var lineReader = new LineReader<T>(_options, _columns, _file, _lines);
        using (_lines)
            CsvLines.Read(reader, hasLine, lineReader.Read, _lines);

        lineReader.Missing.ThrowIfAny();
        CsvReport report = lineReader.LeftOut.Report(_lines.Count);
        if (_lines.Count == 0)
            throw new InvalidDataException($"{_file} has no line of data, but at least one sample is needed ({report}).");
        _options.Report?.Invoke(report);
    }

    private Dictionary<string, LabelEncoder> Encoders()
        => _columns.Categories.DistinctBy(column => column.Name).ToDictionary(column => column.Name, column => column.Encoder(_file));

    private (Matrix<T> X, string[] Names) Features()
    {
        LabelEncoder[] encoders = [.. _columns.Categories.Select(column => column.Encoder(_file))];
        Matrix<T> x = Numbers(0, _columns.Features, _columns.Features + encoders.Sum(encoder => encoder.ClassNames.Count));
        int first = _columns.Features;
        for (int k = 0; k < encoders.Length; k++)
        {
            int classes = encoders[k].ClassNames.Count;
            int[] labels = Labels(_columns.Categories[k], encoders[k], k);
            for (int i = 0; i < labels.Length; i++)
            {
                if (labels[i] != TextColumn.Missing)
                    x.At(i, first + labels[i], T.One);
                else
                    x.SetSubMatrix(i, first, Matrix<T>.Build.Dense(1, classes, T.NaN));
            }

            first += classes;
        }

        IEnumerable<string> categories = encoders.SelectMany((encoder, k) => encoder.ClassNames.Select(_options.Categories[k].FeatureName));
        return (x, [.. _columns.NumberNames.Take(_columns.Features), .. categories]);
    }

    /// <summary>The label of each line, or <see cref="TextColumn.Missing"/>.</summary>
    private int[] Labels(TextColumn column, LabelEncoder encoder, int index)
    {
        int[] labels = column.Labels(encoder);
        int[] lines = _lines.Texts(index);
        for (int i = 0; i < lines.Length; i++)
            lines[i] = lines[i] == TextColumn.Missing ? TextColumn.Missing : labels[lines[i]];
        return lines;
    }

    /// <summary>Some of the numbers as the first columns of a new matrix, which is zero elsewhere.</summary>
    private Matrix<T> Numbers(int first, int count, int width)
    {
        if ((long)_lines.Count * width > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{_file} has {_lines.Count} lines, which with {width} columns are more numbers than a matrix holds ({Array.MaxLength}).");
        }

        T[] values = GC.AllocateUninitializedArray<T>(_lines.Count * width);
        _lines.CopyNumbers(first, count, values);
        Array.Clear(values, _lines.Count * count, _lines.Count * (width - count));
        return Matrix<T>.Build.Dense(_lines.Count, width, values);
    }
}
