using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Negative logarithm of the normal density: the mean over all N*targets of log s + (t - m)^2 / (2 s^2) + log(2 pi) /
/// 2, with the predicted mean m and standard deviation s of each target, two outputs side by side.
/// </summary>
/// <remarks>
/// Nix and Weigend, 1994. PyTorch's GaussianNLLLoss takes the variance and leaves the constant out unless told
/// otherwise. Gradient: (m - t) / s^2 and (1 - (t - m)^2 / s^2) / s, divided by N*targets. The network ends in
/// <see cref="MeanAndDeviation{T}"/>, whose outputs are those, and is trained on <see cref="TargetsFor"/>. Where the
/// mean is hard to find the deviation grows first and hides the errors: train longer, or the mean first by
/// <see cref="MeanSquaredError{T}"/>.
/// </remarks>
public sealed class GaussianLoss<T> : Loss<T>, IGroupedLoss
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.GaussianLoss";

    private static readonly double _constant = 0.5 * Math.Log(2 * Math.PI);

    int IGroupedLoss.Group => 2;

    /// <summary>Targets as the loss needs them: each column of y twice, <c>N x 2 targets</c>.</summary>
    /// <param name="y">What is to be predicted, <c>N x targets</c>.</param>
    public Matrix<T> TargetsFor(Matrix<T> y) => Checks.Repeat(y, nameof(y), ((IGroupedLoss)this).Group);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A predicted deviation is not above 0.</exception>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        Checks.Evaluation(predictions, targets, rowWeights, gradient);
        (int rows, T[] p, T[] t, T[] g) = (predictions.RowCount, predictions.Values(), targets.Values(), gradient.Values());
        T share = T.CreateTruncating(2.0 / predictions.ColumnCount);
        double loss = 0;
        for (int first = 0; first < p.Length; first += 2 * rows)
        {
            for (int i = 0; i < rows; i++)
            {
                int k = first + i;
                T deviation = p[k + rows];
                if (deviation <= T.Zero)
                    RefuseDeviation(deviation, i, k / rows + 1);
                T distance = (t[k] - p[k]) / deviation;
                T weight = rowWeights[i] * share;
                g[k] = -weight * (distance / deviation);
                g[k + rows] = weight * ((T.One - distance * distance) / deviation);
                double z = double.CreateTruncating(distance);
                loss += double.CreateTruncating(weight) * (Math.Log(double.CreateTruncating(deviation)) + 0.5 * z * z + _constant);
            }
        }

        return loss;
    }

    /// <summary>The two columns of a target must be equal: see <see cref="TargetsFor"/>.</summary>
    /// <inheritdoc/>
    public override void CheckTargets(Matrix<T> targets, string name) => Checks.Repeated(targets, name, 2, nameof(GaussianLoss<>));

    /// <inheritdoc/>
    public override Description Describe() => new(Kind);

    private static void RefuseDeviation(T deviation, int row, int column)
        => throw new ArgumentException($"The predicted deviation at row {Checks.Text(row)}, column {Checks.Text(column)} is "
            + $"{Checks.Text(double.CreateTruncating(deviation))}, but a number above 0 was expected: let the network end in {nameof(MeanAndDeviation<>)}.");
}
