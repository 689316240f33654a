using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// y = x W + offset for a single row x: prediction of one sample. Each element of y is one chain over K, as in every
/// product, so a sample predicted alone has the bits it has in a batch. A vector of chains needs one element each of
/// neighbouring columns of W, which lie K apart: 128 bits of each column are put side by side and transposed in
/// registers (4 x 4 floats or 2 x 2 doubles a lane), and go into the multiply-adds from there. A chain takes its next
/// step when the last multiply-add is done, so three vectors of chains share the wait; shuffles set the pace then, of
/// which a processor does twice as many with 256 bits as with 512 (784 x 300: one vector 32.4 us, two 17.0, three 15.6,
/// two of 512 bits 19.2). Without the instructions for it, or for fewer columns than a vector holds, blocks of W are
/// transposed through memory.
/// </summary>
internal static unsafe class SingleRowProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int BlockLength = 64;

    /// <summary>
    /// Columns are copied if their distance is a multiple of so many bytes: so many steps at a time, of which the
    /// distance is a multiple, too.
    /// </summary>
    private const int CollidingStride = 2048, StageLength = 128, StageStride = StageLength + 16;

    /// <summary>x has k elements, W is k x n column-major, offset n elements or null for zeros, y n elements.</summary>
    public static void Run(nint n, nint k, T* x, T* w, T* offset, T* y)
    {
        if (Vector256.IsHardwareAccelerated && Avx2.IsSupported && n >= Vector256<T>.Count)
            InRegisters(n, k, x, w, offset, y);
        else if (Vector128.IsHardwareAccelerated && n >= Vector128<T>.Count)
            ThroughMemory<Lanes128<T>>(n, k, x, w, offset, y);
        else
            ThroughMemory<Lanes1<T>>(n, k, x, w, offset, y);
    }

    private static void InRegisters(nint n, nint k, T* x, T* w, T* offset, T* y)
    {
        if (k * sizeof(T) % CollidingStride == 0 && n >= Columns())
        {
            Staged(n, k, x, w, offset, y);
            return;
        }

        for (nint j = 0; j < n; j += Columns())
            ThreeVectors(n, k, k, x, w, offset, y, j);
    }

    /// <summary>Columns that three vectors hold.</summary>
    private static nint Columns() => 3 * Vector256<T>.Count;

    /// <summary>
    /// Columns whose distance makes them fight for the same places of the first-level cache: some steps of a few are
    /// copied to where they lie well, and the chains wait in y for the next. 1024 x 1024 in float: 305 us in place, 90
    /// copied.
    /// </summary>
    private static void Staged(nint n, nint k, T* x, T* w, T* offset, T* y)
    {
        T* stage = stackalloc T[(int)Columns() * StageStride];
        for (nint j = 0; j < n; j += Columns())
        {
            nint column = Math.Min(j, n - Columns());
            T* start = offset == null ? null : offset + column;
            for (nint p = 0; p < k; p += StageLength, start = y + column)
            {
                for (nint i = 0; i < Columns(); i++)
                {
                    for (nint q = 0; q < StageLength; q += Vector256<T>.Count)
                        Vector256.Load(w + (column + i) * k + p + q).Store(stage + i * StageStride + q);
                }

                ThreeVectors(Columns(), StageLength, StageStride, x + p, stage, start, y + column, 0);
            }
        }
    }

    /// <summary>
    /// Chains over k steps of columns that lie <paramref name="stride"/> apart, from the given column on; what is left
    /// at the end is covered by columns that have been covered before.
    /// </summary>
    // At once: the first 2,000 rows of 784-300-75-10 take 54 ms, by tiers 208.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ThreeVectors(nint n, nint k, nint stride, T* x, T* w, T* offset, T* y, nint column)
    {
        nint count = Vector256<T>.Count, last = n - count;
        nint j0 = Math.Min(column, last), j1 = Math.Min(column + count, last), j2 = Math.Min(column + 2 * count, last);
        T* w0 = w + j0 * stride, w1 = w + j1 * stride, w2 = w + j2 * stride;
        T* far0 = w0 + count / 2 * stride, far1 = w1 + count / 2 * stride, far2 = w2 + count / 2 * stride;
        Vector256<T> sum0 = Start(offset, j0), sum1 = Start(offset, j1), sum2 = Start(offset, j2);
        nint depth = Vector128<T>.Count, stride2 = 2 * stride, stride3 = 3 * stride;
        T* end = x + k;
        for (; x <= end - depth; x += depth)
        {
            Vector256<T> x0 = Vector256.Create(x[0]), x1 = Vector256.Create(x[1]);
            Vector256<T> x2 = typeof(T) == typeof(float) ? Vector256.Create(x[2]) : default, x3 = typeof(T) == typeof(float) ? Vector256.Create(x[3]) : default;
            sum0 = MultiplyAdd(w0, far0, stride, stride2, stride3, x0, x1, x2, x3, sum0);
            sum1 = MultiplyAdd(w1, far1, stride, stride2, stride3, x0, x1, x2, x3, sum1);
            sum2 = MultiplyAdd(w2, far2, stride, stride2, stride3, x0, x1, x2, x3, sum2);
            w0 += depth;
            w1 += depth;
            w2 += depth;
            far0 += depth;
            far1 += depth;
            far2 += depth;
        }

        nint rest = (nint)(end - x);
        Finish(sum0, rest, stride, x, w0, y + j0);
        Finish(sum1, rest, stride, x, w1, y + j1);
        Finish(sum2, rest, stride, x, w2, y + j2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Start(T* offset, nint column) => offset == null ? Vector256<T>.Zero : Vector256.Load(offset + column);

    /// <summary>
    /// Four rows of eight columns of floats, or two rows of four columns of doubles; far are the columns of the upper
    /// half.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> MultiplyAdd(T* w, T* far, nint k, nint k2, nint k3, Vector256<T> x0, Vector256<T> x1, Vector256<T> x2, Vector256<T> x3,
        Vector256<T> sum)
    {
        if (typeof(T) == typeof(float))
        {
            Vector256<float> r0 = Pieces(w, far).AsSingle(), r1 = Pieces(w + k, far + k).AsSingle();
            Vector256<float> r2 = Pieces(w + k2, far + k2).AsSingle(), r3 = Pieces(w + k3, far + k3).AsSingle();
            Vector256<double> low01 = Avx.UnpackLow(r0, r1).AsDouble(), high01 = Avx.UnpackHigh(r0, r1).AsDouble();
            Vector256<double> low23 = Avx.UnpackLow(r2, r3).AsDouble(), high23 = Avx.UnpackHigh(r2, r3).AsDouble();
            sum = MultiplyAdd(Avx.UnpackLow(low01, low23), x0, sum);
            sum = MultiplyAdd(Avx.UnpackHigh(low01, low23), x1, sum);
            sum = MultiplyAdd(Avx.UnpackLow(high01, high23), x2, sum);
            return MultiplyAdd(Avx.UnpackHigh(high01, high23), x3, sum);
        }

        Vector256<double> even = Pieces(w, far).AsDouble(), odd = Pieces(w + k, far + k).AsDouble();
        sum = MultiplyAdd(Avx.UnpackLow(even, odd), x0, sum);
        return MultiplyAdd(Avx.UnpackHigh(even, odd), x1, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Pieces(T* low, T* high) => Vector256.Create(Vector128.Load(low), Vector128.Load(high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> MultiplyAdd(Vector256<double> row, Vector256<T> x, Vector256<T> sum)
        => typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(row.AsSingle(), x.AsSingle(), sum.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(row, x.AsDouble(), sum.AsDouble()).As<double, T>();

    /// <summary>The last steps of each chain, fewer than 128 bits hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(Vector256<T> sum, nint steps, nint k, T* x, T* w, T* y)
    {
        sum.Store(y);
        for (nint p = 0; p < steps; p++)
        {
            for (nint lane = 0; lane < Vector256<T>.Count; lane++)
                y[lane] = T.FusedMultiplyAdd(w[lane * k + p], x[p], y[lane]);
        }
    }

    private static void ThroughMemory<V>(nint n, nint k, T* x, T* w, T* offset, T* y)
        where V : unmanaged, ILanes<V, T>
    {
        T* block = stackalloc T[V.Count * BlockLength];
        for (nint j = 0; j < n; j += V.Count)
        {
            nint column = Math.Min(j, n - V.Count);
            V sum = offset == null ? V.Broadcast(T.Zero) : V.Load(offset + column);
            for (nint start = 0; start < k; start += BlockLength)
            {
                nint length = Math.Min(BlockLength, k - start);
                Transposition<T>.Run(new EvenRows<T>(w + column * k + start, k), V.Count, length, block, V.Count);
                for (nint p = 0; p < length; p++)
                    sum = V.MultiplyAdd(V.Load(block + p * V.Count), V.Broadcast(x[start + p]), sum);
            }

            sum.Store(y + column);
        }
    }
}
