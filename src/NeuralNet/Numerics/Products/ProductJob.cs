using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>
/// A product cut into parts for several threads: neighbouring rows or columns of C, never K, for a chain is one
/// thread's. Columns beyond the last part are cut into pieces of neighbouring rows.
/// </summary>
internal readonly struct ProductJob<T>(nint m, nint n, ProductOperands<T> o, ProductCut cut) : IJob
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Execute(int part)
    {
        // Each thread's share are neighbouring parts and the piece that follows them.
        nint each = cut.Pieces == 0 ? cut.Parts : cut.Parts / cut.Pieces + 1, share = part / each, index = part - share;
        if (cut.Pieces > 0 && part % each == each - 1)
        {
            nint column = cut.Units * cut.Unit;
            (nint first, nint end) = Range(share, cut.Pieces, (m + ProductCut.Rows - 1) / ProductCut.Rows, ProductCut.Rows, m);
            ProductBlocks<T>.Run(end - first, n - column, o.FromRow(first).FromColumn(column));
        }
        else if (cut.ByRows)
        {
            (nint first, nint end) = Range(index, cut.Parts, cut.Units, cut.Unit, m);
            ProductBlocks<T>.Run(end - first, n, o.FromRow(first));
        }
        else
        {
            (nint first, nint end) = Range(index, cut.Parts, cut.Units, cut.Unit, n);
            ProductBlocks<T>.Run(m, end - first, o.FromColumn(first));
        }
    }

    private static (nint First, nint End) Range(nint part, nint parts, nint units, nint unit, nint limit)
        => (units * part / parts * unit, Math.Min(units * (part + 1) / parts * unit, limit));
}

/// <summary>
/// How a product is cut: <c>Units</c> of <c>Unit</c> rows or columns into <c>Parts</c>, and what is left of the columns
/// into <c>Pieces</c> of rows.
/// </summary>
internal readonly struct ProductCut(bool byRows, nint unit, nint units, nint parts, nint pieces)
{
    public bool ByRows { get; } = byRows;

    public nint Unit { get; } = unit;

    public nint Units { get; } = units;

    public nint Parts { get; } = parts;

    public nint Pieces { get; } = pieces;

    /// <summary>What a part is a multiple of: a tile's columns, or the rows of the highest tile.</summary>
    public const int Columns = 12, Rows = 32;

    /// <summary>
    /// Columns from which packing A for each share of them costs a few hundredths, and from which it costs nothing.
    /// </summary>
    private const int NarrowestShare = 120, WidestShare = 240;

    /// <summary>The cut of a product of m rows and n columns.</summary>
    public static ProductCut Of<T>(nint m, nint n, in ProductOperands<T> o, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Packed rows of A serve all columns, so these are split by rows; otherwise a part is some columns.
        // A thread that updates some columns of weights had best compute their gradient, too: these are then in its
        // caches, and nowhere else. Packed rows of A serve all columns, so narrow products are split by rows.
        bool packs = o.A.Row != 1 || o.Picks != Picks.Nothing;
        bool byRows = n < (packs ? Math.Min(4 * m, NarrowestShare * threads) : 2 * Columns);
        bool inPlace = ProductBlocks<T>.ReadsPickedInPlace(n, o);
        nint unit = inPlace ? PickedProduct<T>.Samples : byRows ? Rows : Columns;
        nint units = ((byRows ? m : n) + unit - 1) / unit;

        // Columns that would give one thread more than another are cut into rows: 13 and 12 tiles of 12 columns would
        // be 4 % more than twice 12.5.
        nint odd = byRows || m < threads * Rows ? 0 : units % threads;

        // Where each part packs an operand for itself, there are few.
        nint most = inPlace ? 1 : packs && !byRows ? Math.Clamp(n / threads / WidestShare, 1, Workers.PartsPerThread) : Workers.PartsPerThread;
        nint parts = Math.Min(units - odd, most * threads);
        return new(byRows, unit, units - odd, parts, odd == 0 ? 0 : threads);
    }
}
