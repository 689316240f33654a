using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>
/// The lower triangle of a symmetric matrix, or a triangular factor: column by column, with room for the tiles that
/// overhang its edge. What lies above the diagonal or beyond the edge has no meaning; rows beyond the edge stay 0.
/// </summary>
internal sealed class SymmetricMatrix<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A multiple of the columns of a tile, 12, and of the rows of the highest, 32.</summary>
    private const int Unit = 96;

    /// <summary>Up to this size a matrix meets no product but <see cref="GramProduct{T}"/>.</summary>
    public const int LargestBlock = 48;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="size">Rows and columns, at most <see cref="LargestSize"/>.</param>
    public SymmetricMatrix(int size)
    {
        Size = size;
        Stride = StrideOf(size);
        Values = new T[Stride * Padded(size)];
    }

    /// <summary>The largest size whose elements fit into an array.</summary>
    public static int LargestSize => 46_000;

    public int Size { get; }

    /// <summary>Element (i, j), i not below j, stands at <c>j Stride + i</c>.</summary>
    public int Stride { get; }

    public T[] Values { get; }

    public ref T this[int i, int j] => ref Values[j * Stride + i];

    /// <summary>Rows or columns with those that fill up tiles.</summary>
    public static int Padded(int size) => size <= LargestBlock ? GramProduct<T>.Padded(size) : (size + Unit - 1) / Unit * Unit;

    /// <summary>Bytes that a matrix takes.</summary>
    public static unsafe long Bytes(int size) => (long)StrideOf(size) * Padded(size) * sizeof(T);

    /// <summary>Column j from its diagonal element on.</summary>
    public Span<T> From(int j) => Values.AsSpan(j * Stride + j, Size - j);

    public void CopyTo(SymmetricMatrix<T> other) => Values.AsSpan().CopyTo(other.Values);

    public void Clear() => Values.AsSpan().Clear();

    // A tile that begins within the matrix ends within the column; and no power of two, where columns push each other
    // out of the cache.
    private static int StrideOf(int size) => size <= LargestBlock ? Padded(size) : Padded(size) + 32;
}
