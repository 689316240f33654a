using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Hyperbolic tangent: y = tanh(x), element by element; outputs lie in (-1, 1).</summary>
public sealed class Tanh<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override OutputRange OutputRange => new(-1, 1);

    internal override bool MayShareWork => true;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => Elementwise<T>.Tanh(x, y);

    /// <inheritdoc/>
    /// <remarks>dy/dx = 1 - y y.</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx) => Elementwise<T>.TanhGradient(y, dy, dx);
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = tanh(x).</summary>
    public NetworkBuilder<T> Tanh() => Add(new Tanh<T>());
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Tanh = Layer("Tanh", _ => new Tanh<T>());
}
