using System.Numerics;
using System.Runtime.CompilerServices;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Hard sigmoid: y = min(1, max(0, alpha x + beta)), a sigmoid made of straight lines; outputs lie in [0, 1].
/// </summary>
/// <remarks>
/// With slope 0.2 and offset 0.5 as in ONNX and Keras 2 (Courbariaux et al., 2015) unless given; PyTorch and Keras 3
/// have the slope 1/6. The derivative at the two bends is taken as 0, as in PyTorch.
/// </remarks>
public sealed class HardSigmoid<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _alpha;
    private readonly T _beta;

    /// <summary>Creates the activation.</summary>
    /// <param name="alpha">The slope between the bends, above 0.</param>
    /// <param name="beta">The output at 0, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">Alpha or beta is outside its range.</exception>
    public HardSigmoid(double alpha = 0.2, double beta = 0.5)
    {
        Check.Range(alpha, nameof(alpha), 0, double.PositiveInfinity, Bounds.OpenBelow);
        Check.Range(beta, nameof(beta), double.NegativeInfinity, double.PositiveInfinity);
        (Alpha, Beta) = (alpha, beta);
        (_alpha, _beta) = (T.CreateTruncating(alpha), T.CreateTruncating(beta));
    }

    /// <summary>The slope between the bends.</summary>
    public double Alpha { get; }

    /// <summary>The output at 0, before it is cut to [0, 1].</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(0, 1);

    /// <inheritdoc/>
    public override Description Describe() => new("HardSigmoid") { Settings = new Dictionary<string, double> { ["alpha"] = Alpha, ["beta"] = Beta } };

    internal override bool MayShareWork => true;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(new Value(_alpha, _beta), x, y);

    /// <inheritdoc/>
    /// <remarks>dy/dx = alpha where 0 &lt; y &lt; 1, 0 elsewhere.</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx) => SpanWalk<T>.Map(new Gradient(_alpha), y, dy, dx);

    private readonly struct Value(T alpha, T beta) : IOperation1<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
        {
            V one = V.Broadcast(T.One);
            V line = V.Broadcast(alpha) * x + V.Broadcast(beta);
            return V.Max(V.Broadcast(T.Zero), V.IfGreater(line, one, one, line));
        }
    }

    private readonly struct Gradient(T alpha) : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V y, V dy)
            where V : unmanaged, ILanes<V, T>
        {
            V zero = V.Broadcast(T.Zero);
            return V.IfGreater(y, zero, V.IfGreater(V.Broadcast(T.One), y, V.Broadcast(alpha) * dy, zero), zero);
        }
    }
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = min(1, max(0, alpha x + beta)).</summary>
    /// <param name="alpha">The slope between the bends, above 0; 0.2 as in ONNX unless given, 1/6 in PyTorch.</param>
    /// <param name="beta">The output at 0.</param>
    public NetworkBuilder<T> HardSigmoid(double alpha = 0.2, double beta = 0.5) => Add(new HardSigmoid<T>(alpha, beta));
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType HardSigmoid = Layer("HardSigmoid", description => new HardSigmoid<T>(description["alpha"], description["beta"]));
}
