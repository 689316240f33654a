using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// The logarithm of the softmax of each row of a column-major rows x columns matrix, several rows at once as in
/// <see cref="SoftmaxKernels{T}"/>. The largest element of a row counts as the 1 of log(1 + rest), so that a row whose
/// rest is tiny keeps its digits (Blanchard, Higham and Higham, 2021).
/// </summary>
internal static unsafe class LogSoftmaxKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y[i, j] = x[i, j] - max_i - log(sum_j exp(x[i, j] - max_i)).</summary>
    public static void LogSoftmax(int rows, int columns, ReadOnlySpan<T> x, Span<T> y)
    {
        Debug.Assert(x.Length >= rows * columns && y.Length >= rows * columns);
        fixed (T* px = x, py = y)
            RowWalk<T>.Run<Kernel>(new(rows, columns, px, py), rows);
    }

    /// <summary>dx[i, j] = dy[i, j] - exp(y[i, j]) sum_k dy[i, k].</summary>
    public static void LogSoftmaxGradient(int rows, int columns, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        Debug.Assert(y.Length >= rows * columns && dy.Length >= rows * columns && dx.Length >= rows * columns);
        fixed (T* py = y, pdy = dy, pdx = dx)
            RowWalk<T>.Run<GradientKernel>(new(rows, columns, py, pdy, pdx), rows);
    }

    private readonly struct Kernel(int rows, int columns, T* x, T* y) : IRowKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int row)
            where V : unmanaged, ILanes<V, T>
        {
            V max = SoftmaxKernels<T>.RowMaximum<V>(rows, columns, x + row);
            V one = V.Broadcast(T.One);
            V zero = V.Broadcast(T.Zero);
            V rest = zero;
            V largest = -one;
            for (nint j = 0, k = row; j < columns; j++, k += rows)
            {
                V value = V.Load(x + k);
                rest += V.IfEqual(value, max, zero, VectorMath<V, T>.Exp(value - max));
                largest += V.IfEqual(value, max, one, zero);
            }

            // Of several largest elements one is the 1.
            rest += largest;
            V small = V.IfGreater(rest, one, one, rest);
            V log = V.IfGreater(rest, one, VectorMath<V, T>.Log(one + rest), VectorMath<V, T>.LogOnePlus(small));
            for (nint j = 0, k = row; j < columns; j++, k += rows)
                (V.Load(x + k) - max - log).Store(y + k);
        }
    }

    private readonly struct GradientKernel(int rows, int columns, T* y, T* dy, T* dx) : IRowKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int row)
            where V : unmanaged, ILanes<V, T>
        {
            V sum = V.Broadcast(T.Zero);
            for (nint j = 0, k = row; j < columns; j++, k += rows)
                sum += V.Load(dy + k);
            for (nint j = 0, k = row; j < columns; j++, k += rows)
                (V.Load(dy + k) - VectorMath<V, T>.Exp(V.Load(y + k)) * sum).Store(dx + k);
        }
    }
}
