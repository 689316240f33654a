using System.Diagnostics;
using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>Moves samples between the row-major data set and the column-major minibatch.</summary>
internal static unsafe class RowGathering
{
    /// <summary>
    /// destination[i, j] = source[indices[i], j]; source is row-major with <paramref name="columns"/> a row,
    /// destination column-major, indices.Length x columns.
    /// </summary>
    public static void Gather<T>(int columns, ReadOnlySpan<T> source, ReadOnlySpan<int> indices, Span<T> destination, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(destination.Length >= indices.Length * columns);
        fixed (T* s = source, d = destination)
        fixed (int* i = indices)
        {
            if (workers is null || destination.Length < Workers.SmallestMove)
            {
                Transposition.Run(new PickedRows<T>(s, columns, i), indices.Length, columns, d, indices.Length);
                return;
            }

            int parts = Math.Min(2 * workers.Threads, indices.Length / 16);
            var job = new GatherJob<T>(s, columns, i, indices.Length, d, parts);
            workers.Run(job, Math.Max(parts, 1));
        }
    }

    /// <summary>The transpose: a column-major rows x columns matrix written row by row.</summary>
    public static void ToRowMajor<T>(int rows, int columns, ReadOnlySpan<T> source, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(source.Length >= rows * columns && destination.Length >= rows * columns);
        fixed (T* s = source, d = destination)
            Transposition.Run(new EvenRows<T>(s, rows), columns, rows, d, columns);
    }

    /// <summary>A minibatch cut into parts of neighbouring rows.</summary>
    private readonly struct GatherJob<T>(T* source, int columns, int* indices, int rows, T* destination, int parts) : IJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Execute(int part)
        {
            int units = rows / 16;
            int first = part == 0 ? 0 : units * part / parts * 16;
            int end = part >= parts - 1 ? rows : units * (part + 1) / parts * 16;
            Transposition.Run(new PickedRows<T>(source, columns, indices + first), end - first, columns, destination + first, rows);
        }
    }
}
