using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// One offset and one factor for each column of a column-major matrix. Differences and products are rounded one by one,
/// so a row gets the same bits alone, where vectors run across columns, and among others, where they run down a column.
/// </summary>
internal static class ColumnScaling
{
    /// <summary>y = (x - offset) factor.</summary>
    public static void Scale<T>(int rows, ReadOnlySpan<T> x, ReadOnlySpan<T> offset, ReadOnlySpan<T> factor, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (rows == 1)
        {
            SpanWalk.Map(default(DifferenceOperation<T>), x, offset, y);
            Elementwise.Multiply(y, factor, y);
            return;
        }

        for (int j = 0; j < factor.Length; j++)
            SpanWalk.Map(new ScaleOperation<T>(offset[j], factor[j]), x.Slice(j * rows, rows), y.Slice(j * rows, rows));
    }

    /// <summary>dx = dy factor.</summary>
    public static void ScaleGradient<T>(int rows, ReadOnlySpan<T> factor, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < factor.Length; j++)
            SpanWalk.Map(new ScaleOperation<T>(T.Zero, factor[j]), dy.Slice(j * rows, rows), dx.Slice(j * rows, rows));
    }

    private readonly struct ScaleOperation<T>(T offset, T factor) : IOperation1<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => (x - V.Broadcast(offset)) * V.Broadcast(factor);
    }

    private readonly struct DifferenceOperation<T> : IOperation2<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => x - y;
    }
}
