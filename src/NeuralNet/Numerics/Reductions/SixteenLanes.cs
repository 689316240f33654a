using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>What is summed: a term for each of some neighbouring elements at a time.</summary>
internal interface ISumKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Terms.</summary>
    nint Count { get; }

    /// <summary>
    /// The V.Count terms from the given one on. Each is asked for once, for a loss writes its gradient with the term.
    /// </summary>
    V Terms<V>(nint first)
        where V : unmanaged, ILanes<V, T>;
}

/// <summary>In which order terms are added.</summary>
internal interface ISummation
{
    static abstract T Run<T, TKernel>(TKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, ISumKernel<T>;
}

/// <summary>
/// Sums in vectors of sixteen lanes, made of two, four or eight of the machine's where those are narrower: sixteen
/// partial sums, folded by halves, then the terms that fill no block. These are the same additions in every width.
/// </summary>
internal readonly struct SixteenLanes : ISummation
{
    public const int Count = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Run<T, TKernel>(TKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, ISumKernel<T>
    {
        if (typeof(T) == typeof(float))
        {
            if (Vector512.IsHardwareAccelerated)
                return Sum<Lanes512<T>, T, TKernel>(kernel);
            if (Vector256.IsHardwareAccelerated)
                return Sum<Doubled<Lanes256<T>, T>, T, TKernel>(kernel);
            return Sum<Doubled<Doubled<Lanes128<T>, T>, T>, T, TKernel>(kernel);
        }

        if (Vector512.IsHardwareAccelerated)
            return Sum<Doubled<Lanes512<T>, T>, T, TKernel>(kernel);
        if (Vector256.IsHardwareAccelerated)
            return Sum<Doubled<Doubled<Lanes256<T>, T>, T>, T, TKernel>(kernel);
        return Sum<Doubled<Doubled<Doubled<Lanes128<T>, T>, T>, T>, T, TKernel>(kernel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Sum<V, T, TKernel>(TKernel kernel)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, ISumKernel<T>
    {
        if (kernel.Count < V.Count)
            return OneByOne.Run<T, TKernel>(kernel);
        V partial = kernel.Terms<V>(0);
        nint i = V.Count;
        for (; i <= kernel.Count - V.Count; i += V.Count)
            partial += kernel.Terms<V>(i);
        return OneByOne.From(kernel, i, partial.Fold());
    }
}

/// <summary>
/// Sums fewer than sixteen terms, with the same bits as <see cref="SixteenLanes"/>: there the terms that fill no block
/// are added one by one to 0. It compiles in a fraction of the time, which is all that sums of small networks take.
/// </summary>
internal readonly struct OneByOne : ISummation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Run<T, TKernel>(TKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, ISumKernel<T>
        => From(kernel, 0, T.Zero);

    /// <summary>A sum and, one after the other, the terms from the given one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T From<T, TKernel>(TKernel kernel, nint first, T sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, ISumKernel<T>
    {
        for (nint i = first; i < kernel.Count; i++)
            sum += kernel.Terms<Lanes1<T>>(i).Fold();
        return sum;
    }
}

/// <summary>Two vectors that act as one.</summary>
internal readonly unsafe struct Doubled<V, T>(V lower, V upper) : ILanes<Doubled<V, T>, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly V _lower = lower;
    private readonly V _upper = upper;

    public static int Count => 2 * V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> Load(T* source) => new(V.Load(source), V.Load(source + V.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination)
    {
        _lower.Store(destination);
        _upper.Store(destination + V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> Broadcast(T value) => new(V.Broadcast(value), V.Broadcast(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> MultiplyAdd(Doubled<V, T> a, Doubled<V, T> b, Doubled<V, T> c)
        => new(V.MultiplyAdd(a._lower, b._lower, c._lower), V.MultiplyAdd(a._upper, b._upper, c._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> operator +(Doubled<V, T> a, Doubled<V, T> b) => new(a._lower + b._lower, a._upper + b._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> operator -(Doubled<V, T> a, Doubled<V, T> b) => new(a._lower - b._lower, a._upper - b._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> operator *(Doubled<V, T> a, Doubled<V, T> b) => new(a._lower * b._lower, a._upper * b._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> operator /(Doubled<V, T> a, Doubled<V, T> b) => new(a._lower / b._lower, a._upper / b._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> operator -(Doubled<V, T> a) => new(-a._lower, -a._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> operator &(Doubled<V, T> a, Doubled<V, T> b) => new(a._lower & b._lower, a._upper & b._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> operator |(Doubled<V, T> a, Doubled<V, T> b) => new(a._lower | b._lower, a._upper | b._upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> Abs(Doubled<V, T> a) => new(V.Abs(a._lower), V.Abs(a._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> Sqrt(Doubled<V, T> a) => new(V.Sqrt(a._lower), V.Sqrt(a._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> Max(Doubled<V, T> a, Doubled<V, T> b) => new(V.Max(a._lower, b._lower), V.Max(a._upper, b._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> IfGreater(Doubled<V, T> a, Doubled<V, T> b, Doubled<V, T> x, Doubled<V, T> y)
        => new(V.IfGreater(a._lower, b._lower, x._lower, y._lower), V.IfGreater(a._upper, b._upper, x._upper, y._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> IfEqual(Doubled<V, T> a, Doubled<V, T> b, Doubled<V, T> x, Doubled<V, T> y)
        => new(V.IfEqual(a._lower, b._lower, x._lower, y._lower), V.IfEqual(a._upper, b._upper, x._upper, y._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Fold() => (_lower + _upper).Fold();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> MoveToExponent(Doubled<V, T> a) => new(V.MoveToExponent(a._lower), V.MoveToExponent(a._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Doubled<V, T> MoveFromExponent(Doubled<V, T> a) => new(V.MoveFromExponent(a._lower), V.MoveFromExponent(a._upper));
}
