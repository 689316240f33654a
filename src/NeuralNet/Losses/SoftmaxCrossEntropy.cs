using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Cross-entropy between target distributions and the softmax of logits: the mean over the rows of -sum over j of t[j]
/// log softmax(z)[j], natural logarithm. For one class out of several; targets are one-hot rows (or <c>int</c> labels
/// given to the trainer) or any distribution.
/// </summary>
/// <remarks>
/// Computed from the logits z, row by row and shifted by the row's maximum, so it is exact for logits of any size.
/// Gradient with respect to z: (softmax(z) - t) / N. The network may end in <see cref="Softmax{T}"/> (it then predicts
/// probabilities) or in a <see cref="Dense{T}"/> layer (it then predicts logits).
/// </remarks>
public sealed class SoftmaxCrossEntropy<T> : CrossEntropy<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Creates the loss.</summary>
    /// <param name="labelSmoothing">
    /// e: targets become (1 - e) t + e / classes, so that no probability is driven to 1 (Szegedy et al., 2016); at
    /// least 0 and below 1, 0 is off.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is outside its range.</exception>
    public SoftmaxCrossEntropy(double labelSmoothing = 0)
        : base(labelSmoothing, new Softmax<T>())
    {
    }

    /// <summary>
    /// The lowest loss is at (1 - e) t + e / K: e (K - 1) / K too low in one column and too high in all others
    /// together, over K columns.
    /// </summary>
    internal override double MeanAbsoluteErrorAtMinimum(int outputs) => 2 * LabelSmoothing * (outputs - 1) / ((double)outputs * outputs);

    /// <inheritdoc/>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        CheckShapes(predictions, targets, rowWeights, gradient);
        return CrossEntropyKernel<T>.Evaluate(Smoothing, predictions.RowCount, predictions.ColumnCount, predictions.Values(), targets.Values(), rowWeights,
            gradient.Values());
    }

    /// <remarks>
    /// (softmax(z)[j] (1 if j is k, else 0) - softmax(z)[j] softmax(z)[k]) / N, times the sum of the row's targets.
    /// </remarks>
    /// <inheritdoc/>
    public override bool Hessian(int output, Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> column)
    {
        CheckShapes(predictions, targets, rowWeights, column);
        int rows = predictions.RowCount, columns = predictions.ColumnCount;
        T[] s = column.Values();
        T[] t = targets.Values();
        SoftmaxKernels<T>.Softmax(rows, columns, predictions.Values(), s);
        for (int n = 0; n < rows; n++)
        {
            T weight = T.Zero;
            for (int k = 0; k < columns; k++)
                weight += t[k * rows + n];
            T chosen = s[output * rows + n];
            weight *= rowWeights[n] * chosen;
            T others = T.Zero;
            for (int k = 0; k < columns; k++)
            {
                others += k == output ? T.Zero : s[k * rows + n];
                s[k * rows + n] *= -weight;
            }

            s[output * rows + n] = weight * others;
        }

        return true;
    }

    /// <inheritdoc/>
    public override Description Describe() => Describe("SoftmaxCrossEntropy");

    /// <summary>Each row must be a distribution: no element below 0, sum 1 within 1e-3.</summary>
    /// <inheritdoc/>
    public override void CheckTargets(Matrix<T> targets, string name)
    {
        for (int i = 0; i < targets.RowCount; i++)
        {
            double sum = 0;
            for (int j = 0; j < targets.ColumnCount; j++)
            {
                double value = double.CreateTruncating(targets.At(i, j));
                if (value < 0)
                    throw new ArgumentException($"'{name}' holds {Check.Text(value)} at row {Check.Text(i)}, column {Check.Text(j)}, but a probability is at "
                        + $"least 0. {Advice}", name);
                sum += value;
            }

            if (Math.Abs(sum - 1) > 1e-3)
                throw new ArgumentException($"Row {Check.Text(i)} of '{name}' sums to {Check.Text(sum)}, but a distribution over the classes sums to 1. "
                    + $"{Advice}", name);
        }
    }

    private const string Advice = "Give one-hot rows or class labels; for several independent yes-or-no outputs use BinaryCrossEntropy.";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override bool RowLosses(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, Span<double> losses)
    {
        double highest = double.NegativeInfinity, sum = 0;
        foreach (double z in predictions)
            highest = Math.Max(highest, z);
        foreach (double z in predictions)
            sum += Math.Exp(z - highest);
        double logSum = highest + Math.Log(sum);
        for (int j = 0; j < losses.Length; j++)
            losses[j] = Smoothed(targets[j], losses.Length) * (logSum - predictions[j]);
        return true;
    }

    internal override double BestConstant(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => Logarithm(Mean(targets, weights));

    internal override double BestPrediction(double target, int outputs) => Logarithm(Smoothed(target, outputs));

    private double Smoothed(double target, int classes) => (1 - LabelSmoothing) * target + LabelSmoothing / classes;

    private static double Logarithm(double share) => Math.Max(Math.Log(share), -50);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType SoftmaxCrossEntropy =
        Loss("SoftmaxCrossEntropy", description => new SoftmaxCrossEntropy<T>(description["labelSmoothing"]));
}
