using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// destination[c * stride + r] = row r [c]: the one transpose behind packing, gathering and writing row by row. Square
/// blocks, as wide as a vector, are read by rows, transposed in registers and written by columns, so every cache line
/// is touched whole; blocks at the edge overlap their neighbours. A block of n rows takes log2(n) rounds that
/// interleave vector i with vector i + n/2, a perfect shuffle: see Stone, "Parallel processing with the perfect
/// shuffle", IEEE Trans. Comput. C-20 (1971).
/// </summary>
internal static unsafe class Transposition
{
    /// <summary>
    /// Rows and columns from which blocks are tried. Below, the compiler need not load the types of their vectors,
    /// which it does for all that a method mentions.
    /// </summary>
    private const int SmallestBlock = 4;

    public static void Run<T, TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRows : struct, IRowSource<T>
    {
        if (Math.Min(count, length) < SmallestBlock)
            OneByOne(rows, count, length, destination, stride);
        else
            InBlocks(rows, count, length, destination, stride);
    }

    private static void InBlocks<T, TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRows : struct, IRowSource<T>
    {
        nint smaller = Math.Min(count, length);
        if (Avx512F.IsSupported && smaller >= Vector512<T>.Count)
        {
            BySquares<T, TRows>(rows, count, length, destination, stride);
        }
        else if (Avx512F.VL.IsSupported && smaller >= 8)
        {
            if (typeof(T) == typeof(float))
                By8<Vector256<T>, Interleave256<T>, T, TRows>(rows, count, length, destination, stride);
            else
                By8<Vector512<T>, Interleave512<T>, T, TRows>(rows, count, length, destination, stride);
        }
        else if (Vector128.IsHardwareAccelerated && typeof(T) == typeof(float) && smaller >= SmallestBlock)
        {
            By4<Vector128<T>, Interleave128<T>, T, TRows>(rows, count, length, destination, stride);
        }
        else if (Avx.IsSupported && typeof(T) == typeof(double) && smaller >= SmallestBlock)
        {
            By4<Vector256<T>, InterleaveDoubles<T>, T, TRows>(rows, count, length, destination, stride);
        }
        else
        {
            OneByOne(rows, count, length, destination, stride);
        }
    }

    /// <summary>
    /// As many rows as a vector holds, a vector of each at a time: every line of source and destination is touched
    /// once, so rows that share a place in the first-level cache, as rows of 12 kB do, cannot push each other out half
    /// read. 128-bit pieces are transposed within the lanes, then the lanes among four vectors. The next rows are
    /// called for while these are at work if they are picked, for a picked row is rarely in the cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BySquares<T, TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where T : unmanaged
        where TRows : struct, IRowSource<T>
    {
        nint side = Vector512<T>.Count;
        T** r = stackalloc T*[2 * Vector512<T>.Count];
        for (nint block = 0; block < count; block += side)
        {
            nint first = Math.Min(block, count - side);
            nint next = Math.Min(block + side, count - side);
            for (nint i = 0; i < side; i++)
            {
                r[i] = rows.Row(first + i);
                r[side + i] = rows.Ahead > 0 ? r[i] + rows.Ahead : rows.Row(next + i);
            }

            // From the second square on, vectors that are loaded span no two cache lines, if rows are whole lines
            // apart.
            nint toLine = length < 4 * side ? side : (-(nint)r[0] & (Scratch<T>.LineBytes - 1)) / sizeof(T);
            for (nint column = 0; column < length; column += column == 0 && toLine > 0 ? toLine : side)
            {
                nint c = Math.Min(column, length - side);
                for (nint i = 0; i < side && rows.Ahead >= 0; i++)
                    Sse.Prefetch1(r[side + i] + c);
                T* to = destination + c * stride + first;
                if (typeof(T) == typeof(float))
                    Square((float**)r, c, (float*)to, stride);
                else
                    Square((double**)r, c, (double*)to, stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(float** r, nint c, float* to, nint stride)
    {
        FourRows(r, c, out var a0, out var a1, out var a2, out var a3);
        FourRows(r + 4, c, out var b0, out var b1, out var b2, out var b3);
        FourRows(r + 8, c, out var c0, out var c1, out var c2, out var c3);
        FourRows(r + 12, c, out var d0, out var d1, out var d2, out var d3);
        StoreLanes(a0, b0, c0, d0, to, 4 * stride);
        StoreLanes(a1, b1, c1, d1, to + stride, 4 * stride);
        StoreLanes(a2, b2, c2, d2, to + 2 * stride, 4 * stride);
        StoreLanes(a3, b3, c3, d3, to + 3 * stride, 4 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(double** r, nint c, double* to, nint stride)
    {
        Vector512<double> r0 = Vector512.Load(r[0] + c), r1 = Vector512.Load(r[1] + c), r2 = Vector512.Load(r[2] + c), r3 = Vector512.Load(r[3] + c);
        Vector512<double> r4 = Vector512.Load(r[4] + c), r5 = Vector512.Load(r[5] + c), r6 = Vector512.Load(r[6] + c), r7 = Vector512.Load(r[7] + c);
        StoreLanes(Avx512F.UnpackLow(r0, r1), Avx512F.UnpackLow(r2, r3), Avx512F.UnpackLow(r4, r5), Avx512F.UnpackLow(r6, r7), to, 2 * stride);
        StoreLanes(Avx512F.UnpackHigh(r0, r1), Avx512F.UnpackHigh(r2, r3), Avx512F.UnpackHigh(r4, r5), Avx512F.UnpackHigh(r6, r7), to + stride, 2 * stride);
    }

    /// <summary>Lane l of column i: element 4 l + i of each of four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(float** r, nint c, out Vector512<double> column0, out Vector512<double> column1, out Vector512<double> column2,
        out Vector512<double> column3)
    {
        Vector512<float> r0 = Vector512.Load(r[0] + c), r1 = Vector512.Load(r[1] + c), r2 = Vector512.Load(r[2] + c), r3 = Vector512.Load(r[3] + c);
        Vector512<double> low01 = Avx512F.UnpackLow(r0, r1).AsDouble(), high01 = Avx512F.UnpackHigh(r0, r1).AsDouble();
        Vector512<double> low23 = Avx512F.UnpackLow(r2, r3).AsDouble(), high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
        column0 = Avx512F.UnpackLow(low01, low23);
        column1 = Avx512F.UnpackHigh(low01, low23);
        column2 = Avx512F.UnpackLow(high01, high23);
        column3 = Avx512F.UnpackHigh(high01, high23);
    }

    /// <summary>Stores lane l of a, b, c and d side by side at to + l step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLanes<T>(Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d, T* to, nint step)
        where T : unmanaged
    {
        const byte even = 0b10_00_10_00, odd = 0b11_01_11_01;
        Vector512<double> evenAB = Avx512F.Shuffle4x128(a, b, even), oddAB = Avx512F.Shuffle4x128(a, b, odd);
        Vector512<double> evenCD = Avx512F.Shuffle4x128(c, d, even), oddCD = Avx512F.Shuffle4x128(c, d, odd);
        Avx512F.Shuffle4x128(evenAB, evenCD, even).Store((double*)to);
        Avx512F.Shuffle4x128(oddAB, oddCD, even).Store((double*)(to + step));
        Avx512F.Shuffle4x128(evenAB, evenCD, odd).Store((double*)(to + 2 * step));
        Avx512F.Shuffle4x128(oddAB, oddCD, odd).Store((double*)(to + 3 * step));
    }

    // At once: the first 300 epochs of 3-10-5 take 247 ms, by tiers 322.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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

    // At once: the first 300 epochs of 3-10-5 take 247 ms, by tiers 258.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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

    private readonly struct InterleaveDoubles<T> : IInterleave<Vector256<T>>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Low(Vector256<T> a, Vector256<T> b) =>
            Avx.Permute2x128(Avx.UnpackLow(a.AsDouble(), b.AsDouble()), Avx.UnpackHigh(a.AsDouble(), b.AsDouble()), 0x20).As<double, T>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> High(Vector256<T> a, Vector256<T> b) =>
            Avx.Permute2x128(Avx.UnpackLow(a.AsDouble(), b.AsDouble()), Avx.UnpackHigh(a.AsDouble(), b.AsDouble()), 0x31).As<double, T>();
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
    /// <summary>
    /// How far ahead in the same row memory is called for; 0 to call for the rows that follow, less than 0 for none.
    /// </summary>
    nint Ahead { get; }

    T* Row(nint index);
}

/// <summary>Rows that begin <c>stride</c> elements apart.</summary>
internal readonly unsafe struct EvenRows<T>(T* first, nint stride) : IRowSource<T>
    where T : unmanaged
{
    public nint Ahead => -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Row(nint index) => first + index * stride;
}

/// <summary>
/// The rows of a data set that an index picks; the offset is a native integer, for a set may hold more than 2 GB.
/// </summary>
internal readonly unsafe struct PickedRows<T>(T* first, nint stride, int* indices, nint ahead = 0) : IRowSource<T>
    where T : unmanaged
{
    public nint Ahead => ahead;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* Row(nint index) => first + indices[index] * stride;
}
