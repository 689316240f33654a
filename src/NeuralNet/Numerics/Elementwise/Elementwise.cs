using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Element-by-element functions on spans of one length; input and output may be the same span. Each operation stands
/// below as a formula.
/// </summary>
internal static class Elementwise
{
    /// <summary>y = 1 / (1 + exp(-x)).</summary>
    public static void Sigmoid<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(default(SigmoidOperation<T>), x, y);

    /// <summary>dx = dy y (1 - y).</summary>
    public static void SigmoidGradient<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(default(SigmoidGradientOperation<T>), y, dy, dx);

    public static void Tanh<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(default(TanhOperation<T>), x, y);

    /// <summary>dx = dy (1 - y y).</summary>
    public static void TanhGradient<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(default(TanhGradientOperation<T>), y, dy, dx);

    /// <summary>y = max(0, x); NaN stays NaN.</summary>
    public static void ReLU<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(default(ReLUOperation<T>), x, y);

    /// <summary>y = x where x > 0, slope x elsewhere.</summary>
    public static void LeakyReLU<T>(T slope, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(new LeakyReLUOperation<T>(slope), x, y);

    /// <summary>dx = dy where x > 0, slope dy elsewhere, 0 included; slope 0 is the ReLU's.</summary>
    public static void LeakyReLUGradient<T>(T slope, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(new LeakyReLUGradientOperation<T>(slope), x, dy, dx);

    /// <summary>z = x y.</summary>
    public static void Multiply<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(default(ProductOperation<T>), x, y, z);

    /// <summary>x = factor x.</summary>
    public static void Scale<T>(T factor, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(new ScaleOperation<T>(factor), x, x);

    /// <summary>y = factor x + y, rounded once.</summary>
    public static void AddScaled<T>(T factor, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(new AddScaledOperation<T>(factor), x, y, y);

    /// <summary>x = min(max(x, -bound), bound); NaN stays NaN.</summary>
    public static void Clamp<T>(T bound, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(new ClampOperation<T>(bound), x, x);

    /// <summary>g += l2 w + l1 sign(w), the gradient of l2/2 sum(w w) + l1 sum|w|; sign(0) is 0.</summary>
    public static void AddPenaltyGradient<T>(T l1, T l2, ReadOnlySpan<T> w, Span<T> g)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk.Map(new Penalty<T>(l1, l2), w, g, g);

    private readonly struct SigmoidOperation<T> : IOperation1<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => VectorMath<V, T>.Sigmoid(x);
    }

    private readonly struct SigmoidGradientOperation<T> : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V y, V dy)
            where V : unmanaged, ILanes<V, T>
            => dy * (y * (V.Broadcast(T.One) - y));
    }

    private readonly struct TanhOperation<T> : IOperation1<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => VectorMath<V, T>.Tanh(x);
    }

    private readonly struct TanhGradientOperation<T> : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V y, V dy)
            where V : unmanaged, ILanes<V, T>
            => dy * (V.Broadcast(T.One) - y * y);
    }

    private readonly struct ReLUOperation<T> : IOperation1<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Where 0 is not greater the value passes, and nothing is greater than NaN.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => V.Max(V.Broadcast(T.Zero), x);
    }

    private readonly struct LeakyReLUOperation<T>(T slope) : IOperation1<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => V.IfGreater(x, V.Broadcast(T.Zero), x, V.Broadcast(slope) * x);
    }

    private readonly struct LeakyReLUGradientOperation<T>(T slope) : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V dy)
            where V : unmanaged, ILanes<V, T>
            => V.IfGreater(x, V.Broadcast(T.Zero), dy, V.Broadcast(slope) * dy);
    }

    private readonly struct ProductOperation<T> : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => x * y;
    }

    private readonly struct ScaleOperation<T>(T factor) : IOperation1<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => V.Broadcast(factor) * x;
    }

    private readonly struct AddScaledOperation<T>(T factor) : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => V.MultiplyAdd(V.Broadcast(factor), x, y);
    }

    private readonly struct ClampOperation<T>(T bound) : IOperation1<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
        {
            x = V.IfGreater(x, V.Broadcast(bound), V.Broadcast(bound), x);
            return V.Max(V.Broadcast(-bound), x);
        }
    }
}
