using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// Copies some neighbouring rows of a column-major matrix and looks at each number on its way. Of every column it is a
/// short piece, far from the next, which no processor foresees: the piece some columns ahead is called for meanwhile.
/// </summary>
internal static unsafe class RowBlock<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int ColumnsAhead = 8;

    /// <summary>
    /// block(i, j) = x(firstRow + i, j). x has as many columns as block and <paramref name="stride"/> rows.
    /// </summary>
    /// <returns>Whether all numbers copied are finite.</returns>
    public static bool Copy(ReadOnlySpan<T> x, int stride, int firstRow, int rows, int columns, Span<T> block)
    {
        Debug.Assert(firstRow + rows <= stride && x.Length >= (long)stride * columns && block.Length >= (long)rows * columns);
        fixed (T* px = x, pb = block)
        {
            T* from = px + firstRow;
            if (Vector512.IsHardwareAccelerated && rows >= Vector512<T>.Count)
                return Copy<Lanes512<T>>(from, stride, rows, columns, pb);
            if (Vector256.IsHardwareAccelerated && rows >= Vector256<T>.Count)
                return Copy<Lanes256<T>>(from, stride, rows, columns, pb);
            return Copy<Lanes1<T>>(from, stride, rows, columns, pb);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Copy<V>(T* from, nint stride, nint rows, nint columns, T* to)
        where V : unmanaged, ILanes<V, T>
    {
        nint line = Scratch<T>.LineBytes / sizeof(T), last = rows - V.Count;
        V check = V.Broadcast(T.Zero);
        for (nint j = 0; j < columns; j++, from += stride, to += rows)
        {
            if (Sse.IsSupported && j + ColumnsAhead < columns)
            {
                for (nint i = 0; i < rows; i += line)
                    Sse.Prefetch0(from + ColumnsAhead * stride + i);
            }

            for (nint i = 0; i < rows; i += V.Count)
            {
                nint row = Math.Min(i, last);
                V piece = V.Load(from + row);
                piece.Store(to + row);
                check += piece - piece;
            }
        }

        return check.Fold() == T.Zero;
    }
}
