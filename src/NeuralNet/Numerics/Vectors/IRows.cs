using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// A group of elements as the matrix product needs it: rows of one column, times an element broadcast to the lanes of
/// V.
/// </summary>
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
    public static Pair<R, V, T> MultiplyAdd(Pair<R, V, T> a, V b, Pair<R, V, T> c)
        => new(R.MultiplyAdd(a._lower, b, c._lower), R.MultiplyAdd(a._upper, b, c._upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* destination)
    {
        _lower.Store(destination);
        _upper.Store(destination + R.Count);
    }
}
