using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Negative logarithm of the Poisson probability: the mean over all N*outputs elements of exp(z) - t z + log(t!), with
/// the logarithm z of the rate. For counts.
/// </summary>
/// <remarks>
/// PyTorch's PoissonNLLLoss leaves log(t!) out, which does not depend on the predictions. Gradient with respect to z:
/// (exp(z) - t) / (N*outputs). The network may end in <see cref="Exponential{T}"/> (it then predicts rates) or in a
/// <see cref="Dense{T}"/> layer (it then predicts their logarithms).
/// </remarks>
public sealed class PoissonLoss<T> : Loss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.PoissonLoss";

    private static readonly Exponential<T> _included = new();

    /// <inheritdoc/>
    public override Layer<T>? IncludedActivation => _included;

    /// <inheritdoc/>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        Checks.Evaluation(predictions, targets, rowWeights, gradient);
        (int rows, T[] z, T[] t, T[] g) = (predictions.RowCount, predictions.Values(), targets.Values(), gradient.Values());
        T share = T.One / T.CreateTruncating(predictions.ColumnCount);
        double loss = 0;
        for (int k = 0; k < z.Length; k++)
        {
            T rate = T.Exp(z[k]);
            T weight = rowWeights[k % rows] * share;
            g[k] = weight * (rate - t[k]);
            double count = double.CreateTruncating(t[k]);
            loss += double.CreateTruncating(weight)
                * (double.CreateTruncating(rate) - count * double.CreateTruncating(z[k]) + SpecialFunctions.GammaLn(count + 1));
        }

        return loss;
    }

    /// <remarks>exp(z) / (N*outputs) on the diagonal.</remarks>
    /// <inheritdoc/>
    public override bool Hessian(int output, Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> column)
    {
        Checks.Evaluation(predictions, targets, rowWeights, column);
        (int rows, T[] z, T[] diagonal) = (predictions.RowCount, predictions.Values(), column.Values());
        T share = T.One / T.CreateTruncating(predictions.ColumnCount);
        diagonal.AsSpan().Clear();
        for (int i = 0; i < rows; i++)
            diagonal[output * rows + i] = rowWeights[i] * share * T.Exp(z[output * rows + i]);
        return true;
    }

    /// <summary>Counts are at least 0; they need not be whole.</summary>
    /// <inheritdoc/>
    public override void CheckTargets(Matrix<T> targets, string name)
    {
        T[] values = targets.Elements();
        int negative = Array.FindIndex(values, value => value < T.Zero);
        if (negative >= 0)
            throw new ArgumentException($"'{name}' holds {Checks.Text(double.CreateTruncating(values[negative]))} at row "
                + $"{Checks.Text(negative % targets.RowCount)}, "
                + $"column {Checks.Text(negative / targets.RowCount)}, but a count is at least 0.", name);
    }

    /// <inheritdoc/>
    public override Description Describe() => new(Kind);
}
