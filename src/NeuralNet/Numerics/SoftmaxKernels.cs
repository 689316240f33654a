using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>Softmax of each row of a column-major rows x columns matrix, vectorised across the rows.</summary>
internal static class SoftmaxKernels
{
    /// <summary>y[i, j] = exp(x[i, j] - max_i) / sum_j exp(x[i, j] - max_i).</summary>
    public static void Softmax<T>(int rows, int columns, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++)
        {
            T max = x[i];
            for (int j = 1; j < columns; j++)
                max = T.Max(max, x[j * rows + i]);
            T sum = T.Zero;
            for (int j = 0; j < columns; j++)
            {
                T e = T.Exp(x[j * rows + i] - max);
                y[j * rows + i] = e;
                sum += e;
            }

            for (int j = 0; j < columns; j++)
                y[j * rows + i] /= sum;
        }
    }

    /// <summary>dx[i, j] = y[i, j] (dy[i, j] - sum_k dy[i, k] y[i, k]): the full Jacobian of each row.</summary>
    public static void SoftmaxGradient<T>(int rows, int columns, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++)
        {
            T dot = T.Zero;
            for (int j = 0; j < columns; j++)
                dot += dy[j * rows + i] * y[j * rows + i];
            for (int j = 0; j < columns; j++)
                dx[j * rows + i] = y[j * rows + i] * (dy[j * rows + i] - dot);
        }
    }
}
