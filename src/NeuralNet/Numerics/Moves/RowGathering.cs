using System.Diagnostics;
using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>Moves samples between the row-major data set and the column-major minibatch.</summary>
internal static unsafe class RowGathering<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns that a part is a multiple of: a cache line of floats.</summary>
    private const int Unit = 16;

    /// <summary>
    /// destination[i, j] = source[indices[i], j]; source is row-major with <paramref name="columns"/> a row,
    /// destination column-major, indices.Length x columns.
    /// </summary>
    public static void Gather(int columns, ReadOnlySpan<T> source, ReadOnlySpan<int> indices, Span<T> destination, Workers? workers)
    {
        Debug.Assert(destination.Length >= indices.Length * columns);
        fixed (T* s = source, d = destination)
        fixed (int* i = indices)
        {
            nint parts = workers is null || destination.Length < Workers.SmallestMove ? 1 : Math.Min(Workers.PartsPerThread * workers.Threads, columns / Unit);
            if (parts < 2)
                Transposition<T>.Run(new PickedRows<T>(s, columns, i), indices.Length, columns, d, indices.Length);
            else
                workers!.Run(new GatherJob(s, columns, i, indices.Length, d, parts), (int)parts);
        }
    }

    /// <summary>The transpose: a column-major rows x columns matrix written row by row.</summary>
    public static void ToRowMajor(int rows, int columns, ReadOnlySpan<T> source, Span<T> destination)
    {
        Debug.Assert(source.Length >= rows * columns && destination.Length >= rows * columns);
        fixed (T* s = source, d = destination)
            Transposition<T>.Run(new EvenRows<T>(s, rows), columns, rows, d, columns);
    }

    /// <summary>
    /// A minibatch cut into parts of neighbouring columns: rows would share a cache line in every column, which two
    /// threads would take from one another.
    /// </summary>
    private readonly struct GatherJob(T* source, nint columns, int* indices, nint rows, T* destination, nint parts) : IJob
    {
        public void Execute(int part)
        {
            nint first = columns * part / parts / Unit * Unit, end = part == parts - 1 ? columns : columns * (part + 1) / parts / Unit * Unit;
            Transposition<T>.Run(new PickedRows<T>(source + first, columns, indices), rows, end - first, destination + first * rows, rows);
        }
    }
}
