using System.Numerics;

namespace NeuralNet;

/// <summary>How far targets are from what a layer can give.</summary>
internal sealed class RangeErrors(double lowest, double highest, double elementsOutside, double rowsOffSum, int worstRow, double worstSum, double meanAbsolute,
    double meanSquared, int[] columns, double constantError)
{
    public double Lowest { get; } = lowest;

    public double Highest { get; } = highest;

    public double ElementsOutside { get; } = elementsOutside;

    public double RowsOffSum { get; } = rowsOffSum;

    public int WorstRow { get; } = worstRow;

    public double WorstSum { get; } = worstSum;

    public double MeanAbsolute { get; } = meanAbsolute;

    public double MeanSquared { get; } = meanSquared;

    public int[] Columns { get; } = columns;

    public double ConstantError { get; } = constantError;

    // Rounding in one's own scaling may leave 1.0000001; a thousandth of the range costs nothing worth a warning.
    private const double Tolerance = 1e-3;

    // More targets are looked at in part: a sample of rows shows a wrong scale as well.
    private const int LargestSample = 1 << 20;

    // The mean distance from the mean of normal numbers, sqrt(2 / pi) deviations.
    private const double MeanOverDeviation = 0.798;

    /// <summary>Measures the distances.</summary>
    /// <param name="range">What the layer can give.</param>
    /// <param name="data">The targets.</param>
    /// <param name="columns">Their columns, for what a constant answer would be wrong by.</param>
    public static RangeErrors Of<T>(OutputRange range, TrainingData<T> data, ColumnFacts[] columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double constantError = 0, least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (ColumnFacts column in columns)
        {
            constantError += column.Deviation * MeanOverDeviation;
            (least, most) = (Math.Min(least, column.Lowest), Math.Max(most, column.Highest));
        }

        constantError /= columns.Length;
        if (least >= range.Lowest && most <= range.Highest && (range.RowSum is null || data.Kind == TargetKind.OneHot))
            return new RangeErrors(least, most, 0, 0, 0, 0, 0, 0, [], constantError);
        double width = range.IsBounded ? range.Highest - range.Lowest : 1;
        int stride = Math.Max(1, (int)((long)data.Count * data.Outputs / LargestSample));
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity, absolute = 0, squared = 0, worst = 0, worstSum = 0;
        long outside = 0, offSum = 0, rows = 0;
        int worstRow = 0;
        var isOutside = new bool[data.Outputs];
        for (int row = 0; row < data.Count; row += stride, rows++)
        {
            double sum = 0;
            for (int j = 0; j < data.Outputs; j++)
            {
                double target = double.CreateTruncating(data.Y[row * data.Outputs + j]);
                double distance = Math.Max(0, Math.Max(range.Lowest - target, target - range.Highest));
                lowest = Math.Min(lowest, target);
                highest = Math.Max(highest, target);
                sum += target;
                absolute += distance;
                squared += distance * distance;
                if (distance > Tolerance * width)
                {
                    outside++;
                    isOutside[j] = true;
                }
            }

            double off = range.RowSum is { } expected ? Math.Abs(sum - expected) : 0;
            if (off <= Tolerance)
                continue;
            offSum++;
            if (off > worst)
                (worst, worstRow, worstSum) = (off, row, sum);
        }

        double elements = (double)rows * data.Outputs;
        (double sumAbsolute, double sumSquared) = SumErrors(range, data, stride, rows);
        return new RangeErrors(lowest, highest, outside / elements, (double)offSum / rows, worstRow, worstSum,
            Math.Max(absolute / elements, sumAbsolute), Math.Max(squared / elements, sumSquared), outside == 0 ? [] : Indices(isOutside),
                constantError);
    }

    private static int[] Indices(bool[] isOutside) => [.. Enumerable.Range(0, isOutside.Length).Where(j => isOutside[j])];

    /// <summary>
    /// The distance to the plane of rows with the right sum s: |sum - s| in absolute values, (sum - s)^2 / outputs in
    /// squares.
    /// </summary>
    private static (double Absolute, double Squared) SumErrors<T>(OutputRange range, TrainingData<T> data, int stride, long rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (range.RowSum is not { } expected)
            return (0, 0);
        double absolute = 0, squared = 0;
        for (int row = 0; row < data.Count; row += stride)
        {
            double sum = -expected;
            for (int j = 0; j < data.Outputs; j++)
                sum += double.CreateTruncating(data.Y[row * data.Outputs + j]);
            absolute += Math.Abs(sum) / data.Outputs;
            squared += sum * sum / ((double)data.Outputs * data.Outputs);
        }

        return (absolute / rows, squared / rows);
    }
}
