using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// Covers C with tiles: 12 columns at a time, and for these all rows, so that B is read once and its 12 columns stay
/// near. What is left of the rows or columns is covered by a tile that overlaps its neighbour. See Goto and van de
/// Geijn, "Anatomy of high-performance matrix multiplication", TOMS 34 (2008), for the order of the loops.
/// </summary>
internal static unsafe class ProductCover<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rows from firstRow on, all columns.</summary>
    // At once: the first 300 epochs of 6-64-8-4 take 344 ms, by tiers 360.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Cover<TStart>(nint firstRow, nint rowsEnd, nint n, in ProductOperands<T> o, StagedColumns<T>* stage)
        where TStart : IStart
    {
        nint pair = Pair<V, V, T>.Count;
        nint rest = (rowsEnd - firstRow) % pair;
        nint pairsEnd = rest > V.Count && rowsEnd >= pair ? rowsEnd : rowsEnd - rest;
        ProductOperands<T> staged;
        nint width;
        for (nint j = 0; j < n; j += width)
        {
            width = typeof(TStart) == typeof(SameForAllRows) ? OverlappingWidth(n, n - j) : ExactWidth(n - j);
            nint column = Math.Min(j, n - width);
            scoped ref readonly ProductOperands<T> near = ref o;
            if (width == 12 && stage != null)
            {
                staged = new(o.K, o.A, stage->Get(o.B, j / 12, n, o.K), o.C, o.Start);
                near = ref staged;
            }

            if (pairsEnd > firstRow)
                Tiles<Pair<V, V, T>, TStart, EvenSteps>(firstRow, pairsEnd, column, width, near);
            if (pairsEnd < rowsEnd)
                Tiles<V, TStart, EvenSteps>(Math.Min(pairsEnd, rowsEnd - V.Count), rowsEnd, column, width, near);
        }
    }

    /// <summary>
    /// Picked columns of A are read where they lie, all columns of B for some rows before the next rows: what these
    /// take of the columns stays in the first-level cache. Vectors span no two cache lines from the second tile on if
    /// the columns of A are whole lines apart. 3072 x 200 x 50: 622 us packed, 570 in place.
    /// </summary>
    public static void PickedColumns(nint m, nint n, in ProductOperands<T> o)
    {
        nint rows = Pair<V, V, T>.Count;
        nint toLine = o.A.Column * sizeof(T) % Scratch<T>.LineBytes == 0 ? (-(nint)o.A.First & (Scratch<T>.LineBytes - 1)) / sizeof(T) : 0;
        for (nint i = 0; i < m; i += i == 0 && toLine > 0 ? Math.Min(toLine, rows) : rows)
        {
            nint row = Math.Min(i, m - rows), width = OverlappingWidth(n, n);
            Tiles<Pair<V, V, T>, SameForAllRows, PickedStepsAhead>(row, row + rows, 0, width, o);
            for (nint j = width; j < n; j += width)
            {
                width = OverlappingWidth(n, n - j);
                Tiles<Pair<V, V, T>, SameForAllRows, PickedSteps>(row, row + rows, Math.Min(j, n - width), width, o);
            }
        }
    }

    /// <summary>Some rows, a multiple of R.Count or overlapping, of 12, 4, 2 or 1 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tiles<R, TStart, TSteps>(nint firstRow, nint rowsEnd, nint column, nint width, in ProductOperands<T> o)
        where R : unmanaged, IRows<R, V, T>
        where TStart : IStart
        where TSteps : ISteps
    {
        if (width == 12 && (Avx512F.VL.IsSupported || AdvSimd.IsSupported))
            ProductTile.Run<Beside<Beside<ThreeColumns<R, V, T>, R, V, T>, R, V, T>, R, V, T, TStart, TSteps>(o, firstRow, rowsEnd, column);
        else if (width == 12)
            SixAndSix<R, TStart, TSteps>(o, firstRow, rowsEnd, column);
        else if (width == 4)
            ProductTile.Run<Beside<Beside<OneColumn<R, V, T>, R, V, T>, R, V, T>, R, V, T, TStart, TSteps>(o, firstRow, rowsEnd, column);
        else if (width == 2)
            ProductTile.Run<Beside<OneColumn<R, V, T>, R, V, T>, R, V, T, TStart, TSteps>(o, firstRow, rowsEnd, column);
        else
            ProductTile.Run<OneColumn<R, V, T>, R, V, T, TStart, TSteps>(o, firstRow, rowsEnd, column);
    }

    /// <summary>Where vectors have 16 registers and not 32: two times six sums and three operands fill them.</summary>
    private static void SixAndSix<R, TStart, TSteps>(in ProductOperands<T> o, nint firstRow, nint rowsEnd, nint column)
        where R : unmanaged, IRows<R, V, T>
        where TStart : IStart
        where TSteps : ISteps
    {
        ProductTile.Run<Beside<ThreeColumns<R, V, T>, R, V, T>, R, V, T, TStart, TSteps>(o, firstRow, rowsEnd, column);
        ProductTile.Run<Beside<ThreeColumns<R, V, T>, R, V, T>, R, V, T, TStart, TSteps>(o, firstRow, rowsEnd, column + 6);
    }

    private static nint OverlappingWidth(nint columns, nint left) => columns >= 12 && left > 8 ? 12 : columns >= 4 && left > 2 ? 4 : columns >= 2 ? 2 : 1;

    private static nint ExactWidth(nint left) => left >= 12 ? 12 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
}
