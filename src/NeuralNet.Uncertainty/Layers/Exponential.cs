using System.Numerics;

namespace NeuralNet.Uncertainty;

/// <summary>
/// y = exp(x): the rate of a Poisson distribution whose logarithm the layer before it gives. The last layer of a
/// network that <see cref="PoissonLoss{T}"/> trains.
/// </summary>
public sealed class Exponential<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string Kind = "NeuralNet.Uncertainty.Exponential";

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(0, double.PositiveInfinity);

    /// <inheritdoc/>
    public override Description Describe() => new(Kind);

    /// <inheritdoc/>
    public override string ToString() => nameof(Exponential<>);

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = T.Exp(x[i]);
    }

    /// <inheritdoc/>
    /// <remarks>dy/dx = y.</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        for (int i = 0; i < x.Length; i++)
            dx[i] = dy[i] * y[i];
    }
}
