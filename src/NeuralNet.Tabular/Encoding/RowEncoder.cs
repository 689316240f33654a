using NeuralNet.Uncertainty;

namespace NeuralNet.Tabular;

/// <summary>
/// All columns of a row as inputs of a network: first those that are numbers, then the numbers of places of embedded
/// categories.
/// </summary>
internal sealed class RowEncoder
{
    private readonly ColumnEncoding[] _encodings;
    private readonly int[] _starts;

    public RowEncoder(IReadOnlyList<ColumnEncoding> encodings)
    {
        _encodings = [.. encodings];
        _starts = new int[_encodings.Length];
        foreach (bool isEmbedded in (bool[])[false, true])
        {
            for (int j = 0; j < _encodings.Length; j++)
            {
                if (_encodings[j].Places > 0 != isEmbedded)
                    continue;
                _starts[j] = Width;
                Width += _encodings[j].Width;
            }
        }

        Places = [.. _encodings.Select(encoding => encoding.Places).Where(places => places > 0)];
    }

    public IReadOnlyList<ColumnEncoding> Encodings => _encodings;

    /// <summary>Inputs of the network.</summary>
    public int Width { get; }

    /// <summary>The number of places of each embedded category.</summary>
    public int[] Places { get; }

    /// <summary>The first layer of a network where categories are embedded.</summary>
    /// <param name="size">Outputs for each category.</param>
    public Embedding<float> NewEmbedding(int size)
        => new(Width, [.. Places.Select((places, c) => new EmbeddedColumn(Width - Places.Length + c, places, size))]);

    /// <summary>The first input of a column.</summary>
    public int StartOf(int column) => _starts[column];

    public void Encode(ReadOnlySpan<double> row, Span<float> inputs)
    {
        for (int j = 0; j < _encodings.Length; j++)
            _encodings[j].Encode(row[j], inputs.Slice(_starts[j], _encodings[j].Width));
    }

    /// <summary>How fast each input changes with the value of its column.</summary>
    public void Slopes(ReadOnlySpan<double> row, Span<double> slopes)
    {
        for (int j = 0; j < _encodings.Length; j++)
            _encodings[j].Slopes(row[j], slopes.Slice(_starts[j], _encodings[j].Width));
    }

    /// <summary>All that is written of it.</summary>
    public double[] ToArray()
    {
        var tape = new Tape();
        Write(tape);
        return tape.ToArray();
    }

    public void Write(Tape tape)
    {
        foreach (ColumnEncoding encoding in _encodings)
            encoding.Write(tape);
    }

    public static RowEncoder Read(Tape tape, int columns)
    {
        var encodings = new ColumnEncoding[columns];
        for (int j = 0; j < columns; j++)
            encodings[j] = ColumnEncoding.Read(tape);
        tape.CheckEnd();
        return new RowEncoder(encodings);
    }
}
