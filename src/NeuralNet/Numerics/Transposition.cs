using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// destination[c * stride + r] = row r [c]: the one transpose behind packing, gathering and writing row by row. Square blocks, as wide as a
/// vector, are read by rows, transposed in registers and written by columns, so every cache line is touched whole; blocks at the edge
/// overlap their neighbours. A block of n rows takes log2(n) rounds that interleave vector i with vector i + n/2, a perfect shuffle:
/// see Stone, "Parallel processing with the perfect shuffle", IEEE Trans. Comput. C-20 (1971).
/// </summary>
internal static unsafe class Transposition
{
    public static void Run<T, TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRows : struct, IRowSource<T>
    {
        nint smaller = Math.Min(count, length);
        if (Avx512F.IsSupported && count >= Vector512<T>.Count && length >= Vector128<T>.Count)
        {
            ByPieces<T, TRows>(rows, count, length, destination, stride);
        }
        else if (Avx512F.VL.IsSupported && smaller >= 8)
        {
            if (typeof(T) == typeof(float))
                By8<Vector256<T>, Interleave256<T>, T, TRows>(rows, count, length, destination, stride);
            else
                By8<Vector512<T>, Interleave512<T>, T, TRows>(rows, count, length, destination, stride);
        }
        else if (Vector128.IsHardwareAccelerated && typeof(T) == typeof(float) && smaller >= 4)
        {
            By4<Vector128<T>, Interleave128<T>, T, TRows>(rows, count, length, destination, stride);
        }
        else
        {
            OneByOne(rows, count, length, destination, stride);
        }
    }

    /// <summary>
    /// As many rows as a vector holds, 128 bits of each at a time, put side by side and transposed within the lanes: whole vectors are written, so each
    /// line of the destination is touched once. The next rows are called for while these are at work, for a picked row is rarely in the cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByPieces<T, TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where T : unmanaged
        where TRows : struct, IRowSource<T>
    {
        const nint lineBytes = 64;
        nint height = Vector512<T>.Count;
        nint width = Vector128<T>.Count;
        nint line = lineBytes / sizeof(T);
        T** r = stackalloc T*[2 * Vector512<T>.Count];
        for (nint block = 0; block < count; block += height)
        {
            nint first = Math.Min(block, count - height);
            nint next = Math.Min(block + height, count - height);
            for (nint i = 0; i < height; i++)
            {
                r[i] = rows.Row(first + i);
                r[height + i] = rows.Row(next + i);
            }

            for (nint column = 0; column < length; column += width)
            {
                nint c = Math.Min(column, length - width);
                if (c % line == 0)
                {
                    for (nint i = 0; i < height; i++)
                        Sse.Prefetch0(r[height + i] + c);
                }

                T* to = destination + c * stride + first;
                if (typeof(T) == typeof(float))
                {
                    Vector512<float> r0 = Pieces(r, 4, c).AsSingle(), r1 = Pieces(r + 1, 4, c).AsSingle();
                    Vector512<float> r2 = Pieces(r + 2, 4, c).AsSingle(), r3 = Pieces(r + 3, 4, c).AsSingle();
                    Vector512<double> low01 = Avx512F.UnpackLow(r0, r1).AsDouble(), high01 = Avx512F.UnpackHigh(r0, r1).AsDouble();
                    Vector512<double> low23 = Avx512F.UnpackLow(r2, r3).AsDouble(), high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
                    Avx512F.UnpackLow(low01, low23).As<double, T>().Store(to);
                    Avx512F.UnpackHigh(low01, low23).As<double, T>().Store(to + stride);
                    Avx512F.UnpackLow(high01, high23).As<double, T>().Store(to + 2 * stride);
                    Avx512F.UnpackHigh(high01, high23).As<double, T>().Store(to + 3 * stride);
                }
                else
                {
                    Vector512<double> even = Pieces(r, 2, c).AsDouble(), odd = Pieces(r + 1, 2, c).AsDouble();
                    Avx512F.UnpackLow(even, odd).As<double, T>().Store(to);
                    Avx512F.UnpackHigh(even, odd).As<double, T>().Store(to + stride);
                }
            }
        }
    }

    /// <summary>128 bits of each of four rows, a step apart in the list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Pieces<T>(T** rows, nint step, nint column)
        where T : unmanaged
        => Vector512.Create(
            Vector256.Create(Vector128.Load(rows[0] + column), Vector128.Load(rows[step] + column)),
            Vector256.Create(Vector128.Load(rows[2 * step] + column), Vector128.Load(rows[3 * step] + column)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void By8<V, TInterleave, T, TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where V : unmanaged
        where TInterleave : IInterleave<V>
        where T : unmanaged
        where TRows : struct, IRowSource<T>
    {
        for (nint r = 0; r < count; r += 8)
        {
            nint first = Math.Min(r, count - 8);
            T* r0 = rows.Row(first), r1 = rows.Row(first + 1), r2 = rows.Row(first + 2), r3 = rows.Row(first + 3);
            T* r4 = rows.Row(first + 4), r5 = rows.Row(first + 5), r6 = rows.Row(first + 6), r7 = rows.Row(first + 7);
            for (nint block = 0; block < length; block += 8)
            {
                nint c = Math.Min(block, length - 8);
                (V a0, V a1) = Interleave<V, TInterleave>(*(V*)(r0 + c), *(V*)(r4 + c));
                (V a2, V a3) = Interleave<V, TInterleave>(*(V*)(r1 + c), *(V*)(r5 + c));
                (V a4, V a5) = Interleave<V, TInterleave>(*(V*)(r2 + c), *(V*)(r6 + c));
                (V a6, V a7) = Interleave<V, TInterleave>(*(V*)(r3 + c), *(V*)(r7 + c));
                (V b0, V b1) = Interleave<V, TInterleave>(a0, a4);
                (V b2, V b3) = Interleave<V, TInterleave>(a1, a5);
                (V b4, V b5) = Interleave<V, TInterleave>(a2, a6);
                (V b6, V b7) = Interleave<V, TInterleave>(a3, a7);
                T* to = destination + c * stride + first;
                (*(V*)to, *(V*)(to + stride)) = Interleave<V, TInterleave>(b0, b4);
                (*(V*)(to + 2 * stride), *(V*)(to + 3 * stride)) = Interleave<V, TInterleave>(b1, b5);
                (*(V*)(to + 4 * stride), *(V*)(to + 5 * stride)) = Interleave<V, TInterleave>(b2, b6);
                (*(V*)(to + 6 * stride), *(V*)(to + 7 * stride)) = Interleave<V, TInterleave>(b3, b7);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void By4<V, TInterleave, T, TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where V : unmanaged
        where TInterleave : IInterleave<V>
        where T : unmanaged
        where TRows : struct, IRowSource<T>
    {
        for (nint r = 0; r < count; r += 4)
        {
            nint first = Math.Min(r, count - 4);
            T* r0 = rows.Row(first), r1 = rows.Row(first + 1), r2 = rows.Row(first + 2), r3 = rows.Row(first + 3);
            for (nint block = 0; block < length; block += 4)
            {
                nint c = Math.Min(block, length - 4);
                (V a0, V a1) = Interleave<V, TInterleave>(*(V*)(r0 + c), *(V*)(r2 + c));
                (V a2, V a3) = Interleave<V, TInterleave>(*(V*)(r1 + c), *(V*)(r3 + c));
                T* to = destination + c * stride + first;
                (*(V*)to, *(V*)(to + stride)) = Interleave<V, TInterleave>(a0, a2);
                (*(V*)(to + 2 * stride), *(V*)(to + 3 * stride)) = Interleave<V, TInterleave>(a1, a3);
            }
        }
    }

    private static void OneByOne<T, TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where T : unmanaged
        where TRows : struct, IRowSource<T>
    {
        for (nint r = 0; r < count; r++)
        {
            T* row = rows.Row(r);
            for (nint c = 0; c < length; c++)
                destination[c * stride + r] = row[c];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V Low, V High) Interleave<V, TInterleave>(V a, V b)
        where TInterleave : IInterleave<V> => (TInterleave.Low(a, b), TInterleave.High(a, b));

    /// <summary>Low: a0 b0 a1 b1 ... from the lower halves of a and b; High: the same from the upper halves.</summary>
    private interface IInterleave<V>
    {
        static abstract V Low(V a, V b);

        static abstract V High(V a, V b);
    }

    private readonly struct Interleave512<T> : IInterleave<Vector512<T>>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Low(Vector512<T> a, Vector512<T> b) =>
            Avx512F.PermuteVar8x64x2(a.AsDouble(), Vector512.Create(0L, 8, 1, 9, 2, 10, 3, 11), b.AsDouble()).As<double, T>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> High(Vector512<T> a, Vector512<T> b) =>
            Avx512F.PermuteVar8x64x2(a.AsDouble(), Vector512.Create(4L, 12, 5, 13, 6, 14, 7, 15), b.AsDouble()).As<double, T>();
    }

    private readonly struct Interleave256<T> : IInterleave<Vector256<T>>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Low(Vector256<T> a, Vector256<T> b) =>
            Avx512F.VL.PermuteVar8x32x2(a.AsSingle(), Vector256.Create(0, 8, 1, 9, 2, 10, 3, 11), b.AsSingle()).As<float, T>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> High(Vector256<T> a, Vector256<T> b) =>
            Avx512F.VL.PermuteVar8x32x2(a.AsSingle(), Vector256.Create(4, 12, 5, 13, 6, 14, 7, 15), b.AsSingle()).As<float, T>();
    }

    private readonly struct Interleave128<T> : IInterleave<Vector128<T>>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<T> Low(Vector128<T> a, Vector128<T> b) => Sse.IsSupported
            ? Sse.UnpackLow(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Blend(Vector128.Shuffle(a.AsInt32(), Vector128.Create(0, 0, 1, 1)), Vector128.Shuffle(b.AsInt32(), Vector128.Create(0, 0, 1, 1)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<T> High(Vector128<T> a, Vector128<T> b) => Sse.IsSupported
            ? Sse.UnpackHigh(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Blend(Vector128.Shuffle(a.AsInt32(), Vector128.Create(2, 2, 3, 3)), Vector128.Shuffle(b.AsInt32(), Vector128.Create(2, 2, 3, 3)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<T> Blend(Vector128<int> even, Vector128<int> odd) =>
            Vector128.ConditionalSelect(Vector128.Create(-1, 0, -1, 0), even, odd).As<int, T>();
    }
}

/// <summary>Rows to be transposed.</summary>
internal unsafe interface IRowSource<T>
    where T : unmanaged
{
    T* Row(nint index);
}

/// <summary>Rows that begin <c>stride</c> elements apart.</summary>
internal readonly unsafe struct EvenRows<T>(T* first, nint stride) : IRowSource<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Row(nint index) => first + index * stride;
}
