using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// Covers C with tiles: 12 columns at a time, and for these all rows, so that B is read once and its 12 columns stay near. Operands are read
/// where they lie if they lie well, which at the sizes of small networks beats packing; A is packed if its rows are not side by side (X' D)
/// or far apart from step to step, B if its columns would push each other out of the first-level cache. What is left of the rows or columns
/// is covered by a tile that overlaps its neighbour. K is split only where C is small; a chain then waits in C, which costs no bit.
/// See Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", TOMS 34 (2008), for the order of the loops.
/// </summary>
internal static unsafe class ProductBlocks
{
    /// <summary>Elements of A packed at a time. Streaming them from the third-level cache costs less than staging B again: 128 k, 512 k and 1 M give 57, 85 and 87 % of peak for 1024^3.</summary>
    private const int PackedElements = 1024 * 1024;

    /// <summary>Bytes of B up to which it is read again from the second-level cache at little cost, and elements of A packed at a time then: 90 % of peak become 95 % for 784 x 300 x 128.</summary>
    private const int ResidentBytes = 512 * 1024, ResidentElements = 64 * 1024;

    /// <summary>Columns of C from which packing A in place pays: below, the copy is read too few times.</summary>
    private const int PackingColumns = 64;

    /// <summary>Bytes of A from which it is packed, the size of a second-level cache, and bytes from step to step, a page: 67 % of peak become 92 % for 1024 x 784 x 300.</summary>
    private const int PackingBytes = 1 << 20, PackingStride = 4096;

    /// <summary>Bytes of A from which K is taken in steps where C is small, and bytes of A in one: 69 % of peak become 85 % for 200 x 3072 x 50 in double.</summary>
    private const int SteppingBytes = 512 * 1024, StepBytes = 256 * 1024, SmallestStep = 128;

    /// <summary>Elements of picked rows that are gathered at a time at most: 32 steps of the largest batch there may be.</summary>
    private const int MostGathered = 1 << 30;

    /// <summary>Columns of B whose distance is a multiple of this fight for the same places of the first-level cache: 30 % of peak become 94 % for 256 x 2048 x 2048.</summary>
    private const int StagingStride = 2048;

    /// <summary>Elements of A from which C may be computed transposed.</summary>
    private const int TransposedElements = 16 * 1024;

    /// <summary>Rows of C and steps from which copying columns of B pays.</summary>
    private const int StagingRows = 32, StagingSteps = 32;

    /// <summary>What a part of a parallel product is a multiple of: a tile's columns, or the rows of the highest tile.</summary>
    private const int Columns = 12;
    private const int Rows = 32;

    /// <summary>Whether samples that a narrow layer reads are better not gathered as a whole: a matrix of them would not stay in the second-level cache.</summary>
    public static bool PickingPays<T>(nint samples, nint inputs, nint units)
        where T : unmanaged
        => units < PackingColumns && samples >= Rows && samples * inputs * sizeof(T) >= SteppingBytes;

    public static void Run<T>(nint m, nint n, in ProductOperands<T> o, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (workers is null || 2.0 * m * n * o.K < Workers.SmallestProduct)
        {
            Run(m, n, o);
            return;
        }

        // Packed rows of A serve all columns, so these are split by rows; otherwise a part is some columns. K is never split: a chain is one thread's.
        // Where each part transposes B for itself, there are few.
        bool byRows = o.A.Row != 1 || o.Picks != Picks.Nothing ? n < 4 * m : n < 2 * Columns;
        bool inPlace = ReadsPickedInPlace(n, o);
        nint unit = inPlace ? PickedProduct.Samples : byRows ? Rows : Columns;
        nint units = ((byRows ? m : n) + unit - 1) / unit;

        // Columns that would give one thread more than another are cut into rows: 13 and 12 tiles of 12 columns would be 4 % more than twice 12.5.
        nint odd = byRows || m < workers.Threads * Rows ? 0 : units % workers.Threads;
        nint parts = Math.Min(units - odd, (inPlace ? 1 : Workers.PartsPerThread) * workers.Threads);
        nint pieces = odd == 0 ? 0 : workers.Threads;
        var job = new ProductJob<T>(m, n, o, byRows, unit, units - odd, parts, pieces);
        workers.Run(job, (int)(parts + pieces));
    }

    private static void Run<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (o.A.Row != 1 && o.Picks == Picks.Nothing && m > 1 && FillsNoVector<T>(m))
            RunPadded(m, n, o);
        else if (TransposedIsLess(m, n, o))
            RunTransposed(m, n, o);
        else if (Vector512.IsHardwareAccelerated && m >= 2 * Vector256<T>.Count)
            RunWide(m, n, o);
        else if (Vector256.IsHardwareAccelerated && m >= Vector256<T>.Count)
            Run<Lanes256<T>, T>(m, n, o);
        else
            RunNarrow(m, n, o);
    }

    /// <summary>Whether the machine has a vector that would hold all rows, and whose half would not.</summary>
    private static bool FillsNoVector<T>(nint m)
        where T : unmanaged
        => (Vector128.IsHardwareAccelerated && m < Vector128<T>.Count)
            || (Vector256.IsHardwareAccelerated && m > Vector128<T>.Count && m < Vector256<T>.Count)
            || (Vector512.IsHardwareAccelerated && m > Vector256<T>.Count && m < Vector512<T>.Count);

    /// <summary>
    /// Whether C' = B' A moves less: of a wide A whose rows do not lie side by side, more is transposed than of a narrow B and C. Columns of C become rows, and
    /// should fill tiles. 784-64-784, batch 128: 757 us a step become 746.
    /// </summary>
    private static bool TransposedIsLess<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged
        => o.A.Row != 1 && m * o.K >= TransposedElements && o.Picks == Picks.Nothing && n < m && 4 * n * (m + o.K) <= 3 * m * o.K
            && n % (2 * (Vector512.IsHardwareAccelerated ? Vector512<T>.Count : Vector256<T>.Count)) == 0;

    /// <summary>Products of two numbers do not care for their order, so chains are the same.</summary>
    private static void RunTransposed<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(o.Start.Row == 0 && o.Start.Column == 0, "the chains of a weight gradient begin with zero");
        using var scratch = new Scratch<T>(m * n);
        fixed (T* pinned = scratch)
        {
            T* c = Scratch<T>.Align(pinned);
            Run(n, m, new ProductOperands<T>(o.K, new(o.B.First, o.B.Column, o.B.Row), new(o.A.First, o.A.Column, o.A.Row), new(c, 1, n), o.Start));
            Transposition.Run(new EvenRows<T>(c, n), m, n, o.C.First, o.C.Column);
        }
    }

    private static void RunPadded<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (m < Vector128<T>.Count)
            Padded<Lanes128<T>, T>(m, n, o);
        else if (m < Vector256<T>.Count)
            Padded<Lanes256<T>, T>(m, n, o);
        else
            Padded<Lanes512<T>, T>(m, n, o);
    }

    // Apart, like the next, so that a small network does not load the types of vectors that it does not use: see SpanWalk.
    private static void RunWide<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run<Lanes512<T>, T>(m, n, o);

    private static void RunNarrow<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector128.IsHardwareAccelerated && m >= Vector128<T>.Count)
            Run<Lanes128<T>, T>(m, n, o);
        else
            Run<Lanes1<T>, T>(m, n, o);
    }

    private static void Run<V, T>(nint m, nint n, in ProductOperands<T> o)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (ColumnsCollide(m, n, o))
        {
            using var scratch = new Scratch<T>(ProductPacking.ColumnsLength<T>(o.K));
            fixed (T* pinned = scratch)
                Run<V, T>(m, n, o, Scratch<T>.Align(pinned));
        }
        else
        {
            Run<V, T>(m, n, o, null);
        }
    }

    private static void Run<V, T>(nint m, nint n, in ProductOperands<T> o, T* stage)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (ReadsPickedInPlace(n, o))
            PickedProduct.Run(m, n, o);
        else if (n < PackingColumns && o.Picks == Picks.Rows)
            Gathering<V, T>(m, n, o, stage);
        else if (stage == null && ColumnsCanBeReadInPlace<Pair<V, V, T>, V, T>(m, n, o))
            PickedColumns<V, T>(m, n, o);
        else if (RowsLieBadly(m, n, o))
            Packed<V, T>(m, n, o, stage);
        else if (n < PackingColumns && m * o.K * sizeof(T) >= SteppingBytes)
            InSteps<V, T>(m, n, o, StepsAtOnce(m, o), stage, null);
        else
            Cover<V, T, SameForAllRows>(0, m, n, o, stage);
    }

    private static bool ReadsPickedInPlace<T>(nint n, in ProductOperands<T> o)
        where T : unmanaged
        => n < PackingColumns && o.Picks == Picks.Rows && PickedProduct.Suits<T>(n);

    /// <summary>Picked rows are gathered for some steps of all chains, and stay in the second-level cache while these are taken.</summary>
    private static void Gathering<V, T>(nint m, nint n, in ProductOperands<T> o, T* stage)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint steps = StepsAtOnce(m, o);
        using var scratch = new Scratch<T>(ProductPacking.GatheredLength<T>(m, steps));
        fixed (T* pinned = scratch)
            InSteps<V, T>(m, n, o, steps, stage, Scratch<T>.Align(pinned));
    }

    private static nint StepsAtOnce<T>(nint m, in ProductOperands<T> o)
        where T : unmanaged
        => Math.Min(Math.Min(Math.Max(StepBytes / sizeof(T) / m, SmallestStep), MostGathered / m) & -Rows, o.K);

    /// <summary>
    /// Some steps of all chains before the next: a part of A is read from memory once, and from the cache for all columns of B. Chains that wait in C
    /// must not be taken up twice, so tiles do not overlap here; rows that fill no vector have theirs wait beside C, with those of their neighbours
    /// that fill it up: 81 % of peak become 88 % for 200 x 3072 x 50.
    /// </summary>
    private static void InSteps<V, T>(nint m, nint n, in ProductOperands<T> o, nint steps, T* stage, T* room)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint rows = m - m % V.Count;
        bool halves = V.Count > Vector256<T>.Count && m - rows <= Vector256<T>.Count;
        nint height = rows == m ? 0 : halves ? Vector256<T>.Count : V.Count;
        T* beside = stackalloc T[(int)(height * n)];
        var rest = new Operand<T>(beside, 1, height);
        for (nint p = 0; p < o.K; p += steps)
        {
            nint count = Math.Min(steps, o.K - p);
            Operand<T> a = room == null ? o.A.From(0, p) : ProductPacking.Gather(o, m, p, count, room);
            Operand<T> b = o.B.From(p, 0);
            if (p == 0)
                Cover<V, T, SameForAllRows>(0, rows, n, new(count, a, b, o.C, o.Start), stage);
            else
                Cover<V, T, ForEachRow>(0, rows, n, new(count, a, b, o.C, o.C), stage);
            if (height > 0 && p == 0)
                RestOfStep<V, T, SameForAllRows>(halves, n, new(count, a.From(m - height, 0), b, rest, o.Start), stage);
            else if (height > 0)
                RestOfStep<V, T, ForEachRow>(halves, n, new(count, a.From(m - height, 0), b, rest, rest), stage);
        }

        for (nint j = 0; j < n && height > 0; j++)
            new ReadOnlySpan<T>(beside + j * height, (int)height).CopyTo(new Span<T>(o.C.At(m - height, j), (int)height));
    }

    private static void RestOfStep<V, T, TStart>(bool halves, nint n, in ProductOperands<T> o, T* stage)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStart : IStart
    {
        if (halves)
            Cover<Lanes256<T>, T, TStart>(0, Vector256<T>.Count, n, o, stage);
        else
            Cover<V, T, TStart>(0, V.Count, n, o, stage);
    }

    /// <summary>
    /// Picked columns of A are read where they lie, all columns of B for some rows before the next rows: what these take of the columns stays in the
    /// first-level cache. Vectors span no two cache lines from the second tile on if the columns of A are whole lines apart. 3072 x 200 x 50: 622 us
    /// packed, 570 in place.
    /// </summary>
    private static void PickedColumns<V, T>(nint m, nint n, in ProductOperands<T> o)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint rows = Pair<V, V, T>.Count;
        nint toLine = o.A.Column * sizeof(T) % Scratch<T>.LineBytes == 0 ? (-(nint)o.A.First & (Scratch<T>.LineBytes - 1)) / sizeof(T) : 0;
        for (nint i = 0; i < m; i += i == 0 && toLine > 0 ? Math.Min(toLine, rows) : rows)
        {
            nint row = Math.Min(i, m - rows), width = OverlappingWidth(n, n);
            Tiles<Pair<V, V, T>, V, T, SameForAllRows, PickedStepsAhead>(row, row + rows, 0, width, o);
            for (nint j = width; j < n; j += width)
            {
                width = OverlappingWidth(n, n - j);
                Tiles<Pair<V, V, T>, V, T, SameForAllRows, PickedSteps>(row, row + rows, Math.Min(j, n - width), width, o);
            }
        }
    }

    private static bool ColumnsCanBeReadInPlace<R, V, T>(nint m, nint n, in ProductOperands<T> o)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
        where T : unmanaged
        => o.Picks == Picks.Columns && n < PackingColumns && m >= R.Count && o.K * R.Count * sizeof(T) <= StepBytes;

    private static bool RowsLieBadly<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged
        => o.A.Row != 1 || o.Picks != Picks.Nothing || (n >= PackingColumns && (o.A.Column * sizeof(T) >= PackingStride || m * o.K * sizeof(T) >= PackingBytes));

    private static bool ColumnsCollide<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged
        => Math.Max(o.B.Row, o.B.Column) * sizeof(T) % StagingStride == 0 && m >= StagingRows && o.K >= StagingSteps && n >= 12;

    /// <summary>The rows from firstRow on, all columns.</summary>
    // At once: the first 300 epochs of 6-64-8-4 take 344 ms, by tiers 360.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Cover<V, T, TStart>(nint firstRow, nint rowsEnd, nint n, in ProductOperands<T> o, T* stage)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStart : IStart
    {
        nint pair = Pair<V, V, T>.Count;
        nint rest = (rowsEnd - firstRow) % pair;
        nint pairsEnd = rest > V.Count && rowsEnd >= pair ? rowsEnd : rowsEnd - rest;
        nint width;
        nint stagedFrom = 0, stagedEnd = 0;
        for (nint j = 0; j < n; j += width)
        {
            width = typeof(TStart) == typeof(SameForAllRows) ? OverlappingWidth(n, n - j) : ExactWidth(n - j);
            nint column = Math.Min(j, n - width);
            ProductOperands<T> near = o;
            if (width == 12 && stage != null)
            {
                if (column + width > stagedEnd)
                {
                    stagedFrom = column;
                    stagedEnd = column + ProductPacking.Columns(o.B, column, n, o.K, stage);
                }

                near = new(o.K, o.A, ProductPacking.Staged(o.B, stagedFrom, column, o.K, stage), o.C, o.Start);
            }

            if (pairsEnd > firstRow)
                Tiles<Pair<V, V, T>, V, T, TStart, EvenSteps>(firstRow, pairsEnd, column, width, near);
            if (pairsEnd < rowsEnd)
                Tiles<V, V, T, TStart, EvenSteps>(Math.Min(pairsEnd, rowsEnd - V.Count), rowsEnd, column, width, near);
        }
    }

    private static nint OverlappingWidth(nint columns, nint left) => columns >= 12 && left > 8 ? 12 : columns >= 4 && left > 2 ? 4 : columns >= 2 ? 2 : 1;

    private static nint ExactWidth(nint left) => left >= 12 ? 12 : left >= 4 ? 4 : left >= 2 ? 2 : 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tiles<R, V, T, TStart, TSteps>(nint firstRow, nint rowsEnd, nint column, nint width, in ProductOperands<T> o)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStart : IStart
        where TSteps : ISteps
    {
        if (width == 12)
            ProductTile.Columns12<R, V, T, TStart, TSteps>(o, firstRow, rowsEnd, column);
        else if (width == 4)
            ProductTile.Columns4<R, V, T, TStart, TSteps>(o, firstRow, rowsEnd, column);
        else if (width == 2)
            ProductTile.Columns2<R, V, T, TStart, TSteps>(o, firstRow, rowsEnd, column);
        else
            ProductTile.Column<R, V, T, TStart, TSteps>(o, firstRow, rowsEnd, column);
    }

    /// <summary>Packs some rows of A after the other, pair by pair and at last those that fill no pair.</summary>
    private static void Packed<V, T>(nint m, nint n, in ProductOperands<T> o, T* stage)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint pair = Pair<V, V, T>.Count;
        nint pairsEnd = m - m % pair;
        nint elements = stage == null && n * o.K * sizeof(T) <= ResidentBytes ? ResidentElements : PackedElements;
        nint rowsAtOnce = Math.Min(Math.Max(pairsEnd, pair), Math.Max(elements / o.K / pair, 1) * pair);
        using var scratch = new Scratch<T>(rowsAtOnce * o.K);
        fixed (T* pinned = scratch)
        {
            T* panels = Scratch<T>.Align(pinned);
            for (nint first = 0; first < pairsEnd; first += rowsAtOnce)
            {
                nint end = Math.Min(first + rowsAtOnce, pairsEnd);
                ProductPacking.Panels<Pair<V, V, T>, V, T>(o, first, end - first, panels);
                Cover<V, T, SameForAllRows>(first, end, n, new(o.K, new(panels - first * o.K, o.K, pair), o.B, o.C, o.Start), stage);
            }

            if (m - pairsEnd > V.Count && m >= pair)
            {
                ProductPacking.Panels<Pair<V, V, T>, V, T>(o, m - pair, pair, panels);
                Cover<V, T, SameForAllRows>(m - pair, m, n, new(o.K, new(panels - (m - pair), 1, pair), o.B, o.C, o.Start), stage);
                return;
            }

            for (nint i = pairsEnd; i < m; i += V.Count)
            {
                nint first = Math.Min(i, m - V.Count);
                ProductPacking.Panels<V, V, T>(o, first, V.Count, panels);
                Cover<V, T, SameForAllRows>(first, first + V.Count, n, new(o.K, new(panels - first, 1, V.Count), o.B, o.C, o.Start), stage);
            }
        }
    }

    /// <summary>
    /// Rows that fill no vector, of an A that is copied anyway: rows of zeros fill it up, which takes half the multiply-adds of shorter vectors that overlap.
    /// 6 x 64 x 32 in float: 0.80 us with those, 0.42 padded.
    /// </summary>
    // At once: the first 300 epochs of 6-64-8-4 take 344 ms, by tiers 359.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Padded<V, T>(nint m, nint n, in ProductOperands<T> o)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scratch = new Scratch<T>(V.Count * (o.K + n));
        fixed (T* pinned = scratch)
        {
            T* panel = Scratch<T>.Align(pinned), c = panel + V.Count * o.K;
            new Span<T>(panel, (int)(V.Count * o.K)).Clear();
            Transposition.Run(new EvenRows<T>(o.A.First, o.A.Row), m, o.K, panel, V.Count);
            Cover<V, T, SameForAllRows>(0, V.Count, n, new(o.K, new(panel, 1, V.Count), o.B, new(c, 1, V.Count), o.Start), null);

            // What a whole vector writes beyond its column, where columns follow each other, the next one overwrites.
            nint whole = o.C.Column == m && n * m >= V.Count ? n - (V.Count + m - 1) / m + 1 : 0;
            for (nint j = 0; j < whole; j++)
                V.Load(c + j * V.Count).Store(o.C.At(0, j));
            for (nint j = whole; j < n; j++)
            {
                for (nint i = 0; i < m; i++)
                    *o.C.At(i, j) = c[j * V.Count + i];
            }
        }
    }

    /// <summary>A product cut into parts of neighbouring rows or columns of C; columns beyond the last part are cut into pieces of neighbouring rows.</summary>
    private readonly struct ProductJob<T>(nint m, nint n, ProductOperands<T> o, bool byRows, nint unit, nint units, nint parts, nint pieces) : IJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Execute(int part)
        {
            if (part >= parts)
            {
                (nint first, nint end) = Range(part - parts, pieces, (m + Rows - 1) / Rows, Rows, m);
                Run(end - first, n - units * unit, o.FromRow(first).FromColumn(units * unit));
            }
            else if (byRows)
            {
                (nint first, nint end) = Range(part, parts, units, unit, m);
                Run(end - first, n, o.FromRow(first));
            }
            else
            {
                (nint first, nint end) = Range(part, parts, units, unit, n);
                Run(m, end - first, o.FromColumn(first));
            }
        }

        private static (nint First, nint End) Range(nint part, nint parts, nint units, nint unit, nint limit)
            => (units * part / parts * unit, Math.Min(units * (part + 1) / parts * unit, limit));
    }
}
