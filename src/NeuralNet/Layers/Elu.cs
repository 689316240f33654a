using System.Numerics;
using System.Runtime.CompilerServices;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Exponential linear unit: y = x where x > 0, alpha (exp(x) - 1) elsewhere. Smooth for alpha 1; outputs lie above
/// -alpha.
/// </summary>
/// <remarks>
/// exp(x) - 1 is computed as one function, so small inputs keep their digits (Clevert, Unterthiner and Hochreiter,
/// 2016).
/// </remarks>
public sealed class Elu<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _alpha;

    /// <summary>Creates the activation.</summary>
    /// <param name="alpha">
    /// What outputs approach, with a minus sign, for very negative inputs; at least 0. 1 as in Keras, PyTorch and ONNX
    /// unless given.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is below 0 or not finite.</exception>
    public Elu(double alpha = 1)
    {
        Check.Range(alpha, nameof(alpha), 0, double.PositiveInfinity);
        Alpha = alpha;
        _alpha = T.CreateTruncating(alpha);
    }

    /// <summary>What outputs approach, with a minus sign, for very negative inputs.</summary>
    public double Alpha { get; }

    /// <summary>He's uniform distribution, as for <see cref="ReLU{T}"/>.</summary>
    public override Initializer? PreferredInitializer => Initializer.HeUniform;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(-Alpha, double.PositiveInfinity);

    /// <inheritdoc/>
    public override Description Describe() => new("Elu") { Settings = new Dictionary<string, double> { ["alpha"] = Alpha } };

    internal override bool MayShareWork => true;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(new ExponentialUnit<T>(T.One, _alpha), x, y);

    /// <inheritdoc/>
    /// <remarks>dy/dx = 1 where x > 0, alpha exp(x) elsewhere.</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        => SpanWalk<T>.Map(new ExponentialUnitGradient<T>(T.One, _alpha), x, dy, dx);
}

/// <summary>y = slope x where x > 0, scale (exp(x) - 1) elsewhere.</summary>
internal readonly struct ExponentialUnit<T>(T slope, T scale) : IOperation1<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x)
        where V : unmanaged, ILanes<V, T>
    {
        V zero = V.Broadcast(T.Zero);
        V negative = V.IfGreater(x, zero, zero, x);
        return V.IfGreater(x, zero, V.Broadcast(slope) * x, V.Broadcast(scale) * VectorMath<V, T>.ExpMinusOne(negative));
    }
}

/// <summary>dx = slope dy where x > 0, scale exp(x) dy elsewhere.</summary>
internal readonly struct ExponentialUnitGradient<T>(T slope, T scale) : IOperation2<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V dy)
        where V : unmanaged, ILanes<V, T>
    {
        V zero = V.Broadcast(T.Zero);
        V negative = V.IfGreater(x, zero, zero, x);
        return dy * V.IfGreater(x, zero, V.Broadcast(slope), V.Broadcast(scale) * VectorMath<V, T>.Exp(negative));
    }
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = x for positive, alpha (exp(x) - 1) for other x.</summary>
    /// <param name="alpha">What outputs approach, with a minus sign, for very negative inputs; at least 0.</param>
    public NetworkBuilder<T> Elu(double alpha = 1) => Add(new Elu<T>(alpha));
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Elu = Layer("Elu", description => new Elu<T>(description["alpha"]));
}
