using System.Diagnostics;
using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>
/// The three matrix products of a dense layer, on column-major arrays. Every element is one chain of fused multiply-adds over K in rising
/// order, begun with zero or the column's offset: its bits depend neither on the size of the batch nor on vector width or threads.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Up to this many multiply-adds packing costs more than it gains: the weight gradients of an XOR network have 8 and 16.</summary>
    private const int Tiny = 64;

    /// <summary>C = A B, plus offset[j] in every row of column j when <paramref name="offset"/> is not empty. A is m x k, B k x n, C m x n.</summary>
    public static void Multiply<T>(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> offset, Span<T> c, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length >= m * k && b.Length >= k * n && c.Length >= m * n && (offset.IsEmpty || offset.Length >= n));
        T zero = T.Zero;
        fixed (T* pa = a, pb = b, pc = c, po = offset)
        {
            Operand<T> start = po == null ? new(&zero, 0, 0) : new(po, 0, 1);
            if (m == 1)
                SingleRowProduct.Run(n, k, pa, pb, po, pc);
            else
                ProductBlocks.Run(m, n, new ProductOperands<T>(k, new(pa, 1, m), new(pb, 1, k), new(pc, 1, m), start), workers);
        }
    }

    /// <summary>C = A' B. A is k x m, B k x n, C m x n: the weight gradient X' D.</summary>
    public static void MultiplyTransposedLeft<T>(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length >= m * k && b.Length >= k * n && c.Length >= m * n);
        T zero = T.Zero;
        fixed (T* pa = a, pb = b, pc = c)
        {
            if ((long)m * n * k <= Tiny)
                OneByOne(m, n, k, pa, pb, pc);
            else
                ProductBlocks.Run(m, n, new ProductOperands<T>(k, new(pa, k, 1), new(pb, 1, k), new(pc, 1, m), new(&zero, 0, 0)), workers);
        }
    }

    /// <summary>As <see cref="Multiply"/>, where A are samples of a row-major data set, picked by their indices: m of them, k numbers each.</summary>
    public static void MultiplyPicked<T>(int n, int k, ReadOnlySpan<T> samples, ReadOnlySpan<int> indices, ReadOnlySpan<T> b, ReadOnlySpan<T> offset, Span<T> c, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = indices.Length;
        Debug.Assert(b.Length >= k * n && c.Length >= m * n && (offset.IsEmpty || offset.Length >= n));
        T zero = T.Zero;
        fixed (T* ps = samples, pb = b, pc = c, po = offset)
        fixed (int* pi = indices)
        {
            Operand<T> start = po == null ? new(&zero, 0, 0) : new(po, 0, 1);
            ProductBlocks.Run(m, n, new ProductOperands<T>(k, new(ps, k, 1), new(pb, 1, k), new(pc, 1, m), start, pi, Picks.Rows), workers);
        }
    }

    /// <summary>As <see cref="MultiplyTransposedLeft"/>, where A are samples of a row-major data set, picked by their indices: k of them, m numbers each.</summary>
    public static void MultiplyPickedTransposed<T>(int m, int n, ReadOnlySpan<T> samples, ReadOnlySpan<int> indices, ReadOnlySpan<T> b, Span<T> c, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = indices.Length;
        Debug.Assert(b.Length >= k * n && c.Length >= m * n);
        T zero = T.Zero;
        fixed (T* ps = samples, pb = b, pc = c)
        fixed (int* pi = indices)
            ProductBlocks.Run(m, n, new ProductOperands<T>(k, new(ps, 1, m), new(pb, 1, k), new(pc, 1, m), new(&zero, 0, 0), pi, Picks.Columns), workers);
    }

    /// <summary>C = A B'. A is m x k, B n x k, C m x n: the input gradient D W'.</summary>
    public static void MultiplyTransposedRight<T>(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length >= m * k && b.Length >= k * n && c.Length >= m * n);
        T zero = T.Zero;
        fixed (T* pa = a, pb = b, pc = c)
            ProductBlocks.Run(m, n, new ProductOperands<T>(k, new(pa, 1, m), new(pb, n, 1), new(pc, 1, m), new(&zero, 0, 0)), workers);
    }

    /// <summary>C = A' B by single elements.</summary>
    private static void OneByOne<T>(nint m, nint n, nint k, T* a, T* b, T* c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
