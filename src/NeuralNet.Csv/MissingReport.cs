namespace NeuralNet;

/// <summary>Where values are missing: the first few places, and how many there are.</summary>
internal sealed class MissingReport(string file)
{
    private const int Shown = 5;

    private readonly List<string> _places = [];
    private int _count;

    public void Note(long line, string column, string text)
    {
        if (_count++ < Shown)
            _places.Add($"line {line}, column '{column}' ('{text}')");
    }

    public void ThrowIfAny()
    {
        if (_count > 0)
            throw new InvalidDataException($"{file} has {_count} missing values: {string.Join("; ", _places)}{(_count > Shown ? "; …" : "")}. Leave such lines out, or set {nameof(CsvOptions.MissingFields)} to {nameof(MissingFields.AsNaN)} and fill them in with an {nameof(Imputer)} fitted to the training data.");
    }
}
