using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Mean and standard deviation of each target: of each pair of columns the first passes through and the second becomes
/// <see cref="Smallest"/> + log(1 + exp(x)), above 0; x and y are <c>N x 2 targets</c>. The last layer of a network
/// that <see cref="GaussianLoss{T}"/> trains.
/// </summary>
/// <remarks>Softplus and a floor as in Lakshminarayanan, Pritzel and Blundell, 2017, there of the variance.</remarks>
public sealed class MeanAndDeviation<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.MeanAndDeviation";

    private readonly T _smallest;

    /// <summary>Creates the layer.</summary>
    /// <param name="smallest">
    /// The smallest deviation, in units of the targets, above 0: without it a target that is met exactly has no lowest
    /// loss.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0 and finite in T.</exception>
    public MeanAndDeviation(double smallest = 1e-4)
    {
        _smallest = T.CreateTruncating(smallest);
        if (!(_smallest > T.Zero) || !T.IsFinite(_smallest))
            throw new ArgumentOutOfRangeException(nameof(smallest), smallest,
                $"'{nameof(smallest)}' is {Checks.Text(smallest)}, but a finite number above 0 was "
                + "expected.");
        Smallest = smallest;
    }

    /// <summary>The smallest deviation.</summary>
    public double Smallest { get; }

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize % 2 == 0
        ? inputSize
        : throw new ArgumentException($"{this} expects two inputs for each target, but is given {Checks.Text(inputSize)}.", nameof(inputSize));

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        (int rows, T[] x, T[] y) = (input.RowCount, input.Values(), output.Values());
        for (int k = 0; k < x.Length; k++)
            y[k] = k / rows % 2 == 0 ? x[k] : _smallest + Softplus.Value(x[k]);
    }

    /// <inheritdoc/>
    /// <remarks>dx = dy for means, dy s(x) with the sigmoid s for deviations.</remarks>
    public override void Backward(LayerPass<T> pass)
    {
        if (pass.InputGradient is not { } inputGradient)
            return;
        (int rows, T[] x, T[] dy, T[] dx) = (pass.Input.RowCount, pass.Input.Values(), pass.OutputGradient.Values(), inputGradient.Values());
        for (int k = 0; k < x.Length; k++)
            dx[k] = k / rows % 2 == 0 ? dy[k] : dy[k] * Softplus.Derivative(x[k]);
    }

    /// <inheritdoc/>
    public override Description Describe() => new(Kind) { Settings = new Dictionary<string, double> { ["smallest"] = Smallest } };

    /// <inheritdoc/>
    public override string ToString() => nameof(MeanAndDeviation<>);
}
