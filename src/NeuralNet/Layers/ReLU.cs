using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Rectified linear unit: y = max(0, x), element by element.</summary>
/// <remarks>The derivative at 0 is taken as 0. NaN passes through, so a broken input stays visible.</remarks>
public sealed class ReLU<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>He's uniform distribution, which keeps the variance of a rectified signal.</summary>
    public override Initializer? PreferredInitializer => Initializer.HeUniform;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(0, double.PositiveInfinity);

    internal override bool MayShareWork => true;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => Elementwise<T>.ReLU(x, y);

    /// <inheritdoc/>
    /// <remarks>dy/dx = 1 where x > 0, 0 elsewhere.</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        => Elementwise<T>.LeakyReLUGradient(T.Zero, x, dy, dx);
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = max(0, x).</summary>
    public NetworkBuilder<T> ReLU() => Add(new ReLU<T>());
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType ReLU = Layer("ReLU", _ => new ReLU<T>());
}
