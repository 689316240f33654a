using System.Numerics;

namespace NeuralNet.Tests.Numerics;

/// <summary>The products as their definitions say: for each element one chain of fused multiply-adds over k.</summary>
internal static class NaiveProduct
{
    public static void Multiply<T>(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> offset, Span<T> c)
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

    public static void MultiplyTransposedLeft<T>(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c)
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

    public static void MultiplyTransposedRight<T>(int m, int n, int k, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c)
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
