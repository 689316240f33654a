using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>The tiles: each holds all units of a group for a few samples in registers, and for each p multiplies a row of B by these samples' numbers.</summary>
internal static unsafe partial class PickedProduct
{
    /// <summary>Three vectors of units and a rest of 128 bits for six samples, of which two share a vector of rests: multiply-adds of 128 bits take as long as those of 256.</summary>
    // At once: the first epoch of 3072-50-10 takes 162 ms, by tiers 352.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Six<V, T>(in Block<T> block, nint first)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint k = block.Steps, width = block.Width, startStep = block.StartStep;
        T* b = block.Rows, start = block.Start + first * startStep, sums = block.Sums + first * width;
        T** samples = block.Picked + first;
        T* x0 = samples[0], x1 = samples[1], x2 = samples[2], x3 = samples[3];
        T* x4 = samples[4], x5 = samples[5];
        V s00 = V.Load(start), s01 = V.Load(start + V.Count), s02 = V.Load(start + 2 * V.Count);
        T* rest0 = start + 3 * V.Count;
        start += startStep;
        V s10 = V.Load(start), s11 = V.Load(start + V.Count), s12 = V.Load(start + 2 * V.Count);
        T* rest1 = start + 3 * V.Count;
        start += startStep;
        V s20 = V.Load(start), s21 = V.Load(start + V.Count), s22 = V.Load(start + 2 * V.Count);
        T* rest2 = start + 3 * V.Count;
        start += startStep;
        V s30 = V.Load(start), s31 = V.Load(start + V.Count), s32 = V.Load(start + 2 * V.Count);
        T* rest3 = start + 3 * V.Count;
        start += startStep;
        V s40 = V.Load(start), s41 = V.Load(start + V.Count), s42 = V.Load(start + 2 * V.Count);
        T* rest4 = start + 3 * V.Count;
        start += startStep;
        V s50 = V.Load(start), s51 = V.Load(start + V.Count), s52 = V.Load(start + 2 * V.Count);
        T* rest5 = start + 3 * V.Count;
        Lanes256<T> r01 = Side(rest0, rest1), r23 = Side(rest2, rest3), r45 = Side(rest4, rest5);
        for (nint p = 0; p < k; p++, b += width)
        {
            V b0 = V.Load(b), b1 = V.Load(b + V.Count), b2 = V.Load(b + 2 * V.Count);
            Lanes256<T> rest = Twice(b + 3 * V.Count);
            V y0 = V.Broadcast(x0[p]);
            s00 = V.MultiplyAdd(b0, y0, s00);
            s01 = V.MultiplyAdd(b1, y0, s01);
            s02 = V.MultiplyAdd(b2, y0, s02);
            V y1 = V.Broadcast(x1[p]);
            s10 = V.MultiplyAdd(b0, y1, s10);
            s11 = V.MultiplyAdd(b1, y1, s11);
            s12 = V.MultiplyAdd(b2, y1, s12);
            r01 = Lanes256<T>.MultiplyAdd(rest, Both<V, T>(y0, y1), r01);
            V y2 = V.Broadcast(x2[p]);
            s20 = V.MultiplyAdd(b0, y2, s20);
            s21 = V.MultiplyAdd(b1, y2, s21);
            s22 = V.MultiplyAdd(b2, y2, s22);
            V y3 = V.Broadcast(x3[p]);
            s30 = V.MultiplyAdd(b0, y3, s30);
            s31 = V.MultiplyAdd(b1, y3, s31);
            s32 = V.MultiplyAdd(b2, y3, s32);
            r23 = Lanes256<T>.MultiplyAdd(rest, Both<V, T>(y2, y3), r23);
            V y4 = V.Broadcast(x4[p]);
            s40 = V.MultiplyAdd(b0, y4, s40);
            s41 = V.MultiplyAdd(b1, y4, s41);
            s42 = V.MultiplyAdd(b2, y4, s42);
            V y5 = V.Broadcast(x5[p]);
            s50 = V.MultiplyAdd(b0, y5, s50);
            s51 = V.MultiplyAdd(b1, y5, s51);
            s52 = V.MultiplyAdd(b2, y5, s52);
            r45 = Lanes256<T>.MultiplyAdd(rest, Both<V, T>(y4, y5), r45);
        }

        s00.Store(sums);
        s01.Store(sums + V.Count);
        s02.Store(sums + 2 * V.Count);
        LowerHalf(r01).Store(sums + 3 * V.Count);
        sums += width;
        s10.Store(sums);
        s11.Store(sums + V.Count);
        s12.Store(sums + 2 * V.Count);
        UpperHalf(r01).Store(sums + 3 * V.Count);
        sums += width;
        s20.Store(sums);
        s21.Store(sums + V.Count);
        s22.Store(sums + 2 * V.Count);
        LowerHalf(r23).Store(sums + 3 * V.Count);
        sums += width;
        s30.Store(sums);
        s31.Store(sums + V.Count);
        s32.Store(sums + 2 * V.Count);
        UpperHalf(r23).Store(sums + 3 * V.Count);
        sums += width;
        s40.Store(sums);
        s41.Store(sums + V.Count);
        s42.Store(sums + 2 * V.Count);
        LowerHalf(r45).Store(sums + 3 * V.Count);
        sums += width;
        s50.Store(sums);
        s51.Store(sums + V.Count);
        s52.Store(sums + 2 * V.Count);
        UpperHalf(r45).Store(sums + 3 * V.Count);
    }

    /// <summary>Two vectors of units and the rest of them for eight samples.</summary>
    // At once: the first epoch of 3072-40-10 takes 156 ms, by tiers 350.
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

    /// <summary>The same 128 bits in both halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes256<T> Twice<T>(T* source)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(Avx.BroadcastVector128ToVector256((float*)source).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes256<T> Side<T>(T* lower, T* upper)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(Vector256.Create(Vector128.Load(lower), Vector128.Load(upper)));

    /// <summary>128 bits of each of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes256<T> Both<V, T>(V lower, V upper)
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector256<float> a = Unsafe.BitCast<V, Vector512<float>>(lower).GetLower(), b = Unsafe.BitCast<V, Vector512<float>>(upper).GetLower();
        return new(Avx512F.VL.Shuffle2x128(a, b, 0).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> LowerHalf<T>(Lanes256<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Unsafe.BitCast<Lanes256<T>, Vector256<T>>(vector).GetLower();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> UpperHalf<T>(Lanes256<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Unsafe.BitCast<Lanes256<T>, Vector256<T>>(vector).GetUpper();
}
