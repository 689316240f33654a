using System.Text;

namespace NeuralNet.Csv;

/// <summary>
/// Where values are missing: the first few places of the file, whichever thread finds them first, and how many there
/// are.
/// </summary>
internal sealed class MissingReport(string file)
{
    private const int Shown = 5;

    private readonly SortedList<(long Line, int Field), string> _places = [];
    private int _count;

    public void Note(long line, int field, string column, ReadOnlySpan<byte> text)
    {
        lock (_places)
        {
            _count++;
            if (_places.Count == Shown && (line, field).CompareTo(_places.GetKeyAtIndex(Shown - 1)) > 0)
                return;
            _places.Add((line, field), $"line {line}, column {column} ('{Encoding.UTF8.GetString(text)}')");
            if (_places.Count > Shown)
                _places.RemoveAt(Shown);
        }
    }

    public void ThrowIfAny()
    {
        if (_count > 0)
        {
            throw new InvalidDataException(
                $"{file} has {_count} missing values: {string.Join("; ", _places.Values)}{(_count > Shown ? "; …" : "")}. Leave such lines out, "
                + $"or set {nameof(CsvOptions.MissingFields)} to {nameof(MissingFields.AsNaN)} and fill them in with an {nameof(Imputer)} fitted to "
                + $"the training data. If these are values, leave them out of {nameof(CsvOptions.MissingMarkers)}.");
        }
    }
}
