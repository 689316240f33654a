namespace NeuralNet;

/// <summary>
/// Numbers in the order they are asked for, collected from a run or given back to it. One method of each class does
/// both, <c>_x = tape.Next(_x)</c>, so that writing and reading cannot disagree.
/// </summary>
internal sealed class NumberTape
{
    // Up to here every whole number is a double.
    private const long Largest = 1L << 53;

    private readonly List<double> _numbers;
    private int _position;

    /// <summary>A tape that collects.</summary>
    public NumberTape() => _numbers = [];

    /// <summary>A tape that gives back.</summary>
    public NumberTape(double[] numbers)
    {
        _numbers = [.. numbers];
        IsReading = true;
    }

    public bool IsReading { get; }

    public double[] ToArray() => [.. _numbers];

    public double Next(double value)
    {
        if (!IsReading)
        {
            _numbers.Add(value);
            return value;
        }

        return _position < _numbers.Count ? _numbers[_position++] : throw Unfitting();
    }

    /// <summary>A whole number from 0 on.</summary>
    public long Next(long value)
    {
        double number = Next((double)value);
        return number >= 0 && number <= Largest && number == Math.Truncate(number) ? (long)number : throw Unfitting();
    }

    /// <inheritdoc cref="Next(long)"/>
    public int Next(int value)
    {
        long number = Next((long)value);
        return number <= int.MaxValue ? (int)number : throw Unfitting();
    }

    public bool Next(bool value) => Next(value ? 1 : 0) != 0;

    public int? Next(int? value) => Next(value is not null) ? Next(value ?? 0) : null;

    public void Next(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = Next(values[i]);
    }

    public void Next(Span<long> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = Next(values[i]);
    }

    /// <summary>Throws if numbers are left.</summary>
    public void End()
    {
        if (IsReading && _position < _numbers.Count)
            throw Unfitting();
    }

    private static InvalidDataException Unfitting()
        => new("The numbers that describe the state of the run do not fit it: the checkpoint is damaged, or another version of the library wrote it.");
}
