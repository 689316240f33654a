using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Neighbouring columns of a tile: their sums so far, and where the next row of B stands. At most three share a pointer
/// into B, which a processor addresses by one stride and twice it.
/// </summary>
internal unsafe interface ITileColumns<TColumns, R, V, T>
    where TColumns : unmanaged
    where R : unmanaged, IRows<R, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract int Count { get; }

    static abstract TColumns Begin<TStart>(T* start, nint startColumn, T* b, nint bColumn)
        where TStart : IStart;

    /// <summary>
    /// One multiply-add for each column: the piece x of a column of A, times elements of a row of B. A reference, for
    /// sums that are copied change registers.
    /// </summary>
    static abstract void Step(ref TColumns c, R x, nint bStep, nint bColumn);

    void Store(T* c, nint ldc);
}

[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal unsafe struct OneColumn<R, V, T>(R c0, T* b) : ITileColumns<OneColumn<R, V, T>, R, V, T>
    where R : unmanaged, IRows<R, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private R _c0 = c0;
    private T* _b = b;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneColumn<R, V, T> Begin<TStart>(T* start, nint startColumn, T* b, nint bColumn)
        where TStart : IStart => new(TStart.Get<R, V, T>(start), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(ref OneColumn<R, V, T> c, R x, nint bStep, nint bColumn)
    {
        c._c0 = R.MultiplyAdd(x, V.Broadcast(c._b[0]), c._c0);
        c._b += bStep;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* c, nint ldc) => _c0.Store(c);
}

[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal unsafe struct ThreeColumns<R, V, T>(R c0, R c1, R c2, T* b) : ITileColumns<ThreeColumns<R, V, T>, R, V, T>
    where R : unmanaged, IRows<R, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private R _c0 = c0;
    private R _c1 = c1;
    private R _c2 = c2;
    private T* _b = b;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ThreeColumns<R, V, T> Begin<TStart>(T* start, nint startColumn, T* b, nint bColumn)
        where TStart : IStart
        => new(TStart.Get<R, V, T>(start), TStart.Get<R, V, T>(start + startColumn), TStart.Get<R, V, T>(start + 2 * startColumn), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(ref ThreeColumns<R, V, T> c, R x, nint bStep, nint bColumn)
    {
        c._c0 = R.MultiplyAdd(x, V.Broadcast(c._b[0]), c._c0);
        c._c1 = R.MultiplyAdd(x, V.Broadcast(c._b[bColumn]), c._c1);
        c._c2 = R.MultiplyAdd(x, V.Broadcast(c._b[2 * bColumn]), c._c2);
        c._b += bStep;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* c, nint ldc)
    {
        _c0.Store(c);
        _c1.Store(c + ldc);
        _c2.Store(c + 2 * ldc);
    }
}

/// <summary>Twice as many columns.</summary>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal unsafe struct Beside<TColumns, R, V, T>(TColumns first, TColumns second) : ITileColumns<Beside<TColumns, R, V, T>, R, V, T>
    where TColumns : unmanaged, ITileColumns<TColumns, R, V, T>
    where R : unmanaged, IRows<R, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TColumns _first = first;
    private TColumns _second = second;

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * TColumns.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Beside<TColumns, R, V, T> Begin<TStart>(T* start, nint startColumn, T* b, nint bColumn)
        where TStart : IStart
        => new(TColumns.Begin<TStart>(start, startColumn, b, bColumn),
            TColumns.Begin<TStart>(start + TColumns.Count * startColumn, startColumn, b + TColumns.Count * bColumn, bColumn));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(ref Beside<TColumns, R, V, T> c, R x, nint bStep, nint bColumn)
    {
        TColumns.Step(ref c._first, x, bStep, bColumn);
        TColumns.Step(ref c._second, x, bStep, bColumn);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T* c, nint ldc)
    {
        _first.Store(c, ldc);
        _second.Store(c + TColumns.Count * ldc, ldc);
    }
}
