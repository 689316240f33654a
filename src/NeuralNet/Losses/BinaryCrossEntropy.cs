using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Cross-entropy of independent yes-or-no outputs: the mean over all N*outputs elements of -(t log s(z) + (1 - t) log(1 - s(z))), with the sigmoid s of a logit z.
/// </summary>
/// <remarks>
/// Computed as max(z, 0) - z t + log(1 + exp(-|z|)), exact for logits of any size. Gradient with respect to z: (s(z) - t) / (N*outputs).
/// The network may end in <see cref="Sigmoid{T}"/> (it then predicts probabilities) or in a <see cref="Dense{T}"/> layer (it then predicts logits).
/// </remarks>
public sealed class BinaryCrossEntropy<T> : Loss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _labelSmoothing;

    /// <summary>Creates the loss.</summary>
    /// <param name="labelSmoothing">e: targets become (1 - e) t + e / 2; at least 0 and below 1, 0 is off.</param>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is outside its range.</exception>
    public BinaryCrossEntropy(double labelSmoothing = 0)
    {
        Check.Range(labelSmoothing, nameof(labelSmoothing), 0, 1, Bounds.OpenAbove);
        LabelSmoothing = labelSmoothing;
        _labelSmoothing = T.CreateTruncating(labelSmoothing);
    }

    /// <summary>The share of each target that is moved to one half.</summary>
    public double LabelSmoothing { get; }

    /// <summary>The sigmoid.</summary>
    public override Layer<T>? IncludedActivation { get; } = new Sigmoid<T>();

    /// <summary>The lowest loss is at e / 2 and 1 - e / 2.</summary>
    internal override double MeanAbsoluteErrorAtMinimum(int outputs) => LabelSmoothing / 2;

    /// <inheritdoc/>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        CheckShapes(predictions, targets, rowWeights, gradient);
        return ElementLosses.BinaryCrossEntropy(_labelSmoothing, predictions.RowCount, predictions.ColumnCount, predictions.Values(), targets.Values(), rowWeights, gradient.Values());
    }

    /// <remarks>s(z) (1 - s(z)) / (N*outputs) on the diagonal.</remarks>
    /// <inheritdoc/>
    public override bool Hessian(int output, Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> column)
        => WriteDiagonal(output, predictions, targets, rowWeights, column, static (z, _) => Slope(z));

    /// <inheritdoc/>
    public override Description Describe() => new("BinaryCrossEntropy") { Settings = new Dictionary<string, double> { ["labelSmoothing"] = LabelSmoothing } };

    /// <summary>s(z) s(-z), which loses no digits where either is near 1.</summary>
    private static T Slope(T z)
    {
        T e = T.Exp(-T.Abs(z));
        return e / ((T.One + e) * (T.One + e));
    }

    /// <summary>Each target must lie in 0 .. 1.</summary>
    /// <inheritdoc/>
    public override void CheckTargets(Matrix<T> targets, string name)
    {
        for (int i = 0; i < targets.RowCount; i++)
        {
            for (int j = 0; j < targets.ColumnCount; j++)
            {
                T value = targets.At(i, j);
                if (value < T.Zero || value > T.One)
                    throw new ArgumentException($"'{name}' holds {Check.Text(value)} at row {Check.Text(i)}, column {Check.Text(j)}, but binary cross-entropy needs targets from 0 to 1.", name);
            }
        }
    }

    internal override bool RowLosses(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, Span<double> losses)
    {
        for (int j = 0; j < losses.Length; j++)
        {
            double z = predictions[j], t = Smoothed(targets[j]);
            losses[j] = (Math.Max(z, 0) - z * t + Math.Log(1 + Math.Exp(-Math.Abs(z)))) / losses.Length;
        }

        return true;
    }

    internal override double BestConstant(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => Logit(Smoothed(Mean(targets, weights)));

    internal override double BestPrediction(double target, int outputs) => Logit(Smoothed(target));

    private double Smoothed(double target) => (1 - LabelSmoothing) * target + LabelSmoothing / 2;

    private static double Logit(double share) => Math.Clamp(Math.Log(share / (1 - share)), -50, 50);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType BinaryCrossEntropy = Loss("BinaryCrossEntropy", description => new BinaryCrossEntropy<T>(description["labelSmoothing"]));
}
