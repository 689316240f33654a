using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NeuralNet.Numerics;

namespace NeuralNet.Benchmarks;

/// <summary>
/// What one core can do at most, measured: independent chains of fused multiply-adds in registers and nothing else.
/// Twelve are more than two units of latency four need, and leave room for the factors where vectors have 16 registers:
/// 24 were spilled there, and the peak looked 1.4 times too low.
/// </summary>
internal static class FmaPeak
{
    private const int Chains = 12;
    private const int Rounds = 100_000;

    /// <summary>
    /// GFLOP/s of one core, the best of a few short runs, so that it can be measured beside every repetition of a
    /// benchmark.
    /// </summary>
    public static double Measure<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double best = 0;
        for (int run = 0; run < 5; run++)
        {
            long start = Stopwatch.GetTimestamp();
            int lanes = Vector512.IsHardwareAccelerated ? Run<Lanes512<T>, T>() : Vector256.IsHardwareAccelerated ? Run<Lanes256<T>,
                T>() : Run<Lanes128<T>, T>();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            best = Math.Max(best, 2.0 * Chains * Rounds * lanes / seconds / 1e9);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe int Run<V, T>()
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V x = V.Broadcast(T.CreateTruncating(0.999)), y = V.Broadcast(T.CreateTruncating(0.001));
        V a0 = y, a1 = y, a2 = y, a3 = y, a4 = y, a5 = y, a6 = y, a7 = y, a8 = y, a9 = y, a10 = y, a11 = y;
        for (int i = 0; i < Rounds; i++)
        {
            a0 = V.MultiplyAdd(a0, x, y);
            a1 = V.MultiplyAdd(a1, x, y);
            a2 = V.MultiplyAdd(a2, x, y);
            a3 = V.MultiplyAdd(a3, x, y);
            a4 = V.MultiplyAdd(a4, x, y);
            a5 = V.MultiplyAdd(a5, x, y);
            a6 = V.MultiplyAdd(a6, x, y);
            a7 = V.MultiplyAdd(a7, x, y);
            a8 = V.MultiplyAdd(a8, x, y);
            a9 = V.MultiplyAdd(a9, x, y);
            a10 = V.MultiplyAdd(a10, x, y);
            a11 = V.MultiplyAdd(a11, x, y);
        }

        V sum = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11;
        return T.IsNaN(sum.Fold()) ? 0 : V.Count;
    }
}
