using System.Globalization;

namespace NeuralNet.Tabular;

/// <summary>A column that grows value by value, from a source whose values have types.</summary>
/// <param name="name">The name of the column.</param>
internal sealed class ColumnBuilder(string name)
{
    private readonly List<double> _values = [];
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private ColumnKind? _kind;

    public string Name => name;

    /// <summary>Adds a value of a type that a column can hold, or a gap for null.</summary>
    /// <exception cref="InvalidDataException">The type is none of them, or not that of the rows before.</exception>
    public void Add(object? value)
    {
        switch (value)
        {
            case null or DBNull:
                AddGap();
                break;
            case bool truth:
                Add(ColumnKind.Boolean, truth ? 1 : 0, value);
                break;
            case DateTime date:
                Add(ColumnKind.Date, Days.Of(date), value);
                break;
            case DateOnly date:
                Add(ColumnKind.Date, Days.Of(date), value);
                break;
            case DateTimeOffset date:
                Add(ColumnKind.Date, Days.Of(date.DateTime), value);
                break;
            case string text:
                AddText(text);
                break;
            case Guid or char or Enum:
                AddText(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
            case IConvertible number:
                AddNumber(number.ToDouble(CultureInfo.InvariantCulture));
                break;
            default:
                throw new InvalidDataException($"Column '{name}' holds a {value.GetType().Name} in row {_values.Count}, but numbers, texts, truths and "
                    + "dates were expected.");
        }
    }

    public void AddGap() => _values.Add(double.NaN);

    public void AddNumber(double value)
    {
        if (double.IsNaN(value))
            AddGap();
        else if (double.IsInfinity(value))
            throw new InvalidDataException($"Column '{name}' holds {value} in row {_values.Count}, but finite numbers were expected.");
        else
            Add(ColumnKind.Number, value, value);
    }

    public void AddText(string text)
    {
        if (!_codes.TryGetValue(text, out int code))
            _codes.Add(text, code = _codes.Count);
        Add(ColumnKind.Text, code, text);
    }

    /// <summary>The column, of the kind given or of the one its values suggest.</summary>
    public TableColumn Build(ColumnKind? kind = null)
    {
        double[] values = [.. _values];
        TableColumn column = _kind switch
        {
            ColumnKind.Text => Texts(values),
            ColumnKind.Boolean => new TableColumn(name, ColumnKind.Boolean, values, ["False", "True"]),
            ColumnKind.Date => new TableColumn(name, ColumnKind.Date, values, []),
            _ => ColumnInference.OfNumbers(name, values),
        };
        return kind is { } wanted ? column.Gaps == column.Count ? Empty(wanted, values) : column.As(wanted) : column;
    }

    private void Add(ColumnKind kind, double value, object shown)
    {
        if (_kind is { } before && before != kind)
        {
            throw new InvalidDataException($"Column '{name}' holds '{shown}' in row {_values.Count}, of the kind {kind}, but the rows before hold "
                + $"{before}: convert the column where it comes from.");
        }

        _kind = kind;
        _values.Add(value);
    }

    private TableColumn Texts(double[] codes)
    {
        string[] texts = [.. _codes.Keys.Order(StringComparer.Ordinal)];
        int[] order = new int[texts.Length];
        for (int i = 0; i < order.Length; i++)
            order[_codes[texts[i]]] = i;
        return ColumnInference.OfTexts(name, [.. codes.Select(code => double.IsNaN(code) ? -1 : order[(int)code])], texts);
    }

    private TableColumn Empty(ColumnKind kind, double[] values) => new(name, kind, values, kind == ColumnKind.Boolean ? ["False", "True"] : []);
}
