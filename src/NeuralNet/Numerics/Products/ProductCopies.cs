using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Products of which an operand is copied first: rows of A packed into panels, or filled up to a vector.
/// </summary>
internal static unsafe class ProductCopies
{
    /// <summary>
    /// Elements of A packed at a time. Streaming them from the third-level cache costs less than staging B again: 128
    /// k, 512 k and 1 M give 57, 85 and 87 % of peak for 1024^3.
    /// </summary>
    private const int PackedElements = 1024 * 1024;

    /// <summary>
    /// Bytes of B up to which it is read again from the second-level cache at little cost, and elements of A packed at
    /// a time then: 90 % of peak become 95 % for 784 x 300 x 128.
    /// </summary>
    private const int ResidentBytes = 512 * 1024, ResidentElements = 64 * 1024;

    /// <summary>Packs some rows of A after the other, pair by pair and at last those that fill no pair.</summary>
    public static void Packed<V, T>(nint m, nint n, in ProductOperands<T> o, T* stage)
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
                ProductCover.Cover<V, T, SameForAllRows>(first, end, n, new(o.K, new(panels - first * o.K, o.K, pair), o.B, o.C, o.Start), stage);
            }

            if (m - pairsEnd > V.Count && m >= pair)
            {
                ProductPacking.Panels<Pair<V, V, T>, V, T>(o, m - pair, pair, panels);
                ProductCover.Cover<V, T, SameForAllRows>(m - pair, m, n, new(o.K, new(panels - (m - pair), 1, pair), o.B, o.C, o.Start), stage);
                return;
            }

            for (nint i = pairsEnd; i < m; i += V.Count)
            {
                nint first = Math.Min(i, m - V.Count);
                ProductPacking.Panels<V, V, T>(o, first, V.Count, panels);
                ProductCover.Cover<V, T, SameForAllRows>(first, first + V.Count, n, new(o.K, new(panels - first, 1, V.Count), o.B, o.C, o.Start), stage);
            }
        }
    }

    /// <summary>
    /// Rows that fill no vector, of an A that is copied anyway: rows of zeros fill it up, which takes half the
    /// multiply-adds of shorter vectors that overlap. 6 x 64 x 32 in float: 0.80 us with those, 0.42 padded.
    /// </summary>
    // At once: the first 300 epochs of 6-64-8-4 take 344 ms, by tiers 359.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Padded<V, T>(nint m, nint n, in ProductOperands<T> o)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var scratch = new Scratch<T>(V.Count * (o.K + n));
        fixed (T* pinned = scratch)
        {
            T* panel = Scratch<T>.Align(pinned), c = panel + V.Count * o.K;
            new Span<T>(panel, (int)(V.Count * o.K)).Clear();
            Transposition.Run(new EvenRows<T>(o.A.First, o.A.Row), m, o.K, panel, V.Count);
            ProductCover.Cover<V, T, SameForAllRows>(0, V.Count, n, new(o.K, new(panel, 1, V.Count), o.B, new(c, 1, V.Count), o.Start), null);

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
