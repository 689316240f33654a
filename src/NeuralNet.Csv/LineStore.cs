using System.Numerics;

namespace NeuralNet.Csv;

/// <summary>One line in a <see cref="LineStore{T}"/>.</summary>
internal readonly record struct StoredLine<T>(LineChunk<T> Chunk, int Index);

/// <summary>Memory for the lines that one thread reads: numbers line by line, and texts as numbers likewise.</summary>
internal sealed class LineChunk<T>(int lines, int numbers, int texts)
{
    public T[] Numbers { get; } = GC.AllocateUninitializedArray<T>(lines * numbers);

    public int[] Texts { get; } = GC.AllocateUninitializedArray<int>(lines * texts);

    public int Used { get; set; }
}

/// <summary>Lines as several threads read them, and at the end columns in the order of the file.</summary>
internal sealed class LineStore<T>(int numbers, int texts) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LinesOfABlock = 64;
    private const int NumbersOfAChunk = 1 << 18;

    private readonly int _linesOfAChunk = Math.Max(1, NumbersOfAChunk / Math.Max(1, numbers + texts));
    private readonly ThreadLocal<LineChunk<T>?> _chunk = new();
    private readonly List<Run> _runs = [];

    /// <summary>The number of lines in order.</summary>
    public int Count { get; private set; }

    /// <summary>Memory for a line, of the calling thread.</summary>
    public StoredLine<T> New(out Span<T> lineNumbers, out Span<int> lineTexts)
    {
        LineChunk<T>? chunk = _chunk.Value;
        if (chunk is null || chunk.Used == _linesOfAChunk)
            _chunk.Value = chunk = new LineChunk<T>(_linesOfAChunk, numbers, texts);
        int index = chunk.Used++;
        lineNumbers = chunk.Numbers.AsSpan(index * numbers, numbers);
        lineTexts = chunk.Texts.AsSpan(index * texts, texts);
        return new StoredLine<T>(chunk, index);
    }

    /// <summary>Gives back the memory of the line that the calling thread took last.</summary>
    public void Release(StoredLine<T> line) => line.Chunk.Used--;

    /// <summary>Says that a line follows those appended before.</summary>
    public void Append(StoredLine<T> line)
    {
        // A thread reads many lines in a row, so that there are far fewer runs than lines.
        if (_runs.Count > 0 && _runs[^1] is var last && last.Chunk == line.Chunk && last.Index + last.Count == line.Index)
            _runs[^1] = last with { Count = last.Count + 1 };
        else
            _runs.Add(new Run(line.Chunk, line.Index, Count, 1));
        Count++;
    }

    /// <summary>Writes some columns of numbers one after the other, each with a value for every line.</summary>
    public void CopyNumbers(int first, int count, T[] destination) => Parallel.ForEach(_runs, run =>
    {
        // In blocks of lines, so that both the lines read and the columns written stay in the cache.
        for (int block = 0; block < run.Count; block += LinesOfABlock)
        {
            int lines = Math.Min(LinesOfABlock, run.Count - block);
            ReadOnlySpan<T> source = run.Chunk.Numbers.AsSpan((run.Index + block) * numbers, lines * numbers);
            for (int j = 0; j < count; j++)
            {
                Span<T> column = destination.AsSpan(j * Count + run.Start + block, lines);
                for (int i = 0, from = first + j; i < column.Length; i++, from += numbers)
                    column[i] = source[from];
            }
        }
    });

    /// <summary>A column of texts.</summary>
    public int[] Texts(int column)
    {
        int[] result = new int[Count];
        foreach (Run run in _runs)
        {
            for (int i = 0; i < run.Count; i++)
                result[run.Start + i] = run.Chunk.Texts[(run.Index + i) * texts + column];
        }

        return result;
    }

    public void Dispose() => _chunk.Dispose();

    /// <summary>Lines that follow each other in a chunk and in the file.</summary>
    private readonly record struct Run(LineChunk<T> Chunk, int Index, int Start, int Count);
}
