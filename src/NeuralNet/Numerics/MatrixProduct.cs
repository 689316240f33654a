using System.Diagnostics;
using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>
/// The three matrix products of a dense layer, on column-major arrays. Every element is one chain of fused multiply-adds over K in rising
/// order, begun with zero or the column's offset: its bits depend neither on the size of the batch nor on vector width or threads.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>C = A B, plus offset[j] in every row of column j when <paramref name="offset"/> is not empty. A is m x k, B k x n, C m x n.</summary>
    public static void Multiply<T>(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> offset, Span<T> c, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length >= m * k && b.Length >= k * n && c.Length >= m * n && (offset.IsEmpty || offset.Length >= n));
        T zero = T.Zero;
        fixed (T* pa = a, pb = b, pc = c, po = offset)
        {
            if (m == 1)
            {
                SingleRowProduct.Run(n, k, pa, pb, po, pc);
                return;
            }

            Operand<T> start = po == null ? new(&zero, 0, 0) : new(po, 0, 1);
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
            ProductBlocks.Run(m, n, new ProductOperands<T>(k, new(pa, k, 1), new(pb, 1, k), new(pc, 1, m), new(&zero, 0, 0)), workers);
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
}
