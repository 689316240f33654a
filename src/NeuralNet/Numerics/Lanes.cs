using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// What a kernel may do with a few neighbouring elements at once. Kernels are written once over V and compiled for 512-, 256- and 128-bit
/// vectors and for a single element, in float and double. Every operation rounds each lane by itself, so an element's bits do not depend on
/// the width. Comparisons give lanes of all ones or all zeros. Static abstract members of a struct cost nothing after JIT.
/// </summary>
internal interface ILanes<V, T> : IRows<V, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract V operator +(V a, V b);

    static abstract V operator -(V a, V b);

    static abstract V operator *(V a, V b);

    static abstract V operator /(V a, V b);

    static abstract V operator -(V a);

    static abstract V operator &(V a, V b);

    static abstract V operator |(V a, V b);

    static abstract V operator >(V a, V b);

    static abstract V operator <(V a, V b);

    static abstract V operator >=(V a, V b);

    static abstract V operator <=(V a, V b);

    static abstract V Abs(V a);

    static abstract V Sqrt(V a);

    /// <summary>a where the mask is set, b elsewhere.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>The bits of a, taken as integers, moved up by the length of the stored mantissa: an integer becomes an exponent.</summary>
    static abstract V MoveToExponent(V a);

    /// <summary>The bits of a, taken as integers, moved down by the length of the stored mantissa: the exponent becomes an integer.</summary>
    static abstract V MoveFromExponent(V a);
}

/// <summary>A group of elements as the matrix product needs it: rows of one column, times an element broadcast to the lanes of V.</summary>
internal unsafe interface IRows<R, V, T>
    where R : unmanaged
    where V : unmanaged
    where T : unmanaged
{
    /// <summary>Elements in R.</summary>
    static abstract int Count { get; }

    static abstract R Load(T* source);

    static abstract R Broadcast(T value);

    /// <summary>a b + c, rounded once.</summary>
    static abstract R MultiplyAdd(R a, V b, R c);

    void Store(T* destination);
}

/// <summary>Twice as many rows: one broadcast serves two multiply-adds.</summary>
internal readonly unsafe struct Pair<R, V, T>(R lower, R upper) : IRows<Pair<R, V, T>, V, T>
    where R : unmanaged, IRows<R, V, T>
    where V : unmanaged
    where T : unmanaged
{
    private readonly R _lower = lower;
    private readonly R _upper = upper;

    public static int Count => 2 * R.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<R, V, T> Load(T* source) => new(R.Load(source), R.Load(source + R.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<R, V, T> Broadcast(T value) => new(R.Broadcast(value), R.Broadcast(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Pair<R, V, T> MultiplyAdd(Pair<R, V, T> a, V b, Pair<R, V, T> c) => new(R.MultiplyAdd(a._lower, b, c._lower), R.MultiplyAdd(a._upper, b, c._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination)
    {
        _lower.Store(destination);
        _upper.Store(destination + R.Count);
    }
}
