using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// Copies of operands that a tile reads step by step where the operand itself lies badly: rows of A into panels as high
/// as a tile, in which column follows column; twelve columns of B side by side or, where they lie lengthwise, at a
/// distance that keeps them apart in the cache. A panel is read many times: once for each twelve columns of B, or once
/// for each tile of rows. See Goto and van de Geijn, TOMS 34 (2008), section 5, for what packing is to avoid: misses in
/// the address cache and the first-level cache.
/// </summary>
internal static unsafe class ProductPacking
{
    // Where the columns lie side by side, a step is three cache lines of floats; its page need not be looked up for
    // each.
    private const int PanelsAtOnce = 4;

    /// <summary>
    /// A(firstRow + i, p) to panel i / R.Count at p * R.Count + i % R.Count, for rows that fill one or more panels.
    /// </summary>
    public static void Panels<R, V, T>(in ProductOperands<T> o, nint firstRow, nint rows, T* panels)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (o.A.Row == 1 && o.Picks != Picks.Rows)
        {
            ColumnByColumn<R, V, T>(o, firstRow, rows, panels);
            return;
        }

        for (nint i = firstRow; i < firstRow + rows; i += R.Count, panels += o.K * R.Count)
        {
            if (o.Picks == Picks.Rows)
                Transposition.Run(new PickedRows<T>(o.A.First, o.A.Row, o.Picked + i), R.Count, o.K, panels, R.Count);
            else
                Transposition.Run(new EvenRows<T>(o.A.At(i, 0), o.A.Row), R.Count, o.K, panels, R.Count);
        }
    }

    /// <summary>
    /// Each column is read once, for all panels, and one that follows is called for meanwhile: no processor foresees a
    /// picked one, or one that is a page away. 78 % of peak become 86 % for 3072 x 200 x 50 with columns picked.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ColumnByColumn<R, V, T>(in ProductOperands<T> o, nint firstRow, nint rows, T* panels)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
        where T : unmanaged
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
    public static Operand<T> Gather<T>(in ProductOperands<T> o, nint rows, nint firstColumn, nint columns, T* room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint distance = LinesOf<T>(rows);
        nint ahead = firstColumn + columns < o.K ? columns : 0;
        Transposition.Run(new PickedRows<T>(o.A.First + firstColumn, o.A.Row, o.Picked, ahead), rows, columns, room, distance);
        return new(room, 1, distance);
    }

    /// <summary>Elements that <see cref="Gather"/> writes at most.</summary>
    public static nint GatheredLength<T>(nint rows, nint columns)
        where T : unmanaged => LinesOf<T>(rows) * columns;

    private static nint LinesOf<T>(nint elements)
        where T : unmanaged
    {
        nint line = Scratch<T>.LineBytes / sizeof(T);
        return (elements + line - 1) / line * line;
    }

    /// <summary>Copies columns of B, twelve or a few times twelve from the given one on.</summary>
    /// <returns>How many; <see cref="Staged"/> finds them.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint Columns<T>(in Operand<T> b, nint column, nint columnsEnd, nint k, T* stage)
        where T : unmanaged
    {
        if (b.Column != 1)
        {
            nint distance = Distance<T>(k);
            for (nint j = 0; j < 12; j++)
                new ReadOnlySpan<T>(b.At(0, column + j), (int)k).CopyTo(new Span<T>(stage + j * distance, (int)k));
            return 12;
        }

        nint panels = Math.Min((columnsEnd - column) / 12, PanelsAtOnce);
        var to = (Twelve<T>*)stage;
        T* from = b.At(0, column);
        for (nint p = 0; p < k; p++, from += b.Row)
        {
            for (nint panel = 0; panel < panels; panel++)
                to[panel * k + p] = ((Twelve<T>*)from)[panel];
        }

        return 12 * panels;
    }

    /// <summary>
    /// What reads like B in twelve of the columns copied, when the first of all is <paramref name="firstColumn"/>.
    /// </summary>
    public static Operand<T> Staged<T>(in Operand<T> b, nint firstColumn, nint column, nint k, T* stage)
        where T : unmanaged
        => b.Column == 1 ? new(stage + (column - firstColumn) * k - column, 12, 1) : new(stage - column * Distance<T>(k), 1, Distance<T>(k));

    /// <summary>Elements that <see cref="Columns"/> writes at most.</summary>
    public static nint ColumnsLength<T>(nint k)
        where T : unmanaged => 12 * PanelsAtOnce * Distance<T>(k);

    /// <summary>Columns begin in neighbouring cache lines, never in lines that share a place in the cache.</summary>
    private static nint Distance<T>(nint k)
        where T : unmanaged
    {
        nint line = Scratch<T>.LineBytes / sizeof(T);
        return LinesOf<T>(k) | line;
    }

    [InlineArray(12)]
    private struct Twelve<T>
    {
        private T _first;
    }
}
