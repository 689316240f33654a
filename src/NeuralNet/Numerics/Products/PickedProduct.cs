using System.Numerics;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// C = Start + A B where rows of A are samples picked from a data set and B is narrow: a vector's lanes are units here,
/// and no longer samples. A sample's numbers are then read one by one from where they lie, in order, which needs no
/// transposing and lets the processor fetch from memory ahead of the multiply-adds; what is transposed in place of the
/// samples is B, and C at the end. All units of a few samples stay in registers while p runs over K: three vectors and
/// a small rest of the units for six samples, or two and any rest for eight. K is taken in steps, so that rows of B
/// stay in the second-level cache. 200 x 3072 x 50 with samples from memory: 765 us if they are gathered, 625 here, and
/// 1,440 and 1,180 in double. Chains are the same as in every product.
/// </summary>
internal static unsafe class PickedProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Samples that are multiplied by all groups of units before the next: tiles of six and of eight fill them.
    /// </summary>
    public const int Samples = 24;

    /// <summary>
    /// Samples whose sums wait while K is taken in steps, so that memory does not grow with the batch; B is transposed
    /// again for the next.
    /// </summary>
    private const int SamplesAtOnce = 40 * Samples;

    /// <summary>Whether the units fill vectors well enough, on this machine.</summary>
    public static bool Suits(nint units) => Vector512.IsHardwareAccelerated && units > 2 * Vector512<T>.Count && LastGroup(units) > 2 * Vector512<T>.Count;

    public static void Run(nint m, nint n, in ProductOperands<T> o, BlockSizes sizes)
    {
        for (nint i = 0; i < m; i += SamplesAtOnce)
            Some(Math.Min(SamplesAtOnce, m - i), n, o.FromRow(i), sizes);
    }

    private static void Some(nint m, nint n, in ProductOperands<T> o, BlockSizes sizes)
    {
        nint last = LastGroup(n);
        nint width = n - last + Width(last);
        nint steps = Math.Min(sizes.RowsBytes / sizeof(T) / width, o.K);
        nint samples = (m + Samples - 1) / Samples * Samples;
        using var scratch = new Scratch<T>((1 + samples + steps) * width);
        T** picked = stackalloc T*[Samples];
        fixed (T* pinned = scratch)
        {
            T* start = Scratch<T>.Align(pinned);
            T* sums = start + width, rows = sums + samples * width;
            // Lanes without a unit compute, too, and numbers that scratch memory happens to hold may be slow ones.
            new Span<T>(start, (int)width).Clear();
            for (nint p = 0; p < steps; p++)
            {
                for (nint j = n; j < width; j++)
                    rows[p * width + j] = T.Zero;
            }

            for (nint j = 0; j < n; j++)
                start[j] = *o.Start.At(0, j);
            for (nint p = 0; p < o.K; p += steps)
            {
                nint count = Math.Min(steps, o.K - p);
                Transposition<T>.Run(new EvenRows<T>(o.B.At(p, 0), o.B.Column), n, count, rows, width);
                for (nint i = 0; i < m; i += Samples)
                {
                    for (nint s = 0; s < Samples; s++)
                        picked[s] = o.A.At(o.Picked[Math.Min(i + s, m - 1)], p);
                    T* c = sums + i * width;
                    Groups(n, new(count, Math.Min(m - i, Samples), picked, rows, p == 0 ? start : c, p == 0 ? 0 : width, c, width));
                }
            }

            Transposition<T>.Run(new EvenRows<T>(sums, width), m, n, o.C.First, o.C.Column);
        }
    }

    /// <summary>
    /// Units beside those that are taken in groups of three vectors, the last group with a little more.
    /// </summary>
    private static nint LastGroup(nint units)
    {
        nint left = units;
        while (left > MostUnits())
            left -= 3 * Vector512<T>.Count;
        return left;
    }

    /// <summary>Units that <see cref="TwoSamples{V, T}"/> takes.</summary>
    private static nint MostUnits() => 3 * Vector512<T>.Count + Vector128<T>.Count;

    private static nint Width(nint units)
    {
        nint vectors = units > 3 * Vector512<T>.Count ? 3 : 2, rest = units - vectors * Vector512<T>.Count;
        return units - rest + (rest <= Vector128<T>.Count ? Vector128<T>.Count : rest <= Vector256<T>.Count ? Vector256<T>.Count : Vector512<T>.Count);
    }

    /// <summary>
    /// The last tile may take samples beyond those there are: the last one again, with sums that nobody reads.
    /// </summary>
    private static void Groups(nint n, PickedBlock<T> block)
    {
        nint three = 3 * Vector512<T>.Count;
        for (; n > MostUnits(); n -= three, block = block.From(three))
            Eights<Lanes512<T>>(block);
        nint rest = Width(n) - 2 * Vector512<T>.Count;
        if (n > three)
            Sixes(block);
        else if (rest == Vector128<T>.Count)
            Eights<Lanes128<T>>(block);
        else if (rest == Vector256<T>.Count)
            Eights<Lanes256<T>>(block);
        else
            Eights<Lanes512<T>>(block);
    }

    private static void Sixes(in PickedBlock<T> block) => ThreeTimes<TwoSamples<Lanes512<T>, T>, ThreeVectors<Lanes512<T>, T>>(block);

    private static void Eights<VRest>(in PickedBlock<T> block)
        where VRest : unmanaged, ILanes<VRest, T>
        => EightTimes<OneSample<Lanes512<T>, VRest, T>, TwoVectors<Lanes512<T>, VRest, T>>(block);

    private static void ThreeTimes<S, U>(in PickedBlock<T> block)
        where S : unmanaged, ITileSamples<S, U, T>
        where U : unmanaged, ITileUnits<U, T>
        => Tiles<Followed<S, Followed<S, S, U, T>, U, T>, U>(block);

    private static void EightTimes<S, U>(in PickedBlock<T> block)
        where S : unmanaged, ITileSamples<S, U, T>
        where U : unmanaged, ITileUnits<U, T>
        => FourTimes<Followed<S, S, U, T>, U>(block);

    private static void FourTimes<S, U>(in PickedBlock<T> block)
        where S : unmanaged, ITileSamples<S, U, T>
        where U : unmanaged, ITileUnits<U, T>
        => Tiles<Followed<Followed<S, S, U, T>, Followed<S, S, U, T>, U, T>, U>(block);

    private static void Tiles<TSamples, TUnits>(in PickedBlock<T> block)
        where TSamples : unmanaged, ITileSamples<TSamples, TUnits, T>
        where TUnits : unmanaged, ITileUnits<TUnits, T>
    {
        for (nint i = 0; i < block.Samples; i += TSamples.Count)
            PickedTile.Run<TSamples, TUnits, T>(block, i);
    }
}
