using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// The three matrix products of a dense layer, on column-major arrays. Every element is one chain of fused
/// multiply-adds over K in rising order, begun with zero or the column's offset: its bits depend neither on the size of
/// the batch nor on vector width or threads.
/// </summary>
internal static unsafe class MatrixProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Multiply-adds up to which a plain loop takes less time than choosing tiles: XOR has products of 8 and 16, which
    /// take 10 ns and not 30. Where packing is saved, too, but elements are taken one by one (X' D), the times meet
    /// sooner.
    /// </summary>
    private const int Tiny = 256, TinyTransposed = 64;

    /// <summary>
    /// C = A B, plus offset[j] in every row of column j when <paramref name="offset"/> is not empty. A is m x k, B k x
    /// n, C m x n.
    /// </summary>
    public static void Multiply(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> offset, Span<T> c, Workers? workers)
    {
        Debug.Assert(a.Length >= m * k && b.Length >= k * n && c.Length >= m * n && (offset.IsEmpty || offset.Length >= n));
        T zero = T.Zero;
        fixed (T* pa = a, pb = b, pc = c, po = offset)
        {
            T* start = po == null ? &zero : po;
            nint startColumn = po == null ? 0 : 1;
            if (m == 1)
                SingleRowProduct<T>.Run(n, k, pa, pb, po, pc);
            else if ((long)m * n * k <= Tiny)
                InPlace(m, n, k, pa, pb, 1, k, start, startColumn, pc);
            else
                InBlocks(m, n, k, pa, 1, m, pb, 1, k, start, startColumn, pc, workers);
        }
    }

    /// <summary>C = A' B. A is k x m, B k x n, C m x n: the weight gradient X' D.</summary>
    public static void MultiplyTransposedLeft(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, Workers? workers)
    {
        Debug.Assert(a.Length >= m * k && b.Length >= k * n && c.Length >= m * n);
        T zero = T.Zero;
        fixed (T* pa = a, pb = b, pc = c)
        {
            if ((long)m * n * k <= TinyTransposed)
                OneByOne(m, n, k, pa, pb, pc);
            else
                InBlocks(m, n, k, pa, k, 1, pb, 1, k, &zero, 0, pc, workers);
        }
    }

    /// <summary>
    /// As <see cref="Multiply"/>, where A are samples of a row-major data set, picked by their indices: m of them, k
    /// numbers each.
    /// </summary>
    public static void MultiplyPicked(int n, int k, ReadOnlySpan<T> samples, ReadOnlySpan<int> indices, ReadOnlySpan<T> b, ReadOnlySpan<T> offset, Span<T> c,
        Workers? workers)
    {
        int m = indices.Length;
        Debug.Assert(b.Length >= k * n && c.Length >= m * n && (offset.IsEmpty || offset.Length >= n));
        T zero = T.Zero;
        fixed (T* ps = samples, pb = b, pc = c, po = offset)
        fixed (int* pi = indices)
        {
            Operand<T> start = po == null ? new(&zero, 0, 0) : new(po, 0, 1);
            ProductBlocks<T>.Run(m, n, new ProductOperands<T>(k, new(ps, k, 1), new(pb, 1, k), new(pc, 1, m), start, pi, Picks.Rows), workers);
        }
    }

    /// <summary>
    /// As <see cref="MultiplyTransposedLeft"/>, where A are samples of a row-major data set, picked by their indices: k
    /// of them, m numbers each.
    /// </summary>
    public static void MultiplyPickedTransposed(int m, int n, ReadOnlySpan<T> samples, ReadOnlySpan<int> indices, ReadOnlySpan<T> b, Span<T> c,
        Workers? workers)
    {
        int k = indices.Length;
        Debug.Assert(b.Length >= k * n && c.Length >= m * n);
        T zero = T.Zero;
        fixed (T* ps = samples, pb = b, pc = c)
        fixed (int* pi = indices)
            ProductBlocks<T>.Run(m, n, new ProductOperands<T>(k, new(ps, 1, m), new(pb, 1, k), new(pc, 1, m), new(&zero, 0, 0), pi, Picks.Columns), workers);
    }

    /// <summary>C = A B'. A is m x k, B n x k, C m x n: the input gradient D W'.</summary>
    public static void MultiplyTransposedRight(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, Workers? workers)
    {
        Debug.Assert(a.Length >= m * k && b.Length >= k * n && c.Length >= m * n);
        T zero = T.Zero;
        fixed (T* pa = a, pb = b, pc = c)
        {
            if ((long)m * n * k <= Tiny)
                InPlace(m, n, k, pa, pb, n, 1, &zero, 0, pc);
            else
                InBlocks(m, n, k, pa, 1, m, pb, n, 1, &zero, 0, pc, workers);
        }
    }

    /// <summary>
    /// Apart, because a method that holds its operands clears room for them at every call: 700 bytes in the backward
    /// pass of a layer.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void InBlocks(nint m, nint n, nint k, T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* start, nint startColumn, T* c,
        Workers? workers)
        => ProductBlocks<T>.Run(m, n, new(k, new(a, aRow, aColumn), new(b, bRow, bColumn), new(c, 1, m), new(start, 0, startColumn)), workers);

    /// <summary>C = A B with A in place, a vector of rows at a time, or one.</summary>
    private static void InPlace(nint m, nint n, nint k, T* a, T* b, nint bRow, nint bColumn, T* start, nint startColumn, T* c)
    {
        if (Vector256.IsHardwareAccelerated && m >= Lanes256<T>.Count)
            InPlace<Lanes256<T>>(m, n, k, a, b, bRow, bColumn, start, startColumn, c);
        else
            InPlaceNarrow(m, n, k, a, b, bRow, bColumn, start, startColumn, c);
    }

    // Apart, so that types of vectors that are not used are not loaded: see SpanWalk.
    private static void InPlaceNarrow(nint m, nint n, nint k, T* a, T* b, nint bRow, nint bColumn, T* start, nint startColumn, T* c)
    {
        if (Vector128.IsHardwareAccelerated && m >= Lanes128<T>.Count)
            InPlace<Lanes128<T>>(m, n, k, a, b, bRow, bColumn, start, startColumn, c);
        else
            InPlace<Lanes1<T>>(m, n, k, a, b, bRow, bColumn, start, startColumn, c);
    }

    // At once, and into its callers: a step of XOR takes 1.51 times as long as the scalar loop's in the benchmarks'
    // table, by tiers 1.58.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InPlace<V>(nint m, nint n, nint k, T* a, T* b, nint bRow, nint bColumn, T* start, nint startColumn, T* c)
        where V : unmanaged, ILanes<V, T>
    {
        for (nint j = 0; j < n; j++, b += bColumn, start += startColumn, c += m)
        {
            for (nint i = 0; i < m; i += V.Count)
            {
                nint row = Math.Min(i, m - V.Count);
                V sum = V.Broadcast(*start);
                T* x = a + row;
                T* y = b;
                for (nint p = 0; p < k; p++, x += m, y += bRow)
                    sum = V.MultiplyAdd(V.Load(x), V.Broadcast(*y), sum);
                sum.Store(c + row);
            }
        }
    }

    /// <summary>C = A' B by single elements.</summary>
    private static void OneByOne(nint m, nint n, nint k, T* a, T* b, T* c)
    {
        for (nint j = 0; j < n; j++, b += k)
        {
            T* column = a;
            for (nint i = 0; i < m; i++, column += k)
            {
                T sum = T.Zero;
                for (nint p = 0; p < k; p++)
                    sum = T.FusedMultiplyAdd(column[p], b[p], sum);
                *c++ = sum;
            }
        }
    }
}
