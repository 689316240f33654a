using System.Numerics;
using System.Runtime.CompilerServices;
using NeuralNet.Numerics;

namespace NeuralNet.Tests.Numerics;

/// <summary>Functions of vectors that kernels use inside, on spans.</summary>
internal static class VectorMathOnSpans
{
    public static void Exp<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk<T>.Map(default(ExpOperation<T>), x, y);

    /// <summary>y = log(1 + x) for x in [0, 1].</summary>
    public static void LogOnePlus<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SpanWalk<T>.Map(default(LogOnePlusOperation<T>), x, y);

    private readonly struct ExpOperation<T> : IOperation1<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => VectorMath<V, T>.Exp(x);
    }

    private readonly struct LogOnePlusOperation<T> : IOperation1<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => VectorMath<V, T>.LogOnePlus(x);
    }
}
