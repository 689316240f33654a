using System.Numerics;
using System.Runtime.CompilerServices;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Keeps each element between two bounds: y = min(highest, max(lowest, x)). Between 0 and 6 it is ReLU6.
/// </summary>
/// <remarks>
/// The derivative at the bounds is taken as 0, as that of <see cref="ReLU{T}"/> and as in PyTorch's Hardtanh and ReLU6;
/// its clamp takes 1.
/// </remarks>
public sealed class Clip<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _lowest;
    private readonly T _highest;

    /// <summary>Creates the activation.</summary>
    /// <param name="lowest">The smallest output, finite.</param>
    /// <param name="highest">The largest output, finite and above the smallest.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A bound is not finite, or the largest output is not above the smallest.
    /// </exception>
    public Clip(double lowest, double highest)
    {
        Check.Range(lowest, nameof(lowest), double.NegativeInfinity, double.PositiveInfinity);
        Check.Range(highest, nameof(highest), lowest, double.PositiveInfinity, Bounds.OpenBelow);
        (Lowest, Highest) = (lowest, highest);
        (_lowest, _highest) = (T.CreateTruncating(lowest), T.CreateTruncating(highest));
    }

    /// <summary>The smallest output.</summary>
    public double Lowest { get; }

    /// <summary>The largest output.</summary>
    public double Highest { get; }

    /// <summary>He's uniform distribution, as for <see cref="ReLU{T}"/>.</summary>
    public override Initializer? PreferredInitializer => Initializer.HeUniform;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(Lowest, Highest);

    /// <inheritdoc/>
    public override Description Describe() => new("Clip") { Settings = new Dictionary<string, double> { ["lowest"] = Lowest, ["highest"] = Highest } };

    internal override bool MayShareWork => true;

    /// <inheritdoc/>
    protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(new Value(_lowest, _highest), x, y);

    /// <inheritdoc/>
    /// <remarks>dy/dx = 1 between the bounds, 0 elsewhere.</remarks>
    protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        => SpanWalk<T>.Map(new Gradient(_lowest, _highest), x, dy, dx);

    private readonly struct Value(T lowest, T highest) : IOperation1<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
        {
            V bound = V.Broadcast(highest);
            return V.Max(V.Broadcast(lowest), V.IfGreater(x, bound, bound, x));
        }
    }

    private readonly struct Gradient(T lowest, T highest) : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V dy)
            where V : unmanaged, ILanes<V, T>
        {
            V zero = V.Broadcast(T.Zero);
            return V.IfGreater(x, V.Broadcast(lowest), V.IfGreater(V.Broadcast(highest), x, dy, zero), zero);
        }
    }
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds y = min(highest, max(lowest, x)).</summary>
    /// <param name="lowest">The smallest output.</param>
    /// <param name="highest">The largest output.</param>
    public NetworkBuilder<T> Clip(double lowest, double highest) => Add(new Clip<T>(lowest, highest));

    /// <summary>Adds y = min(6, max(0, x)), a <see cref="Clip{T}"/> layer.</summary>
    public NetworkBuilder<T> ReLU6() => Clip(0, 6);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Clip = Layer("Clip", description => new Clip<T>(description["lowest"], description["highest"]));
}
