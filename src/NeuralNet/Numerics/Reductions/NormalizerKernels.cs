using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Rows of a column-major rows x columns matrix divided by their norms, several rows at once as in
/// <see cref="SoftmaxKernels{T}"/>. A norm is held as scale times rest: the largest magnitude, and the norm of the row
/// divided by it, from 1 to the number of columns.
/// </summary>
internal static unsafe class NormalizerKernels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>y[i, j] = x[i, j] / norm_i; x[i, j] where the norm is 0.</summary>
    public static void Normalize(SampleNorm norm, int rows, int columns, ReadOnlySpan<T> x, Span<T> y)
    {
        Debug.Assert(x.Length >= rows * columns && y.Length >= rows * columns);
        fixed (T* px = x, py = y)
            RowWalk<T>.Run<Kernel>(new(norm, rows, columns, px, py), rows);
    }

    /// <summary>
    /// dx[i, j] = (dy[i, j] - dnorm_i/dx[i, j] sum_k dy[i, k] y[i, k]) / norm_i; dy[i, j] where the norm is 0.
    /// </summary>
    public static void Gradient(SampleNorm norm, int rows, int columns, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
    {
        Debug.Assert(x.Length >= rows * columns && y.Length >= rows * columns && dy.Length >= rows * columns && dx.Length >= rows * columns);
        fixed (T* px = x, py = y, pdy = dy, pdx = dx)
            RowWalk<T>.Run<GradientKernel>(new(norm, rows, columns, px, py, pdy, pdx), rows);
    }

    /// <summary>The scale, 0 where the norm is, and the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scale<V>(SampleNorm norm, int rows, int columns, T* x, out V rest)
        where V : unmanaged, ILanes<V, T>
    {
        V one = V.Broadcast(T.One);
        rest = one;
        if (norm == SampleNorm.Max)
            return SoftmaxKernels<T>.RowMaximum<V>(rows, columns, x);
        V zero = V.Broadcast(T.Zero);
        V scale = zero;
        for (nint j = 0, k = 0; j < columns; j++, k += rows)
            scale = V.Max(V.Abs(V.Load(x + k)), scale);
        V divisor = V.IfEqual(scale, zero, one, scale);
        V sum = zero;
        for (nint j = 0, k = 0; j < columns; j++, k += rows)
        {
            V part = V.Abs(V.Load(x + k) / divisor);
            sum = norm == SampleNorm.L1 ? sum + part : V.MultiplyAdd(part, part, sum);
        }

        rest = V.IfEqual(scale, zero, one, norm == SampleNorm.L1 ? sum : V.Sqrt(sum));
        return scale;
    }

    private readonly struct Kernel(SampleNorm norm, int rows, int columns, T* x, T* y) : IRowKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int row)
            where V : unmanaged, ILanes<V, T>
        {
            V scale = Scale(norm, rows, columns, x + row, out V rest);
            scale = V.IfEqual(scale, V.Broadcast(T.Zero), V.Broadcast(T.One), scale);
            for (nint j = 0, k = row; j < columns; j++, k += rows)
                (V.Load(x + k) / scale / rest).Store(y + k);
        }
    }

    private readonly struct GradientKernel(SampleNorm norm, int rows, int columns, T* x, T* y, T* dy, T* dx) : IRowKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int row)
            where V : unmanaged, ILanes<V, T>
        {
            V zero = V.Broadcast(T.Zero);
            V one = V.Broadcast(T.One);
            V scale = Scale(norm, rows, columns, x + row, out V rest);
            V dot = zero;
            for (nint j = 0, k = row; j < columns; j++, k += rows)
                dot = V.MultiplyAdd(V.Load(dy + k), V.Load(y + k), dot);
            V largest = scale;
            dot = V.IfEqual(scale, zero, zero, dot);
            scale = V.IfEqual(scale, zero, one, scale);

            // Of several largest values the first is the norm.
            V wanted = one;
            for (nint j = 0, k = row; j < columns; j++, k += rows)
            {
                V value = V.Load(x + k);
                V slope;
                if (norm == SampleNorm.L2)
                {
                    slope = V.Load(y + k);
                }
                else if (norm == SampleNorm.L1)
                {
                    slope = V.IfGreater(value, zero, one, V.IfGreater(zero, value, -one, zero));
                }
                else
                {
                    slope = V.IfEqual(value, largest, wanted, zero);
                    wanted -= slope;
                }

                ((V.Load(dy + k) - slope * dot) / rest / scale).Store(dx + k);
            }
        }
    }
}
