using System.Numerics;

namespace NeuralNet;

/// <summary>Rows of numbers as they come, and at the end columns of them.</summary>
internal sealed class NumberRows<T>(int columns)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsOfABlock = 64;
    private const int NumbersOfAChunk = 1 << 18;

    private readonly List<T[]> _chunks = [];
    private readonly int _rowsOfAChunk = Math.Max(1, NumbersOfAChunk / Math.Max(1, columns));

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>A new row, to be filled.</summary>
    public Span<T> Add()
    {
        int row = Count++ % _rowsOfAChunk;
        if (row == 0)
            _chunks.Add(GC.AllocateUninitializedArray<T>(_rowsOfAChunk * columns));
        return _chunks[^1].AsSpan(row * columns, columns);
    }

    /// <summary>Writes some columns one after the other, each with a value for every row.</summary>
    public void CopyColumns(int first, int count, Span<T> destination)
    {
        for (int chunk = 0; chunk < _chunks.Count; chunk++)
        {
            int start = chunk * _rowsOfAChunk;
            int rows = Math.Min(_rowsOfAChunk, Count - start);

            // In blocks of rows, so that both the rows read and the columns written stay in the cache.
            for (int block = 0; block < rows; block += RowsOfABlock)
            {
                int end = Math.Min(rows, block + RowsOfABlock);
                for (int j = 0; j < count; j++)
                {
                    Span<T> column = destination.Slice(j * Count + start, rows);
                    for (int i = block; i < end; i++)
                        column[i] = _chunks[chunk][i * columns + first + j];
                }
            }
        }
    }
}
