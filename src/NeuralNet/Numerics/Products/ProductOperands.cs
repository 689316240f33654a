using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Numerics;

/// <summary>
/// A matrix in memory: element (i, j) at <c>First + i Row + j Column</c>. The array is pinned by whoever made this.
/// </summary>
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

/// <summary>What of A are samples of a data set, picked by their indices.</summary>
internal enum Picks
{
    Nothing,
    Rows,
    Columns,
}

/// <summary>
/// A product C = Start + A B with K columns in A. The chain of C(i, j) begins with Start(i, j): strides of zero repeat
/// one number, zero or an offset, over rows or columns. Rows of C lie side by side, and so must those of A that share a
/// tile, in place or packed. Where rows or columns of A are picked, row or column i stands at <c>Picked[i]</c>: a tile
/// reads such an A in place with <see cref="PickedSteps"/> only.
/// </summary>
internal readonly unsafe struct ProductOperands<T>(nint k, Operand<T> a, Operand<T> b, Operand<T> c, Operand<T> start, int* picked = null,
    Picks picks = Picks.Nothing)
    where T : unmanaged
{
    public readonly nint K = k;
    public readonly Operand<T> A = a;
    public readonly Operand<T> B = b;
    public readonly Operand<T> C = c;
    public readonly Operand<T> Start = start;
    public readonly int* Picked = picked;
    public readonly Picks Picks = picks;

    /// <summary>The product without the rows before the given one.</summary>
    public ProductOperands<T> FromRow(nint i) => Picks == Picks.Rows
        ? new(K, A, B, C.From(i, 0), Start.From(i, 0), Picked + i, Picks)
        : new(K, A.From(i, 0), B, C.From(i, 0), Start.From(i, 0), Picked, Picks);

    /// <summary>Some steps of K, from the given one on.</summary>
    public ProductOperands<T> FromStep(nint p, nint steps) => Picks == Picks.Columns
        ? new(steps, A, B.From(p, 0), C, Start, Picked + p, Picks)
        : new(steps, A.From(0, p), B.From(p, 0), C, Start, Picked, Picks);

    /// <summary>The product without the columns before the given one.</summary>
    public ProductOperands<T> FromColumn(nint j) => new(K, A, B.From(0, j), C.From(0, j), Start.From(0, j), Picked, Picks);
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

/// <summary>How a tile goes from one column of A to the next, by something that is as wide as a pointer.</summary>
internal unsafe interface ISteps
{
    static abstract T* First<T>(in ProductOperands<T> o, nint row)
        where T : unmanaged;

    /// <summary>
    /// Where the column stands from <paramref name="row"/> on, of which the tile takes <paramref name="rows"/>.
    /// </summary>
    static abstract T* Column<T>(in ProductOperands<T> o, T* at, nint row, nint rows)
        where T : unmanaged;

    static abstract T* Next<T>(T* at, nint step)
        where T : unmanaged;
}

/// <summary>Columns lie at even distances.</summary>
internal readonly unsafe struct EvenSteps : ISteps
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* First<T>(in ProductOperands<T> o, nint row)
        where T : unmanaged => o.A.At(row, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Column<T>(in ProductOperands<T> o, T* at, nint row, nint rows)
        where T : unmanaged => at;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Next<T>(T* at, nint step)
        where T : unmanaged => at + step;
}

/// <summary>Columns are picked: what goes from one to the next is their list.</summary>
internal readonly unsafe struct PickedSteps : ISteps
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* First<T>(in ProductOperands<T> o, nint row)
        where T : unmanaged => (T*)o.Picked;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Column<T>(in ProductOperands<T> o, T* at, nint row, nint rows)
        where T : unmanaged => o.A.First + *(int*)at * o.A.Column + row;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Next<T>(T* at, nint step)
        where T : unmanaged => (T*)((int*)at + 1);
}

/// <summary>
/// As <see cref="PickedSteps"/>; what the next tile takes of each column is called for meanwhile, for no processor
/// foresees a picked one.
/// </summary>
internal readonly unsafe struct PickedStepsAhead : ISteps
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* First<T>(in ProductOperands<T> o, nint row)
        where T : unmanaged => PickedSteps.First(o, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Column<T>(in ProductOperands<T> o, T* at, nint row, nint rows)
        where T : unmanaged
    {
        T* column = PickedSteps.Column(o, at, row, rows);
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(column + rows);
            Sse.Prefetch0(column + 2 * rows - 1);
        }

        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Next<T>(T* at, nint step)
        where T : unmanaged => PickedSteps.Next(at, step);
}
