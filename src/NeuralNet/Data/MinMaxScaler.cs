using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>
/// Scales columns into 0 .. 1: (x - lowest) / (highest - lowest), with the lowest and highest value of the data it was
/// fitted to.
/// </summary>
/// <remarks>
/// Fit it to training data only; other data may lie outside 0 .. 1. A constant column has no range to divide by: it
/// becomes 0. <c>MinMaxScale</c> of <see cref="NetworkBuilder{T}"/> makes the same scaling the first layer of a
/// network, so that it is saved with it; for scaled targets <see cref="Scaling.Restore{T}"/> as the last layer of a
/// trained network brings their scale back.
/// </remarks>
public sealed class MinMaxScaler : ColumnScaler
{
    /// <summary>A scaler with given values, for known limits or to take up an earlier one.</summary>
    /// <param name="lowest">What becomes 0 in each column, finite; at least one column.</param>
    /// <param name="highest">What becomes 1, finite, not below the lowest; as many.</param>
    /// <exception cref="ArgumentException">
    /// There is no column, the lengths differ, a value is NaN or infinite, a highest value is below the lowest, or a
    /// range is larger than a double can be.
    /// </exception>
    public MinMaxScaler(IReadOnlyList<double> lowest, IReadOnlyList<double> highest)
        : this(Copied(lowest, nameof(lowest)), Copied(highest, nameof(highest), lowest.Count))
    {
    }

    private MinMaxScaler(double[] lowest, double[] highest)
        : base(lowest, Ranges(lowest, highest), "range") => Highest = highest;

    /// <summary>The lowest value of each column.</summary>
    public IReadOnlyList<double> Lowest => Offsets;

    /// <summary>The highest value of each column.</summary>
    public IReadOnlyList<double> Highest { get; }

    /// <summary>Takes the lowest and the highest value of each column.</summary>
    /// <param name="x">Samples, <c>N x columns</c>, finite, at least one row.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, x holds NaN or infinity, or the range of a column is larger than a double can be.
    /// </exception>
    public static MinMaxScaler Fit<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check.Samples(x, nameof(x));
        var lowest = new double[x.ColumnCount];
        var highest = new double[x.ColumnCount];
        for (int j = 0; j < x.ColumnCount; j++)
        {
            lowest[j] = highest[j] = double.CreateTruncating(x.At(0, j));
            for (int i = 1; i < x.RowCount; i++)
            {
                double value = double.CreateTruncating(x.At(i, j));
                lowest[j] = Math.Min(lowest[j], value);
                highest[j] = Math.Max(highest[j], value);
            }

            if (!double.IsFinite(highest[j] - lowest[j]))
                throw new ArgumentException($"Column {Check.Text(j)} of 'x' runs from {Check.Text(lowest[j])} to {Check.Text(highest[j])}, a range larger "
                    + "than a number can be. Scale the column first.", nameof(x));
        }

        return new MinMaxScaler(lowest, highest);
    }

    private static double[] Ranges(double[] lowest, double[] highest)
    {
        double[] ranges = [.. highest.Zip(lowest, (high, low) => high - low)];
        int wrong = Array.FindIndex(ranges, range => !(range >= 0 && double.IsFinite(range)));
        return wrong < 0
            ? ranges
            : throw new ArgumentException($"Column {Check.Text(wrong)} runs from {Check.Text(lowest[wrong])} to {Check.Text(highest[wrong])}, but a range "
                + "from a lowest to a highest value was expected that a number can hold.", nameof(highest));
    }
}
