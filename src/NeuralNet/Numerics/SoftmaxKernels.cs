using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// Softmax of each row of a column-major rows x columns matrix. A vector holds one column of several rows, so the sums over a row's columns are
/// plain chains in the order of the columns, the same in every vector width. Rows are shifted by their largest element (Blanchard, Higham and
/// Higham, "Accurately computing the log-sum-exp and softmax functions", 2021).
/// </summary>
internal static class SoftmaxKernels
{
    /// <summary>y[i, j] = exp(x[i, j] - max_i) / sum_j exp(x[i, j] - max_i).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax<T>(int rows, int columns, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(x.Length >= rows * columns && y.Length >= rows * columns);
        ref T xs = ref MemoryMarshal.GetReference(x);
        ref T ys = ref MemoryMarshal.GetReference(y);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            i = Softmax<T, Vector512<T>, Lanes512<T>>(rows, columns, ref xs, ref ys, i);
        if (Vector256.IsHardwareAccelerated)
            i = Softmax<T, Vector256<T>, Lanes256<T>>(rows, columns, ref xs, ref ys, i);
        if (Vector128.IsHardwareAccelerated)
            i = Softmax<T, Vector128<T>, Lanes128<T>>(rows, columns, ref xs, ref ys, i);
        Softmax<T, T, ScalarLanes<T>>(rows, columns, ref xs, ref ys, i);
    }

    /// <summary>dx[i, j] = y[i, j] (dy[i, j] - sum_k dy[i, k] y[i, k]): the full Jacobian of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SoftmaxGradient<T>(int rows, int columns, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(y.Length >= rows * columns && dy.Length >= rows * columns && dx.Length >= rows * columns);
        ref T ys = ref MemoryMarshal.GetReference(y);
        ref T dys = ref MemoryMarshal.GetReference(dy);
        ref T dxs = ref MemoryMarshal.GetReference(dx);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            i = Gradient<T, Vector512<T>, Lanes512<T>>(rows, columns, ref ys, ref dys, ref dxs, i);
        if (Vector256.IsHardwareAccelerated)
            i = Gradient<T, Vector256<T>, Lanes256<T>>(rows, columns, ref ys, ref dys, ref dxs, i);
        if (Vector128.IsHardwareAccelerated)
            i = Gradient<T, Vector128<T>, Lanes128<T>>(rows, columns, ref ys, ref dys, ref dxs, i);
        Gradient<T, T, ScalarLanes<T>>(rows, columns, ref ys, ref dys, ref dxs, i);
    }

    /// <summary>The largest element of each of some rows; NaN if there is one in the first column or nothing is greater.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V RowMaximum<T, V, L>(int rows, int columns, ref T x, int i)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V max = L.Load(ref x, i);
        for (int j = 1, k = i + rows; j < columns; j++, k += rows)
        {
            V value = L.Load(ref x, k);
            max = L.IfGreater(value, max, value, max);
        }

        return max;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Softmax<T, V, L>(int rows, int columns, ref T x, ref T y, int i)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (; i <= rows - L.Count; i += L.Count)
        {
            V max = RowMaximum<T, V, L>(rows, columns, ref x, i);
            V sum = L.Create(T.Zero);
            for (int j = 0, k = i; j < columns; j++, k += rows)
            {
                V e = VectorMath.Exp<V, L, T>(L.Subtract(L.Load(ref x, k), max));
                L.Store(e, ref y, k);
                sum = L.Add(sum, e);
            }

            for (int j = 0, k = i; j < columns; j++, k += rows)
                L.Store(L.Divide(L.Load(ref y, k), sum), ref y, k);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Gradient<T, V, L>(int rows, int columns, ref T y, ref T dy, ref T dx, int i)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (; i <= rows - L.Count; i += L.Count)
        {
            V dot = L.Create(T.Zero);
            for (int j = 0, k = i; j < columns; j++, k += rows)
                dot = L.MultiplyAdd(L.Load(ref dy, k), L.Load(ref y, k), dot);
            for (int j = 0, k = i; j < columns; j++, k += rows)
                L.Store(L.Multiply(L.Load(ref y, k), L.Subtract(L.Load(ref dy, k), dot)), ref dx, k);
        }

        return i;
    }
}
