using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// One offset and one factor for each column of a column-major matrix. Differences and products are rounded one by one,
/// so a row gets the same bits alone, where vectors run across columns, and among others, where they run down a column.
/// </summary>
internal static class ColumnScaling<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y = (x - offset) factor.</summary>
    public static void Scale(int rows, ReadOnlySpan<T> x, ReadOnlySpan<T> offset, ReadOnlySpan<T> factor, Span<T> y)
    {
        if (rows == 1)
        {
            SpanWalk<T>.Map(default(DifferenceOperation), x, offset, y);
            Elementwise<T>.Multiply(y, factor, y);
            return;
        }

        for (int j = 0; j < factor.Length; j++)
            SpanWalk<T>.Map(new ScaleOperation(offset[j], factor[j]), x.Slice(j * rows, rows), y.Slice(j * rows, rows));
    }

    /// <summary>dx = dy factor.</summary>
    public static void ScaleGradient(int rows, ReadOnlySpan<T> factor, ReadOnlySpan<T> dy, Span<T> dx)
    {
        for (int j = 0; j < factor.Length; j++)
            SpanWalk<T>.Map(new ScaleOperation(T.Zero, factor[j]), dy.Slice(j * rows, rows), dx.Slice(j * rows, rows));
    }

    private readonly struct ScaleOperation(T offset, T factor) : IOperation1<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x)
            where V : unmanaged, ILanes<V, T>
            => (x - V.Broadcast(offset)) * V.Broadcast(factor);
    }

    private readonly struct DifferenceOperation : IOperation2<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V>(V x, V y)
            where V : unmanaged, ILanes<V, T>
            => x - y;
    }
}
