using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// y = x W + b for a row x and one panel of <see cref="WeightPanels{T}"/>: all chains of the panel stay in registers
/// while x is walked through, each step taking one row of the panel. A method for each number of vectors, since sums in
/// an array would go through memory at every step.
/// </summary>
internal static unsafe class RowTimesPanel
{
    // At once: the first 2,000 rows of 784-300-75-10 take 35 ms, by tiers 194.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void EightVectors<V, T>(nint k, T* x, T* w, T* y)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V sum0 = V.Load(w), sum1 = V.Load(w + V.Count), sum2 = V.Load(w + 2 * V.Count), sum3 = V.Load(w + 3 * V.Count);
        V sum4 = V.Load(w + 4 * V.Count), sum5 = V.Load(w + 5 * V.Count), sum6 = V.Load(w + 6 * V.Count), sum7 = V.Load(w + 7 * V.Count);
        for (T* end = x + k; x < end; x++)
        {
            w += 8 * V.Count;
            V factor = V.Broadcast(*x);
            sum0 = V.MultiplyAdd(V.Load(w), factor, sum0);
            sum1 = V.MultiplyAdd(V.Load(w + V.Count), factor, sum1);
            sum2 = V.MultiplyAdd(V.Load(w + 2 * V.Count), factor, sum2);
            sum3 = V.MultiplyAdd(V.Load(w + 3 * V.Count), factor, sum3);
            sum4 = V.MultiplyAdd(V.Load(w + 4 * V.Count), factor, sum4);
            sum5 = V.MultiplyAdd(V.Load(w + 5 * V.Count), factor, sum5);
            sum6 = V.MultiplyAdd(V.Load(w + 6 * V.Count), factor, sum6);
            sum7 = V.MultiplyAdd(V.Load(w + 7 * V.Count), factor, sum7);
        }

        sum0.Store(y);
        sum1.Store(y + V.Count);
        sum2.Store(y + 2 * V.Count);
        sum3.Store(y + 3 * V.Count);
        sum4.Store(y + 4 * V.Count);
        sum5.Store(y + 5 * V.Count);
        sum6.Store(y + 6 * V.Count);
        sum7.Store(y + 7 * V.Count);
    }

    // At once: the first 2,000 rows of 784-300-75-10 take 35 ms, by tiers 89.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void FourVectors<V, T>(nint k, T* x, T* w, T* y)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V sum0 = V.Load(w), sum1 = V.Load(w + V.Count), sum2 = V.Load(w + 2 * V.Count), sum3 = V.Load(w + 3 * V.Count);
        for (T* end = x + k; x < end; x++)
        {
            w += 4 * V.Count;
            V factor = V.Broadcast(*x);
            sum0 = V.MultiplyAdd(V.Load(w), factor, sum0);
            sum1 = V.MultiplyAdd(V.Load(w + V.Count), factor, sum1);
            sum2 = V.MultiplyAdd(V.Load(w + 2 * V.Count), factor, sum2);
            sum3 = V.MultiplyAdd(V.Load(w + 3 * V.Count), factor, sum3);
        }

        sum0.Store(y);
        sum1.Store(y + V.Count);
        sum2.Store(y + 2 * V.Count);
        sum3.Store(y + 3 * V.Count);
    }

    // At once: the first 5,000 rows of 784-45-28-10 take 22 ms, by tiers 176.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void TwoVectors<V, T>(nint k, T* x, T* w, T* y)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V sum0 = V.Load(w), sum1 = V.Load(w + V.Count);
        for (T* end = x + k; x < end; x++)
        {
            w += 2 * V.Count;
            V factor = V.Broadcast(*x);
            sum0 = V.MultiplyAdd(V.Load(w), factor, sum0);
            sum1 = V.MultiplyAdd(V.Load(w + V.Count), factor, sum1);
        }

        sum0.Store(y);
        sum1.Store(y + V.Count);
    }

    // At once: the first 5,000 rows of 784-45-28-10 take 22 ms, by tiers 122.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void OneVector<V, T>(nint k, T* x, T* w, T* y)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V sum = V.Load(w);
        for (T* end = x + k; x < end; x++)
        {
            w += V.Count;
            sum = V.MultiplyAdd(V.Load(w), V.Broadcast(*x), sum);
        }

        sum.Store(y);
    }
}
