using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Softmax of each row of a column-major rows x columns matrix. A vector holds one column of several rows, so the sums
/// over a row's columns are plain chains in the order of the columns, the same in every vector width. Rows are shifted
/// by their largest element (Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax
/// functions", 2021).
/// </summary>
internal static unsafe class SoftmaxKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y[i, j] = exp(x[i, j] - max_i) / sum_j exp(x[i, j] - max_i).</summary>
    public static void Softmax(int rows, int columns, ReadOnlySpan<T> x, Span<T> y)
    {
        Debug.Assert(x.Length >= rows * columns && y.Length >= rows * columns);
        fixed (T* px = x, py = y)
            RowWalk<T>.Run<SoftmaxKernel>(new(rows, columns, px, py), rows);
    }

    /// <summary>dx[i, j] = y[i, j] (dy[i, j] - sum_k dy[i, k] y[i, k]): the full Jacobian of each row.</summary>
    public static void SoftmaxGradient(int rows, int columns, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        Debug.Assert(y.Length >= rows * columns && dy.Length >= rows * columns && dx.Length >= rows * columns);
        fixed (T* py = y, pdy = dy, pdx = dx)
            RowWalk<T>.Run<GradientKernel>(new(rows, columns, py, pdy, pdx), rows);
    }

    /// <summary>The largest element of each of some rows, column by column, a NaN only if it comes first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V RowMaximum<V>(int rows, int columns, T* x)
        where V : unmanaged, ILanes<V, T>
    {
        V max = V.Load(x);
        for (nint j = 1; j < columns; j++)
        {
            V value = V.Load(x + j * rows);
            max = V.Max(value, max);
        }

        return max;
    }

    private readonly struct SoftmaxKernel(int rows, int columns, T* x, T* y) : IRowKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int row)
            where V : unmanaged, ILanes<V, T>
        {
            V max = RowMaximum<V>(rows, columns, x + row);
            V sum = V.Broadcast(T.Zero);
            for (nint j = 0, k = row; j < columns; j++, k += rows)
            {
                V e = VectorMath<V, T>.Exp(V.Load(x + k) - max);
                e.Store(y + k);
                sum += e;
            }

            for (nint j = 0, k = row; j < columns; j++, k += rows)
                (V.Load(y + k) / sum).Store(y + k);
        }
    }

    private readonly struct GradientKernel(int rows, int columns, T* y, T* dy, T* dx) : IRowKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int row)
            where V : unmanaged, ILanes<V, T>
        {
            V dot = V.Broadcast(T.Zero);
            for (nint j = 0, k = row; j < columns; j++, k += rows)
                dot = V.MultiplyAdd(V.Load(dy + k), V.Load(y + k), dot);
            for (nint j = 0, k = row; j < columns; j++, k += rows)
                (V.Load(y + k) * (V.Load(dy + k) - dot)).Store(dx + k);
        }
    }
}
