using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Pinball loss: the mean over all N*outputs elements of a d where d is above 0 and (a - 1) d elsewhere, with d = t - q
/// and the level a of the quantile q. It is lowest where a share a of the targets lies below q.
/// </summary>
/// <remarks>
/// Koenker and Bassett, 1978. Gradient: -a below the target, 1 - a above it, 0 where both are equal, divided by
/// N*outputs. Each target has as many outputs as there are levels, side by side; the network ends in
/// <see cref="Quantiles{T}"/> so that they never cross, and is trained on <see cref="TargetsFor"/>.
/// </remarks>
public sealed class QuantileLoss<T> : Loss<T>, IGroupedLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.QuantileLoss";

    private readonly double[] _levels;

    /// <summary>Creates the loss.</summary>
    /// <param name="levels">The levels of the quantiles, rising, above 0 and below 1: 0.5 for the median.</param>
    /// <exception cref="ArgumentException">There is no level, one is outside its range, or they do not
    /// rise.</exception>
    public QuantileLoss(params IReadOnlyList<double> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Count == 0)
            throw new ArgumentException($"'{nameof(levels)}' is empty, but at least one such as 0.5 was expected.", nameof(levels));
        for (int k = 0; k < levels.Count; k++)
        {
            Checks.Share(levels[k], $"{nameof(levels)}[{Checks.Text(k)}]");
            if (k > 0 && levels[k] <= levels[k - 1])
                throw new ArgumentException($"'{nameof(levels)}'[{Checks.Text(k)}] is {Checks.Text(levels[k])} behind {Checks.Text(levels[k - 1])}, but levels "
                    + "rise.", nameof(levels));
        }

        _levels = [.. levels];
        Levels = Array.AsReadOnly(_levels);
    }

    /// <summary>The levels of the quantiles, rising.</summary>
    public IReadOnlyList<double> Levels { get; }

    int IGroupedLoss.Group => _levels.Length;

    /// <summary>
    /// Targets as the loss needs them: each column of y once for each level, <c>N x (targets * levels)</c>.
    /// </summary>
    /// <param name="y">What is to be predicted, <c>N x targets</c>.</param>
    public Matrix<T> TargetsFor(Matrix<T> y) => Checks.Repeat(y, nameof(y), _levels.Length);

    /// <inheritdoc/>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        Checks.Evaluation(predictions, targets, rowWeights, gradient);
        (int rows, int columns) = (predictions.RowCount, predictions.ColumnCount);
        (T[] q, T[] t, T[] g) = (predictions.Values(), targets.Values(), gradient.Values());
        T share = T.One / T.CreateTruncating(columns);
        double loss = 0;
        for (int j = 0; j < columns; j++)
        {
            T level = T.CreateTruncating(_levels[j % _levels.Length]);
            for (int i = 0; i < rows; i++)
            {
                int k = j * rows + i;
                T distance = t[k] - q[k];
                T slope = distance > T.Zero ? level : distance < T.Zero ? level - T.One : T.Zero;
                T weight = rowWeights[i] * share;
                g[k] = -weight * slope;
                loss += double.CreateTruncating(weight) * double.CreateTruncating(distance == T.Zero ? T.Zero : slope * distance);
            }
        }

        return loss;
    }

    /// <summary>The columns of a target must be equal: see <see cref="TargetsFor"/>.</summary>
    /// <inheritdoc/>
    public override void CheckTargets(Matrix<T> targets, string name) => Checks.Repeated(targets, name, _levels.Length, nameof(QuantileLoss<>));

    /// <inheritdoc/>
    public override Description Describe()
        => new(Kind) { Settings = _levels.Select((level, k) => (level, k)).ToDictionary(pair => $"level{Checks.Text(pair.k)}", pair => pair.level) };

    internal static QuantileLoss<T> Read(Description description)
        => new([.. Enumerable.Range(0, description.Settings.Count).Select(k => description[$"level{Checks.Text(k)}"])]);
}
