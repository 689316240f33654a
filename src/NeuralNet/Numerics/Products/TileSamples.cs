using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>A row of B, as wide as the units of a group.</summary>
internal unsafe interface ITileUnits<TUnits, T>
    where TUnits : unmanaged
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TUnits Load(T* row);
}

/// <summary>Some samples of a tile: the sums of their units so far, and where their numbers stand.</summary>
internal unsafe interface ITileSamples<TSamples, TUnits, T>
    where TSamples : unmanaged
    where TUnits : unmanaged, ITileUnits<TUnits, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract int Count { get; }

    static abstract TSamples Begin(T** picked, T* start, nint startStep);

    /// <summary>A row of B times number p of each sample.</summary>
    static abstract void Step(ref TSamples s, in TUnits b, nint p);

    void Store(T* sums, nint width);
}

/// <summary>Two vectors of units and the rest of them.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly unsafe struct TwoVectors<V, VRest, T>(T* row) : ITileUnits<TwoVectors<V, VRest, T>, T>
    where V : unmanaged, ILanes<V, T>
    where VRest : unmanaged, ILanes<VRest, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly V First = V.Load(row);
    public readonly V Second = V.Load(row + V.Count);
    public readonly VRest Rest = VRest.Load(row + 2 * V.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoVectors<V, VRest, T> Load(T* row) => new(row);
}

/// <summary>
/// Three vectors of units and the rest of them, 128 bits that stand in both halves of a vector for
/// <see cref="TwoSamples{V, T}"/>.
/// </summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly unsafe struct ThreeVectors<V, T>(T* row) : ITileUnits<ThreeVectors<V, T>, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly V First = V.Load(row);
    public readonly V Second = V.Load(row + V.Count);
    public readonly V Third = V.Load(row + 2 * V.Count);
    public readonly Lanes256<T> Rest = new(Avx.BroadcastVector128ToVector256((float*)(row + 3 * V.Count)).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreeVectors<V, T> Load(T* row) => new(row);
}

/// <summary>One sample, with its share of <see cref="TwoVectors{V, VRest, T}"/>.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal unsafe struct OneSample<V, VRest, T>(T* x, T* start) : ITileSamples<OneSample<V, VRest, T>, TwoVectors<V, VRest, T>, T>
    where V : unmanaged, ILanes<V, T>
    where VRest : unmanaged, ILanes<VRest, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* _x = x;
    private V _first = V.Load(start);
    private V _second = V.Load(start + V.Count);
    private VRest _rest = VRest.Load(start + 2 * V.Count);

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneSample<V, VRest, T> Begin(T** picked, T* start, nint startStep) => new(picked[0], start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(ref OneSample<V, VRest, T> s, in TwoVectors<V, VRest, T> b, nint p)
    {
        V y = V.Broadcast(s._x[p]);
        s._first = V.MultiplyAdd(b.First, y, s._first);
        s._second = V.MultiplyAdd(b.Second, y, s._second);
        s._rest = VRest.MultiplyAdd(b.Rest, Lower(y), s._rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* sums, nint width)
    {
        _first.Store(sums);
        _second.Store(sums + V.Count);
        _rest.Store(sums + 2 * V.Count);
    }

    /// <summary>The first lanes of a vector of 512 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static VRest Lower(V vector)
    {
        Vector512<byte> all = Unsafe.BitCast<V, Vector512<byte>>(vector);
        if (Unsafe.SizeOf<VRest>() == 16)
            return Unsafe.BitCast<Vector128<byte>, VRest>(all.GetLower().GetLower());
        if (Unsafe.SizeOf<VRest>() == 32)
            return Unsafe.BitCast<Vector256<byte>, VRest>(all.GetLower());
        return Unsafe.BitCast<V, VRest>(vector);
    }
}

/// <summary>
/// Two samples, with their share of <see cref="ThreeVectors{V, T}"/>. Their rests share one vector: multiply-adds of
/// 128 bits take as long as those of 256.
/// </summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal unsafe struct TwoSamples<V, T>(T* x, T* y, T* start, T* next) : ITileSamples<TwoSamples<V, T>, ThreeVectors<V, T>, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* _x = x;
    private readonly T* _y = y;
    private V _x0 = V.Load(start);
    private V _x1 = V.Load(start + V.Count);
    private V _x2 = V.Load(start + 2 * V.Count);
    private V _y0 = V.Load(next);
    private V _y1 = V.Load(next + V.Count);
    private V _y2 = V.Load(next + 2 * V.Count);
    private Lanes256<T> _rests = new(Vector256.Create(Vector128.Load(start + 3 * V.Count), Vector128.Load(next + 3 * V.Count)));

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoSamples<V, T> Begin(T** picked, T* start, nint startStep) => new(picked[0], picked[1], start, start + startStep);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(ref TwoSamples<V, T> s, in ThreeVectors<V, T> b, nint p)
    {
        V x = V.Broadcast(s._x[p]);
        s._x0 = V.MultiplyAdd(b.First, x, s._x0);
        s._x1 = V.MultiplyAdd(b.Second, x, s._x1);
        s._x2 = V.MultiplyAdd(b.Third, x, s._x2);
        V y = V.Broadcast(s._y[p]);
        s._y0 = V.MultiplyAdd(b.First, y, s._y0);
        s._y1 = V.MultiplyAdd(b.Second, y, s._y1);
        s._y2 = V.MultiplyAdd(b.Third, y, s._y2);
        s._rests = Lanes256<T>.MultiplyAdd(b.Rest, Both(x, y), s._rests);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* sums, nint width)
    {
        Vector256<T> rests = Unsafe.BitCast<Lanes256<T>, Vector256<T>>(_rests);
        _x0.Store(sums);
        _x1.Store(sums + V.Count);
        _x2.Store(sums + 2 * V.Count);
        rests.GetLower().Store(sums + 3 * V.Count);
        sums += width;
        _y0.Store(sums);
        _y1.Store(sums + V.Count);
        _y2.Store(sums + 2 * V.Count);
        rests.GetUpper().Store(sums + 3 * V.Count);
    }

    /// <summary>128 bits of each of two vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes256<T> Both(V lower, V upper)
    {
        Vector256<float> a = Unsafe.BitCast<V, Vector512<float>>(lower).GetLower(), b = Unsafe.BitCast<V, Vector512<float>>(upper).GetLower();
        return new(Avx512F.VL.Shuffle2x128(a, b, 0).As<float, T>());
    }
}

/// <summary>The samples of one and those of another that follow.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal unsafe struct Followed<TFirst, TSecond, TUnits, T>(TFirst first, TSecond second) : ITileSamples<Followed<TFirst, TSecond, TUnits, T>, TUnits, T>
    where TFirst : unmanaged, ITileSamples<TFirst, TUnits, T>
    where TSecond : unmanaged, ITileSamples<TSecond, TUnits, T>
    where TUnits : unmanaged, ITileUnits<TUnits, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TFirst _first = first;
    private TSecond _second = second;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFirst.Count + TSecond.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Followed<TFirst, TSecond, TUnits, T> Begin(T** picked, T* start, nint startStep)
        => new(TFirst.Begin(picked, start, startStep), TSecond.Begin(picked + TFirst.Count, start + TFirst.Count * startStep, startStep));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(ref Followed<TFirst, TSecond, TUnits, T> s, in TUnits b, nint p)
    {
        TFirst.Step(ref s._first, b, p);
        TSecond.Step(ref s._second, b, p);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* sums, nint width)
    {
        _first.Store(sums, width);
        _second.Store(sums + TFirst.Count * width, width);
    }
}
