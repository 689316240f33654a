using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Cross-entropy of independent yes-or-no outputs: the mean over all N*outputs elements of -(w t log s(z) + (1 - t)
/// log(1 - s(z))), with the sigmoid s of a logit z and the weight w of a yes of that output, 1 unless given: the
/// <c>pos_weight</c> of PyTorch's <c>BCEWithLogitsLoss</c>.
/// </summary>
/// <remarks>
/// Computed as (w t + 1 - t) log(1 + exp(-|z|)) + |z| (1 - t) for z above 0 or |z| w t for others, exact for logits of
/// any size. Gradient with respect to z: ((w t + 1 - t) s(z) - w t) / (N*outputs). The network may end in
/// <see cref="Sigmoid{T}"/> (it then predicts probabilities) or in a <see cref="Dense{T}"/> layer (it then predicts
/// logits).
/// </remarks>
public sealed class BinaryCrossEntropy<T> : CrossEntropy<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Weight = "positiveWeight";
    internal const string Weights = "positiveWeights";

    private readonly T[] _positiveWeights;

    /// <summary>Creates the loss.</summary>
    /// <param name="labelSmoothing">e: targets become (1 - e) t + e / 2; at least 0 and below 1, 0 is off.</param>
    /// <param name="positiveWeights">
    /// What a yes counts, beside a no: one weight for all outputs or one for each, finite and above 0; null or none for
    /// 1. Above 1 for outputs that are rarely yes, such as the number of samples that say no by the number of those
    /// that say yes; the network then says yes more often.
    /// </param>
    /// <exception cref="ArgumentException">The smoothing or a weight is outside its range.</exception>
    public BinaryCrossEntropy(double labelSmoothing = 0, IReadOnlyList<double>? positiveWeights = null)
        : base(labelSmoothing, new Sigmoid<T>())
    {
        PositiveWeights = positiveWeights is null ? [] : [.. positiveWeights];
        _positiveWeights = [.. PositiveWeights.Select(T.CreateTruncating)];
        for (int j = 0; j < _positiveWeights.Length; j++)
        {
            if (!(_positiveWeights[j] > T.Zero && T.IsFinite(_positiveWeights[j])))
                throw new ArgumentOutOfRangeException(nameof(positiveWeights), PositiveWeights[j], $"'{nameof(positiveWeights)}'[{Check.Text(j)}] is "
                    + $"{Check.Text(PositiveWeights[j])}, but a finite number above 0 was expected that {typeof(T).Name} can hold.");
        }
    }

    /// <summary>
    /// What a yes counts, beside a no: one weight for all outputs or one for each; empty if all are 1.
    /// </summary>
    public IReadOnlyList<double> PositiveWeights { get; }

    /// <summary>
    /// The lowest loss is at w t / (w t + 1 - t), where t is e / 2 or 1 - e / 2: of the two the one closer to its
    /// target.
    /// </summary>
    internal override double MeanAbsoluteErrorAtMinimum(int outputs)
    {
        double half = LabelSmoothing / 2;
        return PositiveWeights.Count == 0 || half == 0
            ? half
            : PositiveWeights.Average(w => Math.Min(w * half / (w * half + 1 - half), half / (w * (1 - half) + half)));
    }

    /// <remarks>(w t + 1 - t) s(z) (1 - s(z)) / (N*outputs) on the diagonal.</remarks>
    /// <inheritdoc/>
    public override bool Hessian(int output, Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> column)
    {
        if (_positiveWeights.Length == 0)
            return WriteDiagonal(output, predictions, targets, rowWeights, column, static (z, _) => Slope(z));
        CheckWeights(predictions.ColumnCount);
        T added = _positiveWeights[_positiveWeights.Length == 1 ? 0 : output] - T.One;
        T kept = T.One - Smoothing, half = Smoothing * T.CreateTruncating(0.5);
        return WriteDiagonal(output, predictions, targets, rowWeights, column, (z, t) => (T.One + added * (kept * t + half)) * Slope(z));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are other numbers of positive weights than of outputs.</exception>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        CheckShapes(predictions, targets, rowWeights, gradient);
        (int rows, int columns) = (predictions.RowCount, predictions.ColumnCount);
        if (_positiveWeights.Length == 0)
            return ElementLosses<T>.BinaryCrossEntropy(Smoothing, rows, columns, predictions.Values(), targets.Values(), rowWeights, gradient.Values());
        CheckWeights(columns);
        double total = 0;
        for (int j = 0; j < columns; j++)
        {
            int first = j * rows;
            T weight = _positiveWeights[_positiveWeights.Length == 1 ? 0 : j];
            total += ElementLosses<T>.WeightedBinaryCrossEntropy(Smoothing, weight, T.One / T.CreateTruncating(columns),
                predictions.Values().AsSpan(first, rows), targets.Values().AsSpan(first, rows), rowWeights, gradient.Values().AsSpan(first, rows));
        }

        return total;
    }

    /// <inheritdoc/>
    public override Description Describe()
    {
        var description = Describe("BinaryCrossEntropy");
        if (PositiveWeights.Count == 0)
            return description;
        var weights = new Dictionary<string, double>();
        for (int j = 0; j < PositiveWeights.Count; j++)
            weights[Weight + Check.Text(j)] = PositiveWeights[j];
        return description with { Parts = new Dictionary<string, Description> { [Weights] = new(Weights) { Settings = weights } } };
    }

    /// <summary>Each target must lie in 0 .. 1, and positive weights must be as many as outputs.</summary>
    /// <inheritdoc/>
    public override void CheckTargets(Matrix<T> targets, string name)
    {
        CheckWeights(targets.ColumnCount);
        for (int i = 0; i < targets.RowCount; i++)
        {
            for (int j = 0; j < targets.ColumnCount; j++)
            {
                T value = targets.At(i, j);
                if (value < T.Zero || value > T.One)
                    throw new ArgumentException($"'{name}' holds {Check.Text(value)} at row {Check.Text(i)}, column {Check.Text(j)}, but binary "
                        + "cross-entropy needs targets from 0 to 1.", name);
            }
        }
    }

    /// <remarks>
    /// Not known where outputs have different weights, for what is best is asked of one output without its number.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override bool RowLosses(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, Span<double> losses)
    {
        if (PositiveWeights.Count > 1)
            return false;
        for (int j = 0; j < losses.Length; j++)
        {
            double z = predictions[j], no = 1 - Smoothed(targets[j]), yes = WeightOfAll * (1 - no);
            losses[j] = (Math.Abs(z) * (z > 0 ? no : yes) + (yes + no) * Math.Log(1 + Math.Exp(-Math.Abs(z)))) / losses.Length;
        }

        return true;
    }

    internal override double BestConstant(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => Best(Smoothed(Mean(targets, weights)));

    internal override double BestPrediction(double target, int outputs) => Best(Smoothed(target));

    private double WeightOfAll => PositiveWeights.Count == 0 ? 1 : PositiveWeights[0];

    private double Smoothed(double target) => (1 - LabelSmoothing) * target + LabelSmoothing / 2;

    /// <summary>The logit of w t / (w t + 1 - t).</summary>
    private double Best(double share) => Math.Clamp(Math.Log(WeightOfAll * share / (1 - share)), -50, 50);

    /// <summary>s(z) s(-z), which loses no digits where either is near 1.</summary>
    private static T Slope(T z)
    {
        T e = T.Exp(-T.Abs(z));
        return e / ((T.One + e) * (T.One + e));
    }

    private void CheckWeights(int outputs)
    {
        if (_positiveWeights.Length > 1 && _positiveWeights.Length != outputs)
            RefuseWeights(outputs);
    }

    private void RefuseWeights(int outputs)
        => throw new ArgumentException($"The loss has {Check.Text(PositiveWeights.Count)} positive weights, but there are {Check.Text(outputs)} outputs: "
            + "one weight for all or one for each was expected.");
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType BinaryCrossEntropy = Loss("BinaryCrossEntropy", description =>
    {
        Description? weights = description.Parts.GetValueOrDefault(BinaryCrossEntropy<T>.Weights);
        return new BinaryCrossEntropy<T>(
            description["labelSmoothing"],
            weights is null ? null : [.. Enumerable.Range(0, weights.Settings.Count).Select(j => weights[BinaryCrossEntropy<T>.Weight + Check.Text(j)])]);
    });
}
