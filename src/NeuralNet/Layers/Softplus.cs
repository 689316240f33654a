using System.Numerics;
using System.Runtime.CompilerServices;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Softplus: y = log(1 + exp(x)), a smooth ReLU; outputs lie above 0.</summary>
/// <remarks>Computed as max(0, x) + log(1 + exp(-|x|)), so it neither overflows nor loses its small values.</remarks>
public sealed class Softplus<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>He's uniform distribution, as for <see cref="ReLU{T}"/>.</summary>
    public override Initializer? PreferredInitializer => Initializer.HeUniform;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(0, double.PositiveInfinity);

    internal override bool MayShareWork => true;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(default(Value), x, y);

    /// <inheritdoc/>
    /// <remarks>dy/dx = 1 / (1 + exp(-x)).</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx) => SpanWalk<T>.Map(default(Gradient), x, dy, dx);

    private readonly struct Value : IOperation1<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => V.Max(V.Broadcast(T.Zero), x) + VectorMath<V, T>.LogOnePlus(VectorMath<V, T>.Exp(x | V.Broadcast(T.NegativeZero)));
    }

    private readonly struct Gradient : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V dy)
            where V : unmanaged, ILanes<V, T>
            => dy * VectorMath<V, T>.Sigmoid(x);
    }
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = log(1 + exp(x)).</summary>
    public NetworkBuilder<T> Softplus() => Add(new Softplus<T>());
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Softplus = Layer("Softplus", _ => new Softplus<T>());
}
