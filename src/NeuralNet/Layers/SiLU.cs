using System.Numerics;
using System.Runtime.CompilerServices;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Sigmoid linear unit, also called Swish: y = x s(x) with the logistic sigmoid s; outputs lie above -0.2785.
/// </summary>
/// <remarks>Elfwing, Uchibe and Doya, 2018; Ramachandran, Zoph and Le, 2017.</remarks>
public sealed class SiLU<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Lowest = -0.2784645427610738;

    /// <summary>He's uniform distribution, as for <see cref="ReLU{T}"/>.</summary>
    public override Initializer? PreferredInitializer => Initializer.HeUniform;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(Lowest, double.PositiveInfinity);

    internal override bool MayShareWork => true;

    // exp(-|x|) is 0 from here on in the precision, and infinity times 0 has no value.
    private static double Largest => typeof(T) == typeof(float) ? 110 : 750;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(default(Value), x, y);

    /// <inheritdoc/>
    /// <remarks>dy/dx = s(x) (1 + x s(-x)).</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx) => SpanWalk<T>.Map(default(Gradient), x, dy, dx);

    private readonly struct Value : IOperation1<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
        {
            x = V.Max(VectorMath<V, T>.Constant(-Largest), x);
            return x * VectorMath<V, T>.Sigmoid(x);
        }
    }

    private readonly struct Gradient : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V dy)
            where V : unmanaged, ILanes<V, T>
        {
            x = VectorMath<V, T>.Clamp(x, Largest);
            V one = V.Broadcast(T.One);
            V s = VectorMath<V, T>.Sigmoid(x, out V e);
            V rest = V.IfGreater(V.Broadcast(T.Zero), x, one, e) / (one + e);
            return dy * (s * V.MultiplyAdd(x, rest, one));
        }
    }
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = x / (1 + exp(-x)), also called Swish.</summary>
    public NetworkBuilder<T> SiLU() => Add(new SiLU<T>());
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType SiLU = Layer("SiLU", _ => new SiLU<T>());
}
