using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>
/// Standardises columns: (x - mean) / deviation, with mean and population deviation (divided by N) of the data it was
/// fitted to.
/// </summary>
/// <remarks>
/// Fit it to training data only. A constant column has no deviation to divide by: it becomes 0. <c>Standardize</c> of
/// <see cref="NetworkBuilder{T}"/> makes the same scaling the first layer of a network, so that it is saved with it; a
/// scaler of one's own is for targets, whose scale <see cref="ColumnScaler.Restore{T}"/> brings back, or
/// <see cref="Scaling.Restore{T}"/> as the last layer of a trained network.
/// </remarks>
public sealed class StandardScaler : ColumnScaler
{
    /// <summary>A scaler with given values, for known ones or to take up an earlier one.</summary>
    /// <param name="means">What is subtracted from each column, finite; at least one column.</param>
    /// <param name="deviations">
    /// What each column is then divided by, finite, at least 0; as many. A column of deviation 0 becomes 0.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no column, the lengths differ, a value is NaN or infinite, or a deviation is below 0.
    /// </exception>
    public StandardScaler(IReadOnlyList<double> means, IReadOnlyList<double> deviations)
        : this(Copied(means, nameof(means)), NotNegative(Copied(deviations, nameof(deviations), means.Count)))
    {
    }

    private StandardScaler(double[] means, double[] deviations)
        : base(means, deviations, "deviation")
    {
    }

    /// <summary>The mean of each column.</summary>
    public IReadOnlyList<double> Means => Offsets;

    /// <summary>The population deviation of each column; 0 for a constant one.</summary>
    public IReadOnlyList<double> Deviations => Widths;

    /// <summary>Takes mean and deviation of each column.</summary>
    /// <param name="x">Samples, <c>N x columns</c>, finite, at least one row.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, x holds NaN or infinity, or values of a column are so large or so small that their squares
    /// leave the range of double.
    /// </exception>
    public static StandardScaler Fit<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check.Samples(x, nameof(x));
        var means = new double[x.ColumnCount];
        var deviations = new double[x.ColumnCount];
        for (int j = 0; j < x.ColumnCount; j++)
            (means[j], deviations[j]) = MeanAndDeviation(x, j);

        return new StandardScaler(means, deviations);
    }

    private static double[] NotNegative(double[] deviations)
    {
        int wrong = Array.FindIndex(deviations, deviation => deviation < 0);
        return wrong < 0
            ? deviations
            : throw new ArgumentOutOfRangeException(nameof(deviations), deviations[wrong], $"'{nameof(deviations)}'[{Check.Text(wrong)}] is "
                + $"{Check.Text(deviations[wrong])}, but a deviation is at least 0.");
    }

    private static (double Mean, double Deviation) MeanAndDeviation<T>(Matrix<T> x, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double first = double.CreateTruncating(x.At(0, column));
        double sum = 0;
        bool isConstant = true;
        for (int i = 0; i < x.RowCount; i++)
        {
            double offset = double.CreateTruncating(x.At(i, column)) - first;
            sum += offset;
            isConstant &= offset == 0;
        }

        // The mean of equal numbers would be rounded, and a constant column would seem to vary.
        if (isConstant)
            return (first, 0);
        double mean = first + sum / x.RowCount;
        double squares = 0;
        for (int i = 0; i < x.RowCount; i++)
        {
            double offset = double.CreateTruncating(x.At(i, column)) - mean;
            squares += offset * offset;
        }

        double deviation = Math.Sqrt(squares / x.RowCount);

        // Squares overflow from about 1e154 on and vanish below about 1e-162.
        if (!(deviation > 0 && double.IsFinite(deviation)))
            throw new ArgumentException($"Column {Check.Text(column)} of 'x' starts with {Check.Text(x.At(0, column))} and has values whose deviation "
                + $"cannot be computed ({Check.Text(deviation)}): they are too large or too close to 0. Scale the column first.", nameof(x));
        return (mean, deviation);
    }
}
