using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// Covers C with tiles: 12 columns at a time, and for these all rows, so that B is read once and its 12 columns stay in the first-level
/// cache. A is read where it lies unless its rows are not side by side (X' D): then it is first packed, transposed, into panels as high as
/// a tile. What is left of the rows or columns is covered by a tile that overlaps its neighbour.
/// See Goto and van de Geijn, TOMS 34 (2008), for the order of the loops; small matrices need less packing than theirs.
/// </summary>
internal static unsafe class ProductBlocks
{
    /// <summary>Elements of A packed at a time: 512 kB of floats, half the second-level cache.</summary>
    private const int PackedElements = 128 * 1024;

    /// <summary>What a part of a parallel product is a multiple of: a tile's columns, or the rows of the highest tile.</summary>
    private const int Columns = 12;
    private const int Rows = 32;

    /// <summary>More parts than threads, so that a thread that is held up costs a part and not its share.</summary>
    private const int PartsPerThread = 4;

    public static void Run<T>(nint m, nint n, in ProductOperands<T> o, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (workers is null || 2.0 * m * n * o.K < Workers.SmallestProduct)
        {
            Run(m, n, o);
            return;
        }

        // Packed rows of A serve all columns, so these are split by rows; otherwise a part is some columns. K is never split: a chain is one thread's.
        bool byRows = o.A.Row != 1 ? n < 4 * m : n < 2 * Columns;
        nint unit = byRows ? Rows : Columns;
        nint units = ((byRows ? m : n) + unit - 1) / unit;
        nint parts = Math.Min(units, PartsPerThread * workers.Threads);
        var job = new ProductJob<T>(m, n, o, byRows, unit, units, parts);
        workers.Run(ref job, (int)parts);
    }

    private static void Run<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated && m >= Vector512<T>.Count)
            Run<Lanes512<T>, T>(m, n, o);
        else if (Vector256.IsHardwareAccelerated && m >= Vector256<T>.Count)
            Run<Lanes256<T>, T>(m, n, o);
        else if (Vector128.IsHardwareAccelerated && m >= Vector128<T>.Count)
            Run<Lanes128<T>, T>(m, n, o);
        else
            Run<Lanes1<T>, T>(m, n, o);
    }

    private static void Run<V, T>(nint m, nint n, in ProductOperands<T> o)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (o.A.Row == 1)
            Cover<V, T>(0, m, n, o);
        else
            Packed<V, T>(m, n, o);
    }

    /// <summary>The rows from firstRow on, all columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cover<V, T>(nint firstRow, nint rowsEnd, nint n, in ProductOperands<T> o)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint pair = Pair<V, V, T>.Count;
        nint rest = (rowsEnd - firstRow) % pair;
        nint pairsEnd = rest > V.Count && rowsEnd >= pair ? rowsEnd : rowsEnd - rest;
        nint width;
        for (nint j = 0; j < n; j += width)
        {
            width = n >= 12 && n - j > 8 ? 12 : n >= 4 ? 4 : 1;
            nint column = Math.Min(j, n - width);
            if (pairsEnd > firstRow)
                Tiles<Pair<V, V, T>, V, T>(firstRow, pairsEnd, column, width, o);
            if (pairsEnd < rowsEnd)
                Tiles<V, V, T>(Math.Min(pairsEnd, rowsEnd - V.Count), rowsEnd, column, width, o);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tiles<R, V, T>(nint firstRow, nint rowsEnd, nint column, nint width, in ProductOperands<T> o)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (width == 12)
            ProductTile.Columns12<R, V, T, SameForAllRows>(o, firstRow, rowsEnd, column);
        else if (width == 4)
            ProductTile.Columns4<R, V, T, SameForAllRows>(o, firstRow, rowsEnd, column);
        else
            ProductTile.Column<R, V, T, SameForAllRows>(o, firstRow, rowsEnd, column);
    }

    private static void Packed<V, T>(nint m, nint n, in ProductOperands<T> o)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint pair = Pair<V, V, T>.Count;
        nint rowsAtOnce = Math.Min(m, Math.Max(PackedElements / o.K / pair, 1) * pair);
        using var scratch = new Scratch<T>((int)((rowsAtOnce + 2 * pair) * o.K));
        fixed (T* pinned = scratch)
        {
            T* panels = Scratch<T>.Align(pinned);
            for (nint i = 0; i < m; i += rowsAtOnce)
            {
                nint end = Math.Min(i + rowsAtOnce, m);
                nint pairsEnd = i + (end - i) / pair * pair;
                for (nint r = i; r < pairsEnd; r += pair)
                    Transposition.Run(new EvenRows<T>(o.A.At(r, 0), o.A.Row), pair, o.K, panels + (r - i) * o.K, pair);
                if (pairsEnd > i)
                    Cover<V, T>(i, pairsEnd, n, new ProductOperands<T>(o.K, new(panels - i * o.K, o.K, pair), o.B, o.C, o.Start));
                if (pairsEnd < end)
                {
                    nint height = end - pairsEnd > V.Count && m >= pair ? pair : V.Count;
                    for (nint first = pairsEnd; first < end; first += height)
                    {
                        nint tail = Math.Min(first, m - height);
                        Transposition.Run(new EvenRows<T>(o.A.At(tail, 0), o.A.Row), height, o.K, panels, height);
                        Cover<V, T>(tail, tail + height, n, new ProductOperands<T>(o.K, new(panels - tail * height, height, height), o.B, o.C, o.Start));
                    }
                }
            }
        }
    }

    /// <summary>A product cut into parts of neighbouring rows or columns of C.</summary>
    private readonly struct ProductJob<T>(nint m, nint n, ProductOperands<T> o, bool byRows, nint unit, nint units, nint parts) : IJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Execute(int part)
        {
            nint first = units * part / parts * unit;
            nint end = Math.Min(units * (part + 1) / parts * unit, byRows ? m : n);
            if (byRows)
                Run(end - first, n, new ProductOperands<T>(o.K, o.A.From(first, 0), o.B, o.C.From(first, 0), o.Start.From(first, 0)));
            else
                Run(m, end - first, new ProductOperands<T>(o.K, o.A, o.B.From(0, first), o.C.From(0, first), o.Start.From(0, first)));
        }
    }
}
