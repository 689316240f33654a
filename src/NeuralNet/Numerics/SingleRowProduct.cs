using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// y = x W + offset for a single row x: prediction of one sample. Each element of y is one chain over K, as in every product, so a sample predicted
/// alone has the bits it has in a batch. A vector of chains needs one element each of neighbouring columns of W, which lie K apart: 128 bits of
/// each column are put side by side and transposed in registers (4 x 4 floats or 2 x 2 doubles a lane), and go into the multiply-adds from
/// there. Two vectors of chains at a time keep loads, shuffles and multiply-adds busy together; W is read once, which is what the time goes to.
/// Without the instructions for it, or for fewer columns than a vector holds, blocks of W are transposed through memory.
/// </summary>
internal static unsafe class SingleRowProduct
{
    private const int BlockLength = 64;

    /// <summary>x has k elements, W is k x n column-major, offset n elements or null for zeros, y n elements.</summary>
    public static void Run<T>(nint n, nint k, T* x, T* w, T* offset, T* y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Avx512F.IsSupported && n >= Vector512<T>.Count)
            InRegisters<Lanes512<T>, Gather512<T>, T>(n, k, x, w, offset, y);
        else if (Avx2.IsSupported && n >= Vector256<T>.Count)
            InRegisters<Lanes256<T>, Gather256<T>, T>(n, k, x, w, offset, y);
        else if (Vector128.IsHardwareAccelerated && n >= Vector128<T>.Count)
            ThroughMemory<Lanes128<T>, T>(n, k, x, w, offset, y);
        else
            ThroughMemory<Lanes1<T>, T>(n, k, x, w, offset, y);
    }

    private static void InRegisters<V, TGather, T>(nint n, nint k, T* x, T* w, T* offset, T* y)
        where V : unmanaged, ILanes<V, T>
        where TGather : IGather<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint j = 0; j < n; j += 2 * V.Count)
        {
            // What is left is covered by columns that have been covered before.
            nint second = Math.Min(j + V.Count, n - V.Count);
            nint first = Math.Max(0, Math.Min(j, second - V.Count));
            TwoVectors<V, TGather, T>(k, x, w + first * k, w + second * k, offset, y, first, second);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoVectors<V, TGather, T>(nint k, T* x, T* w0, T* w1, T* offset, T* y, nint first, nint second)
        where V : unmanaged, ILanes<V, T>
        where TGather : IGather<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V sum0 = offset == null ? V.Broadcast(T.Zero) : V.Load(offset + first);
        V sum1 = offset == null ? V.Broadcast(T.Zero) : V.Load(offset + second);
        nint p = 0;
        for (; p <= k - TGather.Depth; p += TGather.Depth)
        {
            sum0 = TGather.MultiplyAdd(w0 + p, k, x + p, sum0);
            sum1 = TGather.MultiplyAdd(w1 + p, k, x + p, sum1);
        }

        T* column = stackalloc T[2 * V.Count];
        for (; p < k; p++)
        {
            for (nint lane = 0; lane < V.Count; lane++)
            {
                column[lane] = w0[lane * k + p];
                column[V.Count + lane] = w1[lane * k + p];
            }

            sum0 = V.MultiplyAdd(V.Load(column), V.Broadcast(x[p]), sum0);
            sum1 = V.MultiplyAdd(V.Load(column + V.Count), V.Broadcast(x[p]), sum1);
        }

        sum0.Store(y + first);
        sum1.Store(y + second);
    }

    private static void ThroughMemory<V, T>(nint n, nint k, T* x, T* w, T* offset, T* y)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* block = stackalloc T[V.Count * BlockLength];
        for (nint j = 0; j < n; j += V.Count)
        {
            nint column = Math.Min(j, n - V.Count);
            V sum = offset == null ? V.Broadcast(T.Zero) : V.Load(offset + column);
            for (nint start = 0; start < k; start += BlockLength)
            {
                nint length = Math.Min(BlockLength, k - start);
                Transposition.Run(new EvenRows<T>(w + column * k + start, k), V.Count, length, block, V.Count);
                for (nint p = 0; p < length; p++)
                    sum = V.MultiplyAdd(V.Load(block + p * V.Count), V.Broadcast(x[start + p]), sum);
            }

            sum.Store(y + column);
        }
    }

    /// <summary>Some rows of as many columns of W as V has lanes, transposed on the way, times as many elements of x, added to the chains.</summary>
    private interface IGather<V, T>
        where T : unmanaged
    {
        /// <summary>Rows taken at once: the elements in 128 bits.</summary>
        static abstract nint Depth { get; }

        static abstract V MultiplyAdd(T* w, nint k, T* x, V sum);
    }

    private readonly struct Gather512<T> : IGather<Lanes512<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static nint Depth => Vector128<T>.Count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes512<T> MultiplyAdd(T* w, nint k, T* x, Lanes512<T> sum)
        {
            if (typeof(T) == typeof(float))
            {
                Vector512<float> r0 = Pieces(w, 4 * k).AsSingle(), r1 = Pieces(w + k, 4 * k).AsSingle();
                Vector512<float> r2 = Pieces(w + 2 * k, 4 * k).AsSingle(), r3 = Pieces(w + 3 * k, 4 * k).AsSingle();
                Vector512<double> low01 = Avx512F.UnpackLow(r0, r1).AsDouble(), high01 = Avx512F.UnpackHigh(r0, r1).AsDouble();
                Vector512<double> low23 = Avx512F.UnpackLow(r2, r3).AsDouble(), high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
                sum = Step(Avx512F.UnpackLow(low01, low23), x, sum);
                sum = Step(Avx512F.UnpackHigh(low01, low23), x + 1, sum);
                sum = Step(Avx512F.UnpackLow(high01, high23), x + 2, sum);
                return Step(Avx512F.UnpackHigh(high01, high23), x + 3, sum);
            }

            Vector512<double> even = Pieces(w, 2 * k).AsDouble(), odd = Pieces(w + k, 2 * k).AsDouble();
            sum = Step(Avx512F.UnpackLow(even, odd), x, sum);
            return Step(Avx512F.UnpackHigh(even, odd), x + 1, sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<T> Pieces(T* w, nint stride) => Vector512.Create(
            Vector256.Create(Vector128.Load(w), Vector128.Load(w + stride)),
            Vector256.Create(Vector128.Load(w + 2 * stride), Vector128.Load(w + 3 * stride)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Lanes512<T> Step(Vector512<double> row, T* x, Lanes512<T> sum)
            => Lanes512<T>.MultiplyAdd(new Lanes512<T>(row.As<double, T>()), Lanes512<T>.Broadcast(*x), sum);
    }

    private readonly struct Gather256<T> : IGather<Lanes256<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static nint Depth => Vector128<T>.Count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes256<T> MultiplyAdd(T* w, nint k, T* x, Lanes256<T> sum)
        {
            if (typeof(T) == typeof(float))
            {
                Vector256<float> r0 = Pieces(w, 4 * k).AsSingle(), r1 = Pieces(w + k, 4 * k).AsSingle();
                Vector256<float> r2 = Pieces(w + 2 * k, 4 * k).AsSingle(), r3 = Pieces(w + 3 * k, 4 * k).AsSingle();
                Vector256<double> low01 = Avx.UnpackLow(r0, r1).AsDouble(), high01 = Avx.UnpackHigh(r0, r1).AsDouble();
                Vector256<double> low23 = Avx.UnpackLow(r2, r3).AsDouble(), high23 = Avx.UnpackHigh(r2, r3).AsDouble();
                sum = Step(Avx.UnpackLow(low01, low23), x, sum);
                sum = Step(Avx.UnpackHigh(low01, low23), x + 1, sum);
                sum = Step(Avx.UnpackLow(high01, high23), x + 2, sum);
                return Step(Avx.UnpackHigh(high01, high23), x + 3, sum);
            }

            Vector256<double> even = Pieces(w, 2 * k).AsDouble(), odd = Pieces(w + k, 2 * k).AsDouble();
            sum = Step(Avx.UnpackLow(even, odd), x, sum);
            return Step(Avx.UnpackHigh(even, odd), x + 1, sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<T> Pieces(T* w, nint stride) => Vector256.Create(Vector128.Load(w), Vector128.Load(w + stride));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Lanes256<T> Step(Vector256<double> row, T* x, Lanes256<T> sum)
            => Lanes256<T>.MultiplyAdd(new Lanes256<T>(row.As<double, T>()), Lanes256<T>.Broadcast(*x), sum);
    }
}
