using System.Globalization;
using System.Numerics;

namespace NeuralNet.Tests;

/// <summary>The data sets of this folder: features, and the label in the last column.</summary>
internal sealed record CsvData(double[][] Features, int[] Labels)
{
    public int Classes => Labels.Max() + 1;

    public static CsvData Read(string file)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", file)).Skip(1).Select(line => line.Split(','))];
        return new CsvData(
            [.. rows.Select(row => row[..^1].Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())],
            [.. rows.Select(row => int.Parse(row[^1], CultureInfo.InvariantCulture))]);
    }

    public Dataset<T> ToDataset<T>(double divisor = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(Samples.FromRows<T>([.. Features.Select(row => row.Select(value => T.CreateChecked(value / divisor)).ToArray())]), Labels, Classes);
}
