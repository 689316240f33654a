using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Element-by-element functions on spans of one length; input and output may be the same span. Each operation stands
/// below as a formula.
/// </summary>
internal static class Elementwise<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y = 1 / (1 + exp(-x)).</summary>
    public static void Sigmoid(ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(default(SigmoidOperation), x, y);

    /// <summary>dx = dy y (1 - y).</summary>
    public static void SigmoidGradient(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx) => SpanWalk<T>.Map(default(SigmoidGradientOperation), y, dy, dx);

    public static void Tanh(ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(default(TanhOperation), x, y);

    /// <summary>dx = dy (1 - y y).</summary>
    public static void TanhGradient(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx) => SpanWalk<T>.Map(default(TanhGradientOperation), y, dy, dx);

    /// <summary>y = max(0, x); NaN stays NaN.</summary>
    public static void ReLU(ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(default(ReLUOperation), x, y);

    /// <summary>y = x where x > 0, slope x elsewhere.</summary>
    public static void LeakyReLU(T slope, ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(new LeakyReLUOperation(slope), x, y);

    /// <summary>dx = dy where x > 0, slope dy elsewhere, 0 included; slope 0 is the ReLU's.</summary>
    public static void LeakyReLUGradient(T slope, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
        => SpanWalk<T>.Map(new LeakyReLUGradientOperation(slope), x, dy, dx);

    /// <summary>z = x y.</summary>
    public static void Multiply(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => SpanWalk<T>.Map(default(ProductOperation), x, y, z);

    /// <summary>x = factor x.</summary>
    public static void Scale(T factor, Span<T> x) => SpanWalk<T>.Map(new ScaleOperation(factor), x, x);

    /// <summary>y = factor x + y, rounded once.</summary>
    public static void AddScaled(T factor, ReadOnlySpan<T> x, Span<T> y) => SpanWalk<T>.Map(new AddScaledOperation(factor), x, y, y);

    /// <summary>x = min(max(x, -bound), bound); NaN stays NaN.</summary>
    public static void Clamp(T bound, Span<T> x) => SpanWalk<T>.Map(new ClampOperation(bound), x, x);

    /// <summary>g += l2 w + l1 sign(w), the gradient of l2/2 sum(w w) + l1 sum|w|; sign(0) is 0.</summary>
    public static void AddPenaltyGradient(T l1, T l2, ReadOnlySpan<T> w, Span<T> g) => SpanWalk<T>.Map(new Penalty<T>(l1, l2), w, g, g);

    private readonly struct SigmoidOperation : IOperation1<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => VectorMath<V, T>.Sigmoid(x);
    }

    private readonly struct SigmoidGradientOperation : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V y, V dy)
            where V : unmanaged, ILanes<V, T>
            => dy * (y * (V.Broadcast(T.One) - y));
    }

    private readonly struct TanhOperation : IOperation1<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => VectorMath<V, T>.Tanh(x);
    }

    private readonly struct TanhGradientOperation : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V y, V dy)
            where V : unmanaged, ILanes<V, T>
            => dy * (V.Broadcast(T.One) - y * y);
    }

    private readonly struct ReLUOperation : IOperation1<T>
    {
        // Where 0 is not greater the value passes, and nothing is greater than NaN.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => V.Max(V.Broadcast(T.Zero), x);
    }

    private readonly struct LeakyReLUOperation(T slope) : IOperation1<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => V.IfGreater(x, V.Broadcast(T.Zero), x, V.Broadcast(slope) * x);
    }

    private readonly struct LeakyReLUGradientOperation(T slope) : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V dy)
            where V : unmanaged, ILanes<V, T>
            => V.IfGreater(x, V.Broadcast(T.Zero), dy, V.Broadcast(slope) * dy);
    }

    private readonly struct ProductOperation : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => x * y;
    }

    private readonly struct ScaleOperation(T factor) : IOperation1<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => V.Broadcast(factor) * x;
    }

    private readonly struct AddScaledOperation(T factor) : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => V.MultiplyAdd(V.Broadcast(factor), x, y);
    }

    private readonly struct ClampOperation(T bound) : IOperation1<T>
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
