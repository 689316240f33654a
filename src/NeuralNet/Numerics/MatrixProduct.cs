using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>The three matrix products of a dense layer, on column-major arrays.</summary>
internal static class MatrixProduct
{
    /// <summary>C = A B, plus offset[j] in every row of column j when <paramref name="offset"/> is not empty. A is m x k, B k x n, C m x n.</summary>
    public static void Multiply<T>(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> offset, Span<T> c, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < m; i++)
            {
                T sum = offset.IsEmpty ? T.Zero : offset[j];
                for (int p = 0; p < k; p++)
                    sum = T.FusedMultiplyAdd(a[p * m + i], b[j * k + p], sum);
                c[j * m + i] = sum;
            }
        }
    }

    /// <summary>C = A' B. A is k x m, B k x n, C m x n: the weight gradient X' D.</summary>
    public static void MultiplyTransposedLeft<T>(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < m; i++)
            {
                T sum = T.Zero;
                for (int p = 0; p < k; p++)
                    sum = T.FusedMultiplyAdd(a[i * k + p], b[j * k + p], sum);
                c[j * m + i] = sum;
            }
        }
    }

    /// <summary>C = A B'. A is m x k, B n x k, C m x n: the input gradient D W'.</summary>
    public static void MultiplyTransposedRight<T>(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < m; i++)
            {
                T sum = T.Zero;
                for (int p = 0; p < k; p++)
                    sum = T.FusedMultiplyAdd(a[p * m + i], b[p * n + j], sum);
                c[j * m + i] = sum;
            }
        }
    }
}
