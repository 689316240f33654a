using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// destination[c * stride + r] = row r [c]: the one transpose behind packing, gathering and writing row by row. Square
/// blocks are read by rows, transposed in registers and written by columns: as wide as a cache line, which is then
/// touched whole, if both sides are as long, or else as wide as a vector. Blocks at the edge overlap their neighbours.
/// </summary>
internal static unsafe class Transposition<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Rows and columns from which blocks are tried. Below, the compiler need not load the types of their vectors,
    /// which it does for all that a method mentions.
    /// </summary>
    private const int SmallestBlock = 4;

    public static void Run<TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where TRows : struct, IRowSource<T>
    {
        if (Math.Min(count, length) < SmallestBlock)
            OneByOne(rows, count, length, destination, stride);
        else
            InBlocks(rows, count, length, destination, stride);
    }

    private static void InBlocks<TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where TRows : struct, IRowSource<T>
    {
        nint smaller = Math.Min(count, length);
        if (Vector256.IsHardwareAccelerated && Avx.IsSupported && smaller >= Scratch<T>.LineBytes / sizeof(T))
            ByLines<TRows>(rows, count, length, destination, stride);
        else if (Vector256.IsHardwareAccelerated && Avx.IsSupported && smaller >= Vector256<T>.Count)
            ByVectors<TRows>(rows, count, length, destination, stride);
        else if (Vector128.IsHardwareAccelerated && typeof(T) == typeof(float))
            ByFours<TRows>(rows, count, length, destination, stride);
        else
            OneByOne(rows, count, length, destination, stride);
    }

    /// <summary>
    /// As many rows as a line holds, a line of each at a time: every line of source and destination is touched once, so
    /// rows that share a place in the first-level cache, as rows of 12 kB do, cannot push each other out half read. The
    /// next rows are called for while these are at work if they are picked, for a picked row is rarely in the cache.
    /// 128 picked rows of 784 floats: 67 us by fours, 20 by lines, 19 by lines in 512-bit vectors, which would need
    /// other code.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ByLines<TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where TRows : struct, IRowSource<T>
    {
        nint side = Scratch<T>.LineBytes / sizeof(T);
        T** r = stackalloc T*[2 * Scratch<T>.LineBytes / sizeof(T)];
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
                Quarters(r, c, destination + c * stride + first, stride);
            }
        }
    }

    /// <summary>A square with the side of a line, in 256-bit vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(T** r, nint c, T* to, nint stride)
    {
        nint side = Vector256<T>.Count;
        for (nint column = 0; column < 2 * side; column += side)
        {
            for (nint row = 0; row < 2 * side; row += side)
            {
                if (typeof(T) == typeof(float))
                    Eight((float**)r + row, c + column, (float*)(to + column * stride + row), stride);
                else
                    Four(r[row], r[row + 1], r[row + 2], r[row + 3], c + column, to + column * stride + row, stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(float** r, nint c, float* to, nint stride) => Eight(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], c, to, stride);

    // At once: the first 300 epochs of 3-10-5 take 247 ms, by tiers 322.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ByVectors<TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where TRows : struct, IRowSource<T>
    {
        nint side = Vector256<T>.Count;
        for (nint block = 0; block < count; block += side)
        {
            nint first = Math.Min(block, count - side);
            T* r0 = rows.Row(first), r1 = rows.Row(first + 1), r2 = rows.Row(first + 2), r3 = rows.Row(first + 3);
            T* r4 = r0, r5 = r1, r6 = r2, r7 = r3;
            if (typeof(T) == typeof(float))
            {
                r4 = rows.Row(first + 4);
                r5 = rows.Row(first + 5);
                r6 = rows.Row(first + 6);
                r7 = rows.Row(first + 7);
            }

            for (nint column = 0; column < length; column += side)
            {
                nint c = Math.Min(column, length - side);
                T* to = destination + c * stride + first;
                if (typeof(T) == typeof(float))
                    Eight((float*)r0, (float*)r1, (float*)r2, (float*)r3, (float*)r4, (float*)r5, (float*)r6, (float*)r7, c, (float*)to, stride);
                else
                    Four(r0, r1, r2, r3, c, to, stride);
            }
        }
    }

    /// <summary>8 x 8 floats, four columns at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(float* r0, float* r1, float* r2, float* r3, float* r4, float* r5, float* r6, float* r7, nint c, float* to, nint stride)
    {
        FourColumns(Beside(r0 + c, r4 + c), Beside(r1 + c, r5 + c), Beside(r2 + c, r6 + c), Beside(r3 + c, r7 + c), to, stride);
        c += 4;
        FourColumns(Beside(r0 + c, r4 + c), Beside(r1 + c, r5 + c), Beside(r2 + c, r6 + c), Beside(r3 + c, r7 + c), to + 4 * stride, stride);
    }

    /// <summary>128 bits of row i stand beside those of row 4 + i, and each half is transposed by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourColumns(Vector256<float> r0, Vector256<float> r1, Vector256<float> r2, Vector256<float> r3, float* to, nint stride)
    {
        Vector256<double> low01 = Avx.UnpackLow(r0, r1).AsDouble(), high01 = Avx.UnpackHigh(r0, r1).AsDouble();
        Vector256<double> low23 = Avx.UnpackLow(r2, r3).AsDouble(), high23 = Avx.UnpackHigh(r2, r3).AsDouble();
        Avx.UnpackLow(low01, low23).Store((double*)to);
        Avx.UnpackHigh(low01, low23).Store((double*)(to + stride));
        Avx.UnpackLow(high01, high23).Store((double*)(to + 2 * stride));
        Avx.UnpackHigh(high01, high23).Store((double*)(to + 3 * stride));
    }

    /// <summary>4 x 4 doubles, two columns at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(T* r0, T* r1, T* r2, T* r3, nint c, T* to, nint stride)
    {
        for (nint i = 0; i < 4; i += 2)
        {
            Vector256<double> even = Beside((double*)(r0 + c + i), (double*)(r2 + c + i)), odd = Beside((double*)(r1 + c + i), (double*)(r3 + c + i));
            Avx.UnpackLow(even, odd).Store((double*)(to + i * stride));
            Avx.UnpackHigh(even, odd).Store((double*)(to + (i + 1) * stride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TElement> Beside<TElement>(TElement* low, TElement* high)
        where TElement : unmanaged
        => Vector256.Create(Vector128.Load(low), Vector128.Load(high));

    // At once: the first 300 epochs of 3-10-5 take 247 ms, by tiers 258.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ByFours<TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where TRows : struct, IRowSource<T>
    {
        for (nint r = 0; r < count; r += 4)
        {
            nint first = Math.Min(r, count - 4);
            T* r0 = rows.Row(first), r1 = rows.Row(first + 1), r2 = rows.Row(first + 2), r3 = rows.Row(first + 3);
            for (nint block = 0; block < length; block += 4)
            {
                nint c = Math.Min(block, length - 4);
                Interleave(Load(r0 + c), Load(r2 + c), out Vector128<float> a0, out Vector128<float> a1);
                Interleave(Load(r1 + c), Load(r3 + c), out Vector128<float> a2, out Vector128<float> a3);
                Interleave(a0, a2, out Vector128<float> c0, out Vector128<float> c1);
                Interleave(a1, a3, out Vector128<float> c2, out Vector128<float> c3);
                var to = (float*)(destination + c * stride + first);
                c0.Store(to);
                c1.Store(to + stride);
                c2.Store(to + 2 * stride);
                c3.Store(to + 3 * stride);
            }
        }

        static Vector128<float> Load(T* from) => Vector128.Load((float*)from);
    }

    /// <summary>
    /// low: a0 b0 a1 b1; high: a2 b2 a3 b3. Two rounds transpose: Stone, "Parallel processing with the perfect
    /// shuffle", IEEE Trans. Comput. C-20 (1971).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector128<float> a, Vector128<float> b, out Vector128<float> low, out Vector128<float> high)
    {
        if (Sse.IsSupported)
        {
            low = Sse.UnpackLow(a, b);
            high = Sse.UnpackHigh(a, b);
        }
        else
        {
            Vector128<int> first = Vector128.Create(-1, 0, -1, 0), lower = Vector128.Create(0, 0, 1, 1), upper = Vector128.Create(2, 2, 3, 3);
            low = Vector128.ConditionalSelect(first, Vector128.Shuffle(a.AsInt32(), lower), Vector128.Shuffle(b.AsInt32(), lower)).AsSingle();
            high = Vector128.ConditionalSelect(first, Vector128.Shuffle(a.AsInt32(), upper), Vector128.Shuffle(b.AsInt32(), upper)).AsSingle();
        }
    }

    private static void OneByOne<TRows>(TRows rows, nint count, nint length, T* destination, nint stride)
        where TRows : struct, IRowSource<T>
    {
        for (nint r = 0; r < count; r++)
        {
            T* row = rows.Row(r);
            T* to = destination + r;
            for (nint c = 0; c < length; c++, to += stride)
                *to = row[c];
        }
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
