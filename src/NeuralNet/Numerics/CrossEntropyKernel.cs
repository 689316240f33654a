using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// Softmax cross-entropy from logits, on column-major rows x columns matrices; a vector holds one column of several rows.
/// Row loss: -sum_j s_j log softmax(z)_j with the smoothed targets s = (1 - smoothing) t + smoothing sum(t) / columns, the logarithm taken as
/// z_j - max - log sum exp(z - max); gradient: row weight times (softmax(z) sum(t) - s). A class of target 0 adds nothing, even where its
/// log-probability is minus infinity. The exponentials wait in the gradient, which must not be the span of the logits.
/// </summary>
internal static class CrossEntropyKernel
{
    // Row losses wait here to be added up in an order that does not depend on the vector width.
    private const int RowsPerBlock = 64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Evaluate<T>(T smoothing, int rows, int columns, ReadOnlySpan<T> z, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(z.Length >= rows * columns && t.Length >= rows * columns && rowWeights.Length >= rows && gradient.Length >= rows * columns);
        ref T zs = ref MemoryMarshal.GetReference(z);
        ref T ts = ref MemoryMarshal.GetReference(t);
        ref T gs = ref MemoryMarshal.GetReference(gradient);
        ref T ws = ref MemoryMarshal.GetReference(rowWeights);
        Span<T> losses = stackalloc T[RowsPerBlock];
        double total = 0;
        for (int start = 0; start < rows; start += RowsPerBlock)
        {
            int count = Math.Min(RowsPerBlock, rows - start);
            ref T block = ref MemoryMarshal.GetReference(losses);
            int i = 0;
            if (Vector512.IsHardwareAccelerated)
                i = Rows<T, Vector512<T>, Lanes512<T>>(smoothing, rows, columns, ref zs, ref ts, ref ws, ref gs, ref block, start, i, count);
            if (Vector256.IsHardwareAccelerated)
                i = Rows<T, Vector256<T>, Lanes256<T>>(smoothing, rows, columns, ref zs, ref ts, ref ws, ref gs, ref block, start, i, count);
            if (Vector128.IsHardwareAccelerated)
                i = Rows<T, Vector128<T>, Lanes128<T>>(smoothing, rows, columns, ref zs, ref ts, ref ws, ref gs, ref block, start, i, count);
            Rows<T, T, ScalarLanes<T>>(smoothing, rows, columns, ref zs, ref ts, ref ws, ref gs, ref block, start, i, count);
            total += Reductions.Sum<T>(losses[..count]);
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Rows<T, V, L>(T smoothing, int rows, int columns, ref T z, ref T t, ref T w, ref T g, ref T losses, int start, int i, int count)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V zero = L.Create(T.Zero);
        V kept = L.Create(T.One - smoothing);
        for (; i <= count - L.Count; i += L.Count)
        {
            int row = start + i;
            V max = SoftmaxKernels.RowMaximum<T, V, L>(rows, columns, ref z, row);
            V sum = zero;
            V targetSum = zero;
            for (int j = 0, k = row; j < columns; j++, k += rows)
            {
                V e = VectorMath.Exp<V, L, T>(L.Subtract(L.Load(ref z, k), max));
                L.Store(e, ref g, k);
                sum = L.Add(sum, e);
                targetSum = L.Add(targetSum, L.Load(ref t, k));
            }

            // x - x is NaN for a sum that is no number, which the logarithm would not show.
            V logSum = L.Add(VectorMath.Log<V, L, T>(sum), L.Subtract(sum, sum));
            V weight = L.Load(ref w, row);
            V scale = L.Divide(targetSum, sum);
            V share = L.Multiply(targetSum, L.Create(smoothing / T.CreateTruncating(columns)));
            V loss = zero;
            for (int j = 0, k = row; j < columns; j++, k += rows)
            {
                V shifted = L.Subtract(L.Load(ref z, k), max);
                V target = L.MultiplyAdd(kept, L.Load(ref t, k), share);
                V term = L.Multiply(target, L.Subtract(logSum, shifted));
                loss = L.Add(loss, L.IfEqual(target, zero, zero, term));
                V probability = L.Multiply(L.Load(ref g, k), scale);
                L.Store(L.Multiply(weight, L.Subtract(probability, target)), ref g, k);
            }

            L.Store(L.Multiply(weight, loss), ref losses, i);
        }

        return i;
    }
}
