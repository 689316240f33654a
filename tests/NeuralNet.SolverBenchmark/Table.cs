using System.Globalization;
using System.IO.Compression;

namespace NeuralNet.SolverBenchmark;

/// <summary>
/// One of the data sets in the folder Data: numbers alone, the target last, and the 20 splits of its origin.
/// </summary>
internal sealed class Table
{
    private readonly double[][] _rows;
    private readonly string[][] _splits;

    private Table(string name)
    {
        Name = name;
        _rows = [.. Lines($"{name}.csv.gz").Skip(1).Select(line => line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
        string[][] folds = [.. Lines($"{name}.splits.csv.gz").Select(line => line.Split(','))];
        _splits = [.. folds[0].Select((header, column) => (header, column)).Where(pair => pair.header.StartsWith("split", StringComparison.Ordinal))
            .Select(pair => folds[1..].Select(row => row[pair.column]).ToArray())];
    }

    public string Name { get; }

    public int Splits => _splits.Length;

    public static Table Read(string name) => new(name);

    /// <summary>The training and the test rows of a split.</summary>
    public (Dataset<double> Training, Dataset<double> Test) Split(int number)
        => (Of(Rows(number, "0")), Of(Rows(number, "1")));

    private IEnumerable<double[]> Rows(int split, string mark) => _rows.Where((_, row) => _splits[split][row] == mark);

    private static Dataset<double> Of(IEnumerable<double[]> rows)
    {
        double[][] all = [.. rows];
        return new Dataset<double>(Samples.FromRows(all.Select(row => row[..^1]).ToArray()), Samples.FromRows(all.Select(row => row[^1..]).ToArray()));
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
