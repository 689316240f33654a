namespace NeuralNet.Tabular;

/// <summary>Numbers written one after the other, and read again in the same order.</summary>
internal sealed class Tape
{
    private readonly List<double> _values;
    private int _position;

    public Tape() => _values = [];

    public Tape(IEnumerable<double> values) => _values = [.. values];

    public double[] ToArray() => [.. _values];

    public void Write(double value) => _values.Add(value);

    public void Write(IReadOnlyCollection<double> values)
    {
        Write(values.Count);
        _values.AddRange(values);
    }

    public double Read()
        => _position < _values.Count ? _values[_position++] : throw new InvalidDataException("The file's description of the columns ends too early.");

    public double ReadFinite()
        => Read() is var value && double.IsFinite(value)
            ? value
            : throw new InvalidDataException($"The file's description of the columns holds {value}, but a finite number was expected.");

    /// <summary>A whole number from 0 to a limit.</summary>
    public int ReadCount(int most)
    {
        double value = Read();
        return double.IsInteger(value) && value >= 0 && value <= most
            ? (int)value
            : throw new InvalidDataException($"The file's description of the columns holds {value}, but a whole number from 0 to {most} was expected.");
    }

    /// <summary>Finite numbers after their count.</summary>
    public double[] ReadMany()
    {
        double[] values = new double[ReadCount(_values.Count - _position)];
        for (int i = 0; i < values.Length; i++)
            values[i] = ReadFinite();
        return values;
    }

    public void CheckEnd()
    {
        if (_position < _values.Count)
            throw new InvalidDataException($"The file's description of the columns goes on for {_values.Count - _position} numbers after its end.");
    }
}
