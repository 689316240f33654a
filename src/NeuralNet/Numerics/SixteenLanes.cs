using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>A kernel that sums: it must see sixteen lanes at a time whatever the machine's vectors, so that additions come in one order everywhere.</summary>
internal interface ISixteenLaneKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    T Run<V, L>()
        where L : ILanes<V, T>;
}

/// <summary>
/// Runs a summing kernel with vectors of sixteen lanes, made of two, four or eight of the machine's where those are narrower: sixteen partial
/// sums, folded by halves at the end, are the same additions in every width.
/// </summary>
internal static class SixteenLanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Run<T, TKernel>(TKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, ISixteenLaneKernel<T>, allows ref struct
    {
        if (typeof(T) == typeof(float))
        {
            if (Vector512.IsHardwareAccelerated)
                return kernel.Run<Vector512<T>, Lanes512<T>>();
            if (Vector256.IsHardwareAccelerated)
                return kernel.Run<Pair<Vector256<T>>, Doubled<Vector256<T>, Lanes256<T>, T>>();
            return kernel.Run<Pair<Pair<Vector128<T>>>, Doubled<Pair<Vector128<T>>, Doubled<Vector128<T>, Lanes128<T>, T>, T>>();
        }

        if (Vector512.IsHardwareAccelerated)
            return kernel.Run<Pair<Vector512<T>>, Doubled<Vector512<T>, Lanes512<T>, T>>();
        if (Vector256.IsHardwareAccelerated)
            return kernel.Run<Pair<Pair<Vector256<T>>>, Doubled<Pair<Vector256<T>>, Doubled<Vector256<T>, Lanes256<T>, T>, T>>();
        return kernel.Run<Pair<Pair<Pair<Vector128<T>>>>, Doubled<Pair<Pair<Vector128<T>>>, Doubled<Pair<Vector128<T>>, Doubled<Vector128<T>, Lanes128<T>, T>, T>, T>>();
    }
}

/// <summary>Two vectors that act as one.</summary>
internal readonly struct Pair<V>(V lower, V upper)
{
    public readonly V Lower = lower;
    public readonly V Upper = upper;
}

/// <summary>The lanes of a pair of vectors.</summary>
internal readonly struct Doubled<V, L, T> : ILanes<Pair<V>, T>
    where L : ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Count => 2 * L.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> Load(ref T source, int index) => new(L.Load(ref source, index), L.Load(ref source, index + L.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Pair<V> value, ref T destination, int index)
    {
        L.Store(value.Lower, ref destination, index);
        L.Store(value.Upper, ref destination, index + L.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> Create(T value) => new(L.Create(value), L.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> Add(Pair<V> x, Pair<V> y) => new(L.Add(x.Lower, y.Lower), L.Add(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> Subtract(Pair<V> x, Pair<V> y) => new(L.Subtract(x.Lower, y.Lower), L.Subtract(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> Multiply(Pair<V> x, Pair<V> y) => new(L.Multiply(x.Lower, y.Lower), L.Multiply(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> Divide(Pair<V> x, Pair<V> y) => new(L.Divide(x.Lower, y.Lower), L.Divide(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> MultiplyAdd(Pair<V> x, Pair<V> y, Pair<V> z) => new(L.MultiplyAdd(x.Lower, y.Lower, z.Lower), L.MultiplyAdd(x.Upper, y.Upper, z.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> Sqrt(Pair<V> x) => new(L.Sqrt(x.Lower), L.Sqrt(x.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> Abs(Pair<V> x) => new(L.Abs(x.Lower), L.Abs(x.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> CopySign(Pair<V> x, Pair<V> y) => new(L.CopySign(x.Lower, y.Lower), L.CopySign(x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> IfGreater(Pair<V> a, Pair<V> b, Pair<V> x, Pair<V> y)
        => new(L.IfGreater(a.Lower, b.Lower, x.Lower, y.Lower), L.IfGreater(a.Upper, b.Upper, x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> IfEqual(Pair<V> a, Pair<V> b, Pair<V> x, Pair<V> y)
        => new(L.IfEqual(a.Lower, b.Lower, x.Lower, y.Lower), L.IfEqual(a.Upper, b.Upper, x.Upper, y.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Fold(Pair<V> x) => L.Fold(L.Add(x.Lower, x.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> PowerOfTwo(Pair<V> n) => new(L.PowerOfTwo(n.Lower), L.PowerOfTwo(n.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> Exponent(Pair<V> x) => new(L.Exponent(x.Lower), L.Exponent(x.Upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<V> Mantissa(Pair<V> x) => new(L.Mantissa(x.Lower), L.Mantissa(x.Upper));
}
