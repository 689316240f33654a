using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// Copies of A where it lies badly: rows into panels as high as a tile, in which column follows column. A panel is read
/// many times, once for each twelve columns of B. See Goto and van de Geijn, TOMS 34 (2008), section 5, for what
/// packing is to avoid: misses in the address cache and the first-level cache.
/// </summary>
internal static unsafe class ProductPacking<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// A(firstRow + i, p) to panel i / R.Count at p * R.Count + i % R.Count, for rows that fill one or more panels.
    /// </summary>
    public static void Panels<R, V>(in ProductOperands<T> o, nint firstRow, nint rows, T* panels)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
    {
        if (o.A.Row == 1 && o.Picks != Picks.Rows)
        {
            ColumnByColumn<R, V>(o, firstRow, rows, panels);
            return;
        }

        for (nint i = firstRow; i < firstRow + rows; i += R.Count, panels += o.K * R.Count)
        {
            if (o.Picks == Picks.Rows)
                Transposition<T>.Run(new PickedRows<T>(o.A.First, o.A.Row, o.Picked + i), R.Count, o.K, panels, R.Count);
            else
                Transposition<T>.Run(new EvenRows<T>(o.A.At(i, 0), o.A.Row), R.Count, o.K, panels, R.Count);
        }
    }

    /// <summary>
    /// Each column is read once, for all panels, and one that follows is called for meanwhile: no processor foresees a
    /// picked one, or one that is a page away. 78 % of peak become 86 % for 3072 x 200 x 50 with columns picked.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ColumnByColumn<R, V>(in ProductOperands<T> o, nint firstRow, nint rows, T* panels)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
    {
        const nint ahead = 2;
        nint line = Scratch<T>.LineBytes / sizeof(T);
        nint k = o.K;
        T* first = o.A.First + firstRow;
        for (nint p = 0; p < k; p++, panels += R.Count)
        {
            nint following = Math.Min(p + ahead, k - 1);
            T* from = first + (o.Picks == Picks.Columns ? o.Picked[p] : p) * o.A.Column;
            T* next = first + (o.Picks == Picks.Columns ? o.Picked[following] : following) * o.A.Column;
            if (Sse.IsSupported)
            {
                for (nint i = 0; i < rows; i += line)
                    Sse.Prefetch0(next + i);
            }

            for (nint i = 0; i < rows; i += R.Count)
                R.Load(from + i).Store(panels + i * k);
        }
    }

    /// <summary>
    /// Some columns of picked rows of A, gathered side by side, each from a cache line on. While they are moved the
    /// next are called for.
    /// </summary>
    public static Operand<T> Gather(in ProductOperands<T> o, nint rows, nint firstColumn, nint columns, T* room)
    {
        nint distance = LinesOf(rows);
        nint ahead = firstColumn + columns < o.K ? columns : 0;
        Transposition<T>.Run(new PickedRows<T>(o.A.First + firstColumn, o.A.Row, o.Picked, ahead), rows, columns, room, distance);
        return new(room, 1, distance);
    }

    /// <summary>Elements that <see cref="Gather"/> writes at most.</summary>
    public static nint GatheredLength(nint rows, nint columns) => LinesOf(rows) * columns;

    private static nint LinesOf(nint elements)
    {
        nint line = Scratch<T>.LineBytes / sizeof(T);
        return (elements + line - 1) / line * line;
    }
}
