using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Logistic sigmoid: y = 1 / (1 + exp(-x)), element by element; outputs lie in (0, 1).</summary>
/// <remarks>Computed from exp(-|x|), so it neither overflows nor loses its small values.</remarks>
public sealed class Sigmoid<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override OutputRange OutputRange => new(0, 1);

    internal override bool MayShareWork => true;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => Elementwise<T>.Sigmoid(x, y);

    /// <inheritdoc/>
    /// <remarks>dy/dx = y (1 - y).</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx) => Elementwise<T>.SigmoidGradient(y, dy, dx);
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = 1 / (1 + exp(-x)).</summary>
    public NetworkBuilder<T> Sigmoid() => Add(new Sigmoid<T>());
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Sigmoid = Layer("Sigmoid", _ => new Sigmoid<T>());
}
