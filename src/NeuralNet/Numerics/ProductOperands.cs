using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>A matrix in memory: element (i, j) at <c>First + i Row + j Column</c>. The array is pinned by whoever made this.</summary>
internal readonly unsafe struct Operand<T>(T* first, nint row, nint column)
    where T : unmanaged
{
    public readonly T* First = first;
    public readonly nint Row = row;
    public readonly nint Column = column;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T* At(nint i, nint j) => First + i * Row + j * Column;

    /// <summary>The part from row i and column j on.</summary>
    public Operand<T> From(nint i, nint j) => new(At(i, j), Row, Column);
}

/// <summary>
/// A product C = Start + A B with K columns in A. The chain of C(i, j) begins with Start(i, j): strides of zero repeat one number, zero or
/// an offset, over rows or columns. Rows of C lie side by side, and so must those of A that share a tile, in place or packed.
/// </summary>
internal readonly struct ProductOperands<T>(nint k, Operand<T> a, Operand<T> b, Operand<T> c, Operand<T> start)
    where T : unmanaged
{
    public readonly nint K = k;
    public readonly Operand<T> A = a;
    public readonly Operand<T> B = b;
    public readonly Operand<T> C = c;
    public readonly Operand<T> Start = start;
}

/// <summary>How the chains of one column of a tile begin.</summary>
internal unsafe interface IStart
{
    static abstract R Get<R, V, T>(T* start)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
        where T : unmanaged;
}

/// <summary>With one number for all rows: zero, or the column's offset.</summary>
internal readonly unsafe struct SameForAllRows : IStart
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Get<R, V, T>(T* start)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
        where T : unmanaged => R.Broadcast(*start);
}

/// <summary>With a number for each row: the sum so far, or the row's offset.</summary>
internal readonly unsafe struct ForEachRow : IStart
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static R Get<R, V, T>(T* start)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
        where T : unmanaged => R.Load(start);
}
