using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>Scales columns into 0 .. 1: (x - lowest) / (highest - lowest), with the lowest and highest value of the data it was fitted to.</summary>
/// <remarks>
/// Fit it to training data only; other data may lie outside 0 .. 1. A constant column has no range to divide by: it becomes 0. <c>MinMaxScale</c> of
/// <see cref="NetworkBuilder{T}"/> makes the same scaling the first layer of a network, so that it is saved with it.
/// </remarks>
public sealed class MinMaxScaler
{
    private MinMaxScaler(double[] lowest, double[] highest)
    {
        Lowest = lowest;
        Highest = highest;
    }

    /// <summary>The lowest value of each column.</summary>
    public IReadOnlyList<double> Lowest { get; }

    /// <summary>The highest value of each column.</summary>
    public IReadOnlyList<double> Highest { get; }

    /// <summary>Takes the lowest and the highest value of each column.</summary>
    /// <param name="x">Samples, <c>N x columns</c>, finite, at least one row.</param>
    /// <exception cref="ArgumentException">There is no row, x holds NaN or infinity, or the range of a column is larger than a double can be.</exception>
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
                throw new ArgumentException($"Column {Check.Text(j)} of 'x' runs from {Check.Text(lowest[j])} to {Check.Text(highest[j])}, a range larger than a number can be. Scale the column first.", nameof(x));
        }

        return new MinMaxScaler(lowest, highest);
    }

    /// <summary>Scales samples.</summary>
    /// <param name="x">Samples, <c>N x columns</c>.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException">x has another number of columns than the fitted data.</exception>
    public Matrix<T> Transform<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ColumnMap.Apply(x, Lowest.Count, (value, j) => Highest[j] == Lowest[j] ? 0 : (value - Lowest[j]) / (Highest[j] - Lowest[j]));

    /// <summary>Undoes <see cref="Transform{T}"/>; a constant column gets its constant back.</summary>
    /// <param name="x">Scaled samples, <c>N x columns</c>.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException">x has another number of columns than the fitted data.</exception>
    public Matrix<T> Restore<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => ColumnMap.Apply(x, Lowest.Count, (value, j) => value * (Highest[j] - Lowest[j]) + Lowest[j]);
}
