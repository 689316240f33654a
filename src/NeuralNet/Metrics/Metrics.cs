using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>How far predictions are from targets.</summary>
public static partial class Metrics
{
    /// <summary>The share of equal labels, 0 to 1.</summary>
    /// <param name="predicted">N labels.</param>
    /// <param name="actual">N labels.</param>
    /// <exception cref="ArgumentException">The lengths differ or are 0.</exception>
    public static double Accuracy(IReadOnlyList<int> predicted, IReadOnlyList<int> actual)
    {
        CheckLengths(predicted, actual);
        int right = 0;
        for (int i = 0; i < actual.Count; i++)
            right += predicted[i] == actual[i] ? 1 : 0;
        return (double)right / actual.Count;
    }

    /// <summary>The mean over all N*outputs elements of |p - t|.</summary>
    /// <param name="predictions"><c>N x outputs</c>.</param>
    /// <param name="targets"><c>N x outputs</c>.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there is no element.</exception>
    public static double MeanAbsoluteError<T>(Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckShapes(predictions, targets);
        T[] p = predictions.AsDense().Values();
        return Reductions<T>.SumOfAbsoluteDifferences(p, targets.AsDense().Values()) / p.Length;
    }

    /// <summary>The mean over all N*outputs elements of (p - t)^2.</summary>
    /// <param name="predictions"><c>N x outputs</c>.</param>
    /// <param name="targets"><c>N x outputs</c>.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there is no element.</exception>
    public static double MeanSquaredError<T>(Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckShapes(predictions, targets);
        return Reductions<T>.SumOfSquares((predictions - targets).AsDense().Values()) / ((double)targets.RowCount * targets.ColumnCount);
    }

    /// <summary>
    /// Coefficient of determination R^2 = 1 - sum (p - t)^2 / sum (t - mean)^2, for each output, averaged over the
    /// outputs as in scikit-learn: 1 is perfect, 0 as good as the mean, below 0 worse. An output whose targets are all
    /// equal counts 1 if it is predicted exactly, 0 otherwise.
    /// </summary>
    /// <param name="predictions"><c>N x outputs</c>.</param>
    /// <param name="targets"><c>N x outputs</c>.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there is no element.</exception>
    public static double RSquared<T>(Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckShapes(predictions, targets);
        double total = 0;
        for (int j = 0; j < targets.ColumnCount; j++)
            total += RSquared(predictions, targets, j);
        return total / targets.ColumnCount;
    }

    private static double RSquared<T>(Matrix<T> predictions, Matrix<T> targets, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] target = Column(targets, column);
        double[] errors = [.. Column(predictions, column).Zip(target, (p, t) => p - t)];

        // The mean of equal numbers would be rounded, and constant targets would seem to vary.
        if (!target.AsSpan().ContainsAnyExcept(target[0]))
            return errors.AsSpan().ContainsAnyExcept(0) ? 0 : 1;
        double mean = target[0] + target.Average(t => t - target[0]);
        double ratio = Norm(errors) / Norm([.. target.Select(t => t - mean)]);
        return 1 - ratio * ratio;
    }

    /// <summary>The root of the sum of squares, none of which leaves the range of double.</summary>
    private static double Norm(double[] values)
    {
        double largest = values.Max(Math.Abs);
        return largest == 0 ? 0 : largest * Math.Sqrt(values.Sum(value => value / largest * (value / largest)));
    }

    private static double[] Column<T>(Matrix<T> matrix, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => [.. Enumerable.Range(0, matrix.RowCount).Select(i => double.CreateTruncating(matrix.At(i, column)))];

    private static void CheckShapes<T>(Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.RowCount != targets.RowCount || predictions.ColumnCount != targets.ColumnCount)
            throw new ArgumentException($"'{nameof(predictions)}' is {Check.Shape(predictions)}, but '{nameof(targets)}' is {Check.Shape(targets)}: both "
                + "need the same shape.", nameof(targets));
        if (targets.RowCount == 0 || targets.ColumnCount == 0)
            throw new ArgumentException($"'{nameof(targets)}' is {Check.Shape(targets)}, but a mean needs at least one element.", nameof(targets));
        Check.Finite(predictions.AsDense(), nameof(predictions), NoScore);
        Check.Finite(targets.AsDense(), nameof(targets), NoScore);
    }

    private const string NoScore = "No score can be given.";

    internal static void CheckLengths(IReadOnlyList<int> predicted, IReadOnlyList<int> actual)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(actual);
        if (predicted.Count != actual.Count)
            throw new ArgumentException($"'{nameof(predicted)}' has {Check.Text(predicted.Count)} labels, but '{nameof(actual)}' has "
                + $"{Check.Text(actual.Count)}.", nameof(actual));
        if (actual.Count == 0)
            throw new ArgumentException($"'{nameof(actual)}' is empty, but at least one label is needed.", nameof(actual));
    }
}
