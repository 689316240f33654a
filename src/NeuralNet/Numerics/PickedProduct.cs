using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// C = Start + A B where rows of A are samples picked from a data set and B is narrow: a vector's lanes are units here, and no longer samples. A sample's
/// numbers are then read one by one from where they lie, in order, which needs no transposing and lets the processor fetch from memory ahead of the
/// multiply-adds; what is transposed in place of the samples is B, and C at the end. All units of a few samples stay in registers while p runs over K:
/// three vectors and what is left of the units for six samples, or two and the rest for eight. K is taken in steps, so that rows of B stay in the second-level cache.
/// 200 x 3072 x 50 with samples from memory: 765 us if they are gathered, 660 here, and 1,440 and 1,215 in double. Chains are the same as in every product.
/// </summary>
internal static unsafe class PickedProduct
{
    /// <summary>Bytes of B's rows in one step of K.</summary>
    private const int StepBytes = 320 * 1024;

    /// <summary>Samples that are multiplied by all groups of units before the next: tiles of six and of eight fill them.</summary>
    public const int Samples = 24;

    /// <summary>Samples whose sums wait while K is taken in steps, so that memory does not grow with the batch; B is transposed again for the next.</summary>
    private const int SamplesAtOnce = 40 * Samples;

    /// <summary>Whether the units fill vectors well enough, on this machine.</summary>
    public static bool Suits<T>(nint units)
        where T : unmanaged
        => Vector512.IsHardwareAccelerated && units > 2 * Vector512<T>.Count && LastGroup<T>(units) > 2 * Vector512<T>.Count;

    public static void Run<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint i = 0; i < m; i += SamplesAtOnce)
            Some(Math.Min(SamplesAtOnce, m - i), n, o.FromRow(i));
    }

    private static void Some<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint last = LastGroup<T>(n);
        nint width = n - last + Width<T>(last);
        nint steps = Math.Min(StepBytes / sizeof(T) / width, o.K);
        nint samples = (m + Samples - 1) / Samples * Samples;
        using var scratch = new Scratch<T>((int)((1 + samples + steps) * width));
        T** picked = stackalloc T*[Samples];
        fixed (T* pinned = scratch)
        {
            T* start = Scratch<T>.Align(pinned);
            T* sums = start + width, rows = sums + samples * width;
            // Lanes without a unit compute, too, and numbers that scratch memory happens to hold may be slow ones.
            new Span<T>(start, (int)width).Clear();
            for (nint p = 0; p < steps && n < width; p++)
                new Span<T>(rows + p * width + n, (int)(width - n)).Clear();
            for (nint j = 0; j < n; j++)
                start[j] = *o.Start.At(0, j);
            for (nint p = 0; p < o.K; p += steps)
            {
                nint count = Math.Min(steps, o.K - p);
                Transposition.Run(new EvenRows<T>(o.B.At(p, 0), o.B.Column), n, count, rows, width);
                for (nint i = 0; i < m; i += Samples)
                {
                    for (nint s = 0; s < Samples; s++)
                        picked[s] = o.A.At(o.Picked[Math.Min(i + s, m - 1)], p);
                    T* c = sums + i * width;
                    Groups<T>(n, new(count, Math.Min(m - i, Samples), picked, rows, p == 0 ? start : c, p == 0 ? 0 : width, c, width));
                }
            }

            Transposition.Run(new EvenRows<T>(sums, width), m, n, o.C.First, o.C.Column);
        }
    }

    private static nint LastGroup<T>(nint units)
        where T : unmanaged
    {
        nint left = units;
        while (left > 4 * Vector512<T>.Count)
            left -= 3 * Vector512<T>.Count;
        return left;
    }

    private static nint Width<T>(nint units)
        where T : unmanaged
    {
        nint rest = units - Vectors<T>(units) * Vector512<T>.Count;
        return units - rest + (rest <= Vector128<T>.Count ? Vector128<T>.Count : rest <= Vector256<T>.Count ? Vector256<T>.Count : Vector512<T>.Count);
    }

    /// <summary>Vectors in front of the one that holds the rest.</summary>
    private static nint Vectors<T>(nint units)
        where T : unmanaged => units > 3 * Vector512<T>.Count ? 3 : 2;

    private static void Groups<T>(nint n, Block<T> block)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint three = 3 * Vector512<T>.Count;
        for (; n > three + Vector512<T>.Count; n -= three, block = block.From(three))
            Tiles<Lanes512<T>, T>(2, block);
        nint vectors = Vectors<T>(n);
        nint rest = Width<T>(n) - vectors * Vector512<T>.Count;
        if (rest == Vector128<T>.Count)
            Tiles<Lanes128<T>, T>(vectors, block);
        else if (rest == Vector256<T>.Count)
            Tiles<Lanes256<T>, T>(vectors, block);
        else
            Tiles<Lanes512<T>, T>(vectors, block);
    }

    /// <summary>The last tile may take samples beyond those there are: the last one again, with sums that nobody reads.</summary>
    private static void Tiles<VRest, T>(nint vectors, in Block<T> block)
        where VRest : unmanaged, ILanes<VRest, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint i = 0; vectors == 3 && i < block.Samples; i += 6)
            Six<Lanes512<T>, VRest, T>(block, i);
        for (nint i = 0; vectors == 2 && i < block.Samples; i += 8)
            Eight<Lanes512<T>, VRest, T>(block, i);
    }

    /// <summary>Three vectors of units and the rest of them for six samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Six<V, VRest, T>(in Block<T> block, nint first)
        where V : unmanaged, ILanes<V, T>
        where VRest : unmanaged, ILanes<VRest, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint k = block.Steps, width = block.Width, startStep = block.StartStep;
        T* b = block.Rows, start = block.Start + first * startStep, sums = block.Sums + first * width;
        T** samples = block.Picked + first;
        T* x0 = samples[0], x1 = samples[1], x2 = samples[2], x3 = samples[3];
        T* x4 = samples[4], x5 = samples[5];
        V s00 = V.Load(start), s01 = V.Load(start + V.Count), s02 = V.Load(start + 2 * V.Count);
        VRest r0 = VRest.Load(start + 3 * V.Count);
        start += startStep;
        V s10 = V.Load(start), s11 = V.Load(start + V.Count), s12 = V.Load(start + 2 * V.Count);
        VRest r1 = VRest.Load(start + 3 * V.Count);
        start += startStep;
        V s20 = V.Load(start), s21 = V.Load(start + V.Count), s22 = V.Load(start + 2 * V.Count);
        VRest r2 = VRest.Load(start + 3 * V.Count);
        start += startStep;
        V s30 = V.Load(start), s31 = V.Load(start + V.Count), s32 = V.Load(start + 2 * V.Count);
        VRest r3 = VRest.Load(start + 3 * V.Count);
        start += startStep;
        V s40 = V.Load(start), s41 = V.Load(start + V.Count), s42 = V.Load(start + 2 * V.Count);
        VRest r4 = VRest.Load(start + 3 * V.Count);
        start += startStep;
        V s50 = V.Load(start), s51 = V.Load(start + V.Count), s52 = V.Load(start + 2 * V.Count);
        VRest r5 = VRest.Load(start + 3 * V.Count);
        for (nint p = 0; p < k; p++, b += width)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count), b2 = V.Load(b + 2 * V.Count);
            VRest rest = VRest.Load(b + 3 * V.Count);
            V y0 = V.Broadcast(x0[p]);
            s00 = V.MultiplyAdd(b0, y0, s00);
            s01 = V.MultiplyAdd(b1, y0, s01);
            s02 = V.MultiplyAdd(b2, y0, s02);
            r0 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y0), r0);
            V y1 = V.Broadcast(x1[p]);
            s10 = V.MultiplyAdd(b0, y1, s10);
            s11 = V.MultiplyAdd(b1, y1, s11);
            s12 = V.MultiplyAdd(b2, y1, s12);
            r1 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y1), r1);
            V y2 = V.Broadcast(x2[p]);
            s20 = V.MultiplyAdd(b0, y2, s20);
            s21 = V.MultiplyAdd(b1, y2, s21);
            s22 = V.MultiplyAdd(b2, y2, s22);
            r2 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y2), r2);
            V y3 = V.Broadcast(x3[p]);
            s30 = V.MultiplyAdd(b0, y3, s30);
            s31 = V.MultiplyAdd(b1, y3, s31);
            s32 = V.MultiplyAdd(b2, y3, s32);
            r3 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y3), r3);
            V y4 = V.Broadcast(x4[p]);
            s40 = V.MultiplyAdd(b0, y4, s40);
            s41 = V.MultiplyAdd(b1, y4, s41);
            s42 = V.MultiplyAdd(b2, y4, s42);
            r4 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y4), r4);
            V y5 = V.Broadcast(x5[p]);
            s50 = V.MultiplyAdd(b0, y5, s50);
            s51 = V.MultiplyAdd(b1, y5, s51);
            s52 = V.MultiplyAdd(b2, y5, s52);
            r5 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y5), r5);
        }

        s00.Store(sums);
        s01.Store(sums + V.Count);
        s02.Store(sums + 2 * V.Count);
        r0.Store(sums + 3 * V.Count);
        sums += width;
        s10.Store(sums);
        s11.Store(sums + V.Count);
        s12.Store(sums + 2 * V.Count);
        r1.Store(sums + 3 * V.Count);
        sums += width;
        s20.Store(sums);
        s21.Store(sums + V.Count);
        s22.Store(sums + 2 * V.Count);
        r2.Store(sums + 3 * V.Count);
        sums += width;
        s30.Store(sums);
        s31.Store(sums + V.Count);
        s32.Store(sums + 2 * V.Count);
        r3.Store(sums + 3 * V.Count);
        sums += width;
        s40.Store(sums);
        s41.Store(sums + V.Count);
        s42.Store(sums + 2 * V.Count);
        r4.Store(sums + 3 * V.Count);
        sums += width;
        s50.Store(sums);
        s51.Store(sums + V.Count);
        s52.Store(sums + 2 * V.Count);
        r5.Store(sums + 3 * V.Count);
    }

    /// <summary>Two vectors of units and the rest of them for eight samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Eight<V, VRest, T>(in Block<T> block, nint first)
        where V : unmanaged, ILanes<V, T>
        where VRest : unmanaged, ILanes<VRest, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint k = block.Steps, width = block.Width, startStep = block.StartStep;
        T* b = block.Rows, start = block.Start + first * startStep, sums = block.Sums + first * width;
        T** samples = block.Picked + first;
        T* x0 = samples[0], x1 = samples[1], x2 = samples[2], x3 = samples[3];
        T* x4 = samples[4], x5 = samples[5], x6 = samples[6], x7 = samples[7];
        V s00 = V.Load(start), s01 = V.Load(start + V.Count);
        VRest r0 = VRest.Load(start + 2 * V.Count);
        start += startStep;
        V s10 = V.Load(start), s11 = V.Load(start + V.Count);
        VRest r1 = VRest.Load(start + 2 * V.Count);
        start += startStep;
        V s20 = V.Load(start), s21 = V.Load(start + V.Count);
        VRest r2 = VRest.Load(start + 2 * V.Count);
        start += startStep;
        V s30 = V.Load(start), s31 = V.Load(start + V.Count);
        VRest r3 = VRest.Load(start + 2 * V.Count);
        start += startStep;
        V s40 = V.Load(start), s41 = V.Load(start + V.Count);
        VRest r4 = VRest.Load(start + 2 * V.Count);
        start += startStep;
        V s50 = V.Load(start), s51 = V.Load(start + V.Count);
        VRest r5 = VRest.Load(start + 2 * V.Count);
        start += startStep;
        V s60 = V.Load(start), s61 = V.Load(start + V.Count);
        VRest r6 = VRest.Load(start + 2 * V.Count);
        start += startStep;
        V s70 = V.Load(start), s71 = V.Load(start + V.Count);
        VRest r7 = VRest.Load(start + 2 * V.Count);
        for (nint p = 0; p < k; p++, b += width)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count);
            VRest rest = VRest.Load(b + 2 * V.Count);
            V y0 = V.Broadcast(x0[p]);
            s00 = V.MultiplyAdd(b0, y0, s00);
            s01 = V.MultiplyAdd(b1, y0, s01);
            r0 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y0), r0);
            V y1 = V.Broadcast(x1[p]);
            s10 = V.MultiplyAdd(b0, y1, s10);
            s11 = V.MultiplyAdd(b1, y1, s11);
            r1 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y1), r1);
            V y2 = V.Broadcast(x2[p]);
            s20 = V.MultiplyAdd(b0, y2, s20);
            s21 = V.MultiplyAdd(b1, y2, s21);
            r2 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y2), r2);
            V y3 = V.Broadcast(x3[p]);
            s30 = V.MultiplyAdd(b0, y3, s30);
            s31 = V.MultiplyAdd(b1, y3, s31);
            r3 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y3), r3);
            V y4 = V.Broadcast(x4[p]);
            s40 = V.MultiplyAdd(b0, y4, s40);
            s41 = V.MultiplyAdd(b1, y4, s41);
            r4 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y4), r4);
            V y5 = V.Broadcast(x5[p]);
            s50 = V.MultiplyAdd(b0, y5, s50);
            s51 = V.MultiplyAdd(b1, y5, s51);
            r5 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y5), r5);
            V y6 = V.Broadcast(x6[p]);
            s60 = V.MultiplyAdd(b0, y6, s60);
            s61 = V.MultiplyAdd(b1, y6, s61);
            r6 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y6), r6);
            V y7 = V.Broadcast(x7[p]);
            s70 = V.MultiplyAdd(b0, y7, s70);
            s71 = V.MultiplyAdd(b1, y7, s71);
            r7 = VRest.MultiplyAdd(rest, Lower<V, VRest>(y7), r7);
        }

        s00.Store(sums);
        s01.Store(sums + V.Count);
        r0.Store(sums + 2 * V.Count);
        sums += width;
        s10.Store(sums);
        s11.Store(sums + V.Count);
        r1.Store(sums + 2 * V.Count);
        sums += width;
        s20.Store(sums);
        s21.Store(sums + V.Count);
        r2.Store(sums + 2 * V.Count);
        sums += width;
        s30.Store(sums);
        s31.Store(sums + V.Count);
        r3.Store(sums + 2 * V.Count);
        sums += width;
        s40.Store(sums);
        s41.Store(sums + V.Count);
        r4.Store(sums + 2 * V.Count);
        sums += width;
        s50.Store(sums);
        s51.Store(sums + V.Count);
        r5.Store(sums + 2 * V.Count);
        sums += width;
        s60.Store(sums);
        s61.Store(sums + V.Count);
        r6.Store(sums + 2 * V.Count);
        sums += width;
        s70.Store(sums);
        s71.Store(sums + V.Count);
        r7.Store(sums + 2 * V.Count);
    }

    /// <summary>The first lanes of a vector of 512 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static VRest Lower<V, VRest>(V vector)
        where V : unmanaged
        where VRest : unmanaged
    {
        Vector512<byte> all = Unsafe.BitCast<V, Vector512<byte>>(vector);
        if (Unsafe.SizeOf<VRest>() == 16)
            return Unsafe.BitCast<Vector128<byte>, VRest>(all.GetLower().GetLower());
        if (Unsafe.SizeOf<VRest>() == 32)
            return Unsafe.BitCast<Vector256<byte>, VRest>(all.GetLower());
        return Unsafe.BitCast<V, VRest>(vector);
    }

    /// <summary>Some steps of the chains of at most twenty-four samples: their numbers at <c>Picked[s]</c>, rows of B and sums <c>Width</c> apart.</summary>
    private readonly struct Block<T>(nint steps, nint samples, T** picked, T* rows, T* start, nint startStep, T* sums, nint width)
        where T : unmanaged
    {
        public readonly nint Steps = steps;
        public readonly nint Samples = samples;
        public readonly T** Picked = picked;
        public readonly T* Rows = rows;
        public readonly T* Start = start;
        public readonly nint StartStep = startStep;
        public readonly T* Sums = sums;
        public readonly nint Width = width;

        /// <summary>The block without the units before the given one.</summary>
        public Block<T> From(nint unit) => new(Steps, Samples, Picked, Rows + unit, Start + unit, StartStep, Sums + unit, Width);
    }
}
