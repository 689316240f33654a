using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Products of which an operand is copied first: rows of A packed into panels, or filled up to a vector.
/// </summary>
internal static unsafe class ProductCopies<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Packs some rows of A after the other, pair by pair, for some steps of K, and multiplies them by all columns of
    /// B: of those, twelve stay in the first-level cache for all rows, and the rows in the second-level cache for all
    /// columns. Rows that fill no pair come last, with all steps at once, for their tiles overlap and a chain must not
    /// be taken up twice. See Van Zee and van de Geijn, "BLIS", TOMS 41 (2015).
    /// </summary>
    public static void Packed(nint m, nint n, in ProductOperands<T> o, bool stages, BlockSizes sizes)
    {
        nint pair = Pair<V, V, T>.Count;
        nint pairsEnd = m - m % pair;
        nint parts = (o.K * 12 * sizeof(T) + sizes.ColumnsBytes - 1) / sizes.ColumnsBytes;
        nint steps = (o.K + parts - 1) / parts;
        nint rowsAtOnce = Math.Min(Math.Max(pairsEnd, pair), Math.Max(sizes.PackedBytes / sizeof(T) / steps / pair, 1) * pair);
        nint room = stages ? StagedColumns<T>.Length(rowsAtOnce < pairsEnd ? n : 0, steps) : 0;
        using var scratch = new Scratch<T>(Math.Max(rowsAtOnce * steps, pair * o.K));
        using var columns = new Scratch<T>(room);
        fixed (T* pinned = scratch, pinnedColumns = columns)
        {
            T* panels = Scratch<T>.Align(pinned);
            var memory = new StagedColumns<T>(Scratch<T>.Align(pinnedColumns), room);
            StagedColumns<T>* stage = stages ? &memory : null;
            for (nint p = 0; p < o.K; p += steps)
            {
                ProductOperands<T> some = o.FromStep(p, Math.Min(steps, o.K - p));
                memory.Clear();
                for (nint first = 0; first < pairsEnd; first += rowsAtOnce)
                {
                    nint end = Math.Min(first + rowsAtOnce, pairsEnd);
                    ProductPacking<T>.Panels<Pair<V, V, T>, V>(some, first, end - first, panels);
                    var a = new Operand<T>(panels - first * some.K, some.K, pair);
                    if (p == 0)
                        ProductCover<V, T>.Cover<SameForAllRows>(first, end, n, new(some.K, a, some.B, o.C, o.Start), stage);
                    else
                        ProductCover<V, T>.Cover<ForEachRow>(first, end, n, new(some.K, a, some.B, o.C, o.C), stage);
                }
            }

            if (m - pairsEnd > V.Count && m >= pair)
            {
                ProductPacking<T>.Panels<Pair<V, V, T>, V>(o, m - pair, pair, panels);
                ProductCover<V, T>.Cover<SameForAllRows>(m - pair, m, n, new(o.K, new(panels - (m - pair), 1, pair), o.B, o.C, o.Start), null);
                return;
            }

            for (nint i = pairsEnd; i < m; i += V.Count)
            {
                nint first = Math.Min(i, m - V.Count);
                ProductPacking<T>.Panels<V, V>(o, first, V.Count, panels);
                ProductCover<V, T>.Cover<SameForAllRows>(first, first + V.Count, n, new(o.K, new(panels - first, 1, V.Count), o.B, o.C, o.Start), null);
            }
        }
    }

    /// <summary>
    /// Rows that fill no vector, of an A that is copied anyway: rows of zeros fill it up, which takes half the
    /// multiply-adds of shorter vectors that overlap. 6 x 64 x 32 in float: 0.80 us with those, 0.42 padded.
    /// </summary>
    // At once: the first 300 epochs of 6-64-8-4 take 344 ms, by tiers 359.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Padded(nint m, nint n, in ProductOperands<T> o)
    {
        using var scratch = new Scratch<T>(V.Count * (o.K + n));
        fixed (T* pinned = scratch)
        {
            T* panel = Scratch<T>.Align(pinned), c = panel + V.Count * o.K;
            new Span<T>(panel, (int)(V.Count * o.K)).Clear();
            Transposition<T>.Run(new EvenRows<T>(o.A.First, o.A.Row), m, o.K, panel, V.Count);
            ProductCover<V, T>.Cover<SameForAllRows>(0, V.Count, n, new(o.K, new(panel, 1, V.Count), o.B, new(c, 1, V.Count), o.Start), null);

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
}
