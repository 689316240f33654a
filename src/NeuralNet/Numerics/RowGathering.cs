using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>Moves samples between the row-major data set and the column-major minibatch.</summary>
internal static class RowGathering
{
    /// <summary>destination[i, j] = source[indices[i], j]; source is row-major with <paramref name="columns"/> a row, destination column-major, indices.Length x columns.</summary>
    public static void Gather<T>(int columns, ReadOnlySpan<T> source, ReadOnlySpan<int> indices, Span<T> destination, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = indices.Length;
        for (int i = 0; i < rows; i++)
        {
            // A data set may hold more than 2^31 bytes of elements but an array index stays an int: Check bounds rows * columns.
            ReadOnlySpan<T> row = source.Slice(indices[i] * columns, columns);
            for (int j = 0; j < columns; j++)
                destination[j * rows + i] = row[j];
        }
    }

    /// <summary>The transpose: a column-major rows x columns matrix written row by row.</summary>
    public static void ToRowMajor<T>(int rows, int columns, ReadOnlySpan<T> source, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
                destination[i * columns + j] = source[j * rows + i];
        }
    }
}
