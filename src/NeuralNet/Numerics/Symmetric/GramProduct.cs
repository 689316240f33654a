using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// C += J' J for a block of rows of J, column-major as layers give it: an element of C is the dot product of two
/// columns of J. The rows of a column fill vectors where they lie, so nothing is packed or transposed, and tiles of
/// four by four columns waste little along the diagonal: 16 sums stay in registers, and a step takes eight loads for 16
/// multiply-adds. A dot product has as many partial sums as 512 bits have lanes, in every vector width: row k adds to
/// sum k modulo lanes; they are folded by halves and added to C. So the bits depend on the blocks of rows, and not on
/// threads. Of the FMA peak this reaches 76 % for 61 columns and 75 % for 501, packed panels and the tiles of other
/// products 50 and 72.
/// </summary>
internal static unsafe class GramProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns of a tile.</summary>
    public const int Unit = 4;

    /// <summary>
    /// Multiply-adds for which another thread pays, 6 us of work, and for which a part that can be taken over does.
    /// </summary>
    private const double SmallestShared = Workers.SmallestProduct / 8, LargestWhole = 2 * Workers.SmallestProduct;

    /// <summary>Columns of J with those of zeros that fill up a tile.</summary>
    public static int Padded(int size) => (size + Unit - 1) / Unit * Unit;

    /// <summary>C += J' J, the lower triangle.</summary>
    /// <param name="c">C, n x n.</param>
    /// <param name="rows">Rows of J.</param>
    /// <param name="j">J, column-major, followed by columns of zeros up to <see cref="Padded"/>.</param>
    /// <param name="workers">Threads that share the work; null for none.</param>
    public static void Add(SymmetricMatrix<T> c, int rows, ReadOnlySpan<T> j, Workers? workers)
    {
        if (Vector512.IsHardwareAccelerated)
            Add<FourByFour<Lanes512<T>, T>, Lanes512<T>>(c, rows, j, workers);
        else if (Vector256.IsHardwareAccelerated)
            Add<TwoByTwo<Doubled<Lanes256<T>, T>, T>, Doubled<Lanes256<T>, T>>(c, rows, j, workers);
        else
            Add<TwoByTwo<Doubled<Doubled<Lanes128<T>, T>, T>, T>, Doubled<Doubled<Lanes128<T>, T>, T>>(c, rows, j, workers);
    }

    private static void Add<TTile, V>(SymmetricMatrix<T> c, int rows, ReadOnlySpan<T> j, Workers? workers)
        where TTile : IGramTile<T>
        where V : unmanaged, ILanes<V, T>
    {
        int strips = Padded(c.Size) / Unit, rest = rows % V.Count;
        using var scratch = new Scratch<T>(strips * Unit * V.Count);
        fixed (T* pj = j, pc = c.Values, pinned = scratch)
        {
            T* last = Scratch<T>.Align(pinned);
            for (int i = 0; i < strips * Unit && rest > 0; i++)
            {
                new Span<T>(last + i * V.Count, V.Count).Clear();
                j.Slice((i + 1) * rows - rest, rest).CopyTo(new Span<T>(last + i * V.Count, rest));
            }

            int pairs = (strips + 1) / 2;
            double work = 0.5 * c.Size * c.Size * rows;
            bool isShared = workers is not null && work >= SmallestShared;
            int parts = isShared ? Math.Min(pairs, workers!.Threads * (work < LargestWhole ? 1 : Workers.PartsPerThread)) : 1;
            var job = new Strips<TTile>(new GramOperands<T>(pj, rows, rest > 0 ? last : null, pc, c.Stride), strips, pairs, parts);
            if (isShared)
                workers!.Run(job, parts);
            else
                job.Execute(0);
        }
    }

    /// <summary>
    /// Strips of four columns of C from the diagonal down, a long one with a short one, so that parts are of equal
    /// work.
    /// </summary>
    private readonly struct Strips<TTile>(GramOperands<T> o, int count, int pairs, int parts) : IJob
        where TTile : IGramTile<T>
    {
        public void Execute(int part)
        {
            for (int pair = pairs * part / parts; pair < pairs * (part + 1) / parts; pair++)
            {
                Strip(pair);
                if (pair != count - 1 - pair)
                    Strip(count - 1 - pair);
            }
        }

        private void Strip(int strip)
        {
            for (int i = strip; i < count; i++)
                TTile.Add(o, i * Unit, strip * Unit);
        }
    }
}

/// <summary>
/// J; its last rows, which fill no vector, once more and filled up with zeros, null if there are none; and C.
/// </summary>
internal unsafe readonly struct GramOperands<T>(T* j, nint rows, T* last, T* c, nint stride)
    where T : unmanaged
{
    public readonly T* J = j, Last = last, C = c;
    public readonly nint Rows = rows, Stride = stride;
}

/// <summary>Adds the dot products of four columns of J from a first one on and four others to C.</summary>
internal interface IGramTile<T>
    where T : unmanaged
{
    static abstract void Add(in GramOperands<T> o, nint first, nint second);
}

/// <summary>All sixteen at once, for 32 registers.</summary>
internal readonly unsafe struct FourByFour<V, T> : IGramTile<T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Add(in GramOperands<T> o, nint first, nint second)
    {
        GramSums<V, T> upper = default, lower = default, upperRight = default, lowerRight = default;
        nint column = o.Rows;
        T* a = o.J + first * column, b = o.J + second * column;
        for (nint left = o.Rows / V.Count; left > 0; left--, a += V.Count, b += V.Count)
            Step(ref upper, ref lower, ref upperRight, ref lowerRight, a, b, column);
        if (o.Last != null)
            Step(ref upper, ref lower, ref upperRight, ref lowerRight, o.Last + first * V.Count, o.Last + second * V.Count, V.Count);
        T* c = o.C + second * o.Stride + first;
        upper.AddTo(c, o.Stride);
        lower.AddTo(c + 2, o.Stride);
        upperRight.AddTo(c + 2 * o.Stride, o.Stride);
        lowerRight.AddTo(c + 2 * o.Stride + 2, o.Stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(ref GramSums<V, T> upper, ref GramSums<V, T> lower, ref GramSums<V, T> upperRight, ref GramSums<V, T> lowerRight, T* a, T* b,
        nint column)
    {
        V a0 = V.Load(a), a1 = V.Load(a + column), a2 = V.Load(a + 2 * column), a3 = V.Load(a + 3 * column);
        V b0 = V.Load(b), b1 = V.Load(b + column);
        GramSums<V, T>.Step(ref upper, a0, a1, b0, b1);
        GramSums<V, T>.Step(ref lower, a2, a3, b0, b1);
        V b2 = V.Load(b + 2 * column), b3 = V.Load(b + 3 * column);
        GramSums<V, T>.Step(ref upperRight, a0, a1, b2, b3);
        GramSums<V, T>.Step(ref lowerRight, a2, a3, b2, b3);
    }
}

/// <summary>Four at a time, for 16 registers and vectors that are two or more of the machine's.</summary>
internal readonly unsafe struct TwoByTwo<V, T> : IGramTile<T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static void Add(in GramOperands<T> o, nint first, nint second)
    {
        for (nint i = first; i < first + GramProduct<T>.Unit; i += 2)
        {
            for (nint j = second; j < second + GramProduct<T>.Unit; j += 2)
                Some(o, i, j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Some(in GramOperands<T> o, nint first, nint second)
    {
        GramSums<V, T> sums = default;
        nint column = o.Rows;
        T* a = o.J + first * column, b = o.J + second * column;
        for (nint left = o.Rows / V.Count; left > 0; left--, a += V.Count, b += V.Count)
            GramSums<V, T>.Step(ref sums, V.Load(a), V.Load(a + column), V.Load(b), V.Load(b + column));
        if (o.Last != null)
        {
            a = o.Last + first * V.Count;
            b = o.Last + second * V.Count;
            GramSums<V, T>.Step(ref sums, V.Load(a), V.Load(a + V.Count), V.Load(b), V.Load(b + V.Count));
        }

        sums.AddTo(o.C + second * o.Stride + first, o.Stride);
    }
}

/// <summary>The sums of two columns times two.</summary>
internal unsafe struct GramSums<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private V _s00;
    private V _s10;
    private V _s01;
    private V _s11;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(ref GramSums<V, T> s, V a0, V a1, V b0, V b1)
    {
        s._s00 = V.MultiplyAdd(a0, b0, s._s00);
        s._s10 = V.MultiplyAdd(a1, b0, s._s10);
        s._s01 = V.MultiplyAdd(a0, b1, s._s01);
        s._s11 = V.MultiplyAdd(a1, b1, s._s11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AddTo(T* c, nint stride)
    {
        c[0] += _s00.Fold();
        c[1] += _s10.Fold();
        c[stride] += _s01.Fold();
        c[stride + 1] += _s11.Fold();
    }
}
