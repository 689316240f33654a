using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Softmax cross-entropy from logits, on column-major rows x columns matrices; a vector holds one column of several
/// rows. Row loss: -sum_j s_j log softmax(z)_j with the smoothed targets s = (1 - smoothing) t + smoothing sum(t) /
/// columns, the logarithm taken as z_j - max - log sum exp(z - max); gradient: row weight times (softmax(z) sum(t) -
/// s). A class of target 0 adds nothing, even where its log-probability is minus infinity. The exponentials wait in the
/// gradient, which must not be the span of the logits.
/// </summary>
internal static unsafe class CrossEntropyKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Row losses wait here to be added up in an order that does not depend on the vector width.
    private const int RowsPerBlock = 64;

    public static double Evaluate(T smoothing, int rows, int columns, ReadOnlySpan<T> z, ReadOnlySpan<T> t, ReadOnlySpan<T> rowWeights, Span<T> gradient)
    {
        Debug.Assert(z.Length >= rows * columns && t.Length >= rows * columns && rowWeights.Length >= rows && gradient.Length >= rows * columns);
        T* losses = stackalloc T[RowsPerBlock];
        double total = 0;
        fixed (T* pz = z, pt = t, pw = rowWeights, pg = gradient)
        {
            for (int start = 0; start < rows; start += RowsPerBlock)
            {
                int count = Math.Min(RowsPerBlock, rows - start);
                var block = new Block(smoothing, rows, columns, pz + start, pt + start, pw + start, pg + start, losses);
                RowWalk<T>.Run<Block>(block, count);
                total += Reductions<T>.Sum(new ReadOnlySpan<T>(losses, count));
            }
        }

        return total;
    }

    /// <summary>Some rows of logits z, targets t, row weights w, gradient g, and where their losses go.</summary>
    private readonly struct Block(T smoothing, int rows, int columns, T* z, T* t, T* w, T* g, T* losses) : IRowKernel<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>(int row)
            where V : unmanaged, ILanes<V, T>
        {
            V zero = V.Broadcast(T.Zero);
            V kept = V.Broadcast(T.One - smoothing);
            V max = SoftmaxKernels<T>.RowMaximum<V>(rows, columns, z + row);
            V sum = zero;
            V targetSum = zero;
            for (nint j = 0, k = row; j < columns; j++, k += rows)
            {
                V e = VectorMath<V, T>.Exp(V.Load(z + k) - max);
                e.Store(g + k);
                sum += e;
                targetSum += V.Load(t + k);
            }

            // x - x is NaN for a sum that is no number, which the logarithm would not show.
            V logSum = VectorMath<V, T>.Log(sum) + (sum - sum);
            V weight = V.Load(w + row);
            V scale = targetSum / sum;
            V share = targetSum * V.Broadcast(smoothing / T.CreateTruncating(columns));
            V loss = zero;
            for (nint j = 0, k = row; j < columns; j++, k += rows)
            {
                V shifted = V.Load(z + k) - max;
                V target = V.MultiplyAdd(kept, V.Load(t + k), share);
                loss += V.IfEqual(target, zero, zero, target * (logSum - shifted));
                (weight * (V.Load(g + k) * scale - target)).Store(g + k);
            }

            (weight * loss).Store(losses + row);
        }
    }
}
