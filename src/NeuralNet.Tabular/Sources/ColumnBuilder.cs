using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Tabular;

/// <summary>A column that grows value by value, from a source whose values have types.</summary>
/// <param name="name">The name of the column.</param>
internal sealed class ColumnBuilder(string name)
{
    private const int FewestPlaces = 16;

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private double[] _values = [];
    private int _count;
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
            case double number:
                AddNumber(number);
                break;
            case string text:
                AddText(text);
                break;
            case bool truth:
                AddTruth(truth);
                break;
            case DateTime date:
                AddDate(date);
                break;
            case DateOnly date:
                Add(ColumnKind.Date, Days.Of(date));
                break;
            case DateTimeOffset date:
                AddDate(date.UtcDateTime);
                break;
            case Guid or char or Enum:
                AddText(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
            case IConvertible number:
                AddNumber(number.ToDouble(CultureInfo.InvariantCulture));
                break;
            default:
                throw new InvalidDataException($"Column '{name}' holds a {value.GetType().Name} in row {_count}, but numbers, texts, truths and dates were "
                    + "expected.");
        }
    }

    public void AddGap() => Append(double.NaN);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddNumber(double value)
    {
        if (_kind == ColumnKind.Number && _count < _values.Length && !double.IsInfinity(value))
            _values[_count++] = value;
        else
            AddAnyNumber(value);
    }

    /// <summary>Adds many numbers, with null in gaps.</summary>
    public void AddNumbers<T>(ReadOnlySpan<T?> values)
        where T : struct, INumber<T>
    {
        foreach (T? value in values)
        {
            if (value is { } number)
                AddNumber(double.CreateChecked(number));
            else
                AddGap();
        }
    }

    /// <summary>Adds many numbers.</summary>
    public void AddNumbers<T>(ReadOnlySpan<T> values)
        where T : struct, INumber<T>
    {
        foreach (T value in values)
            AddNumber(double.CreateChecked(value));
    }

    public void AddText(ReadOnlySpan<char> text)
    {
        if (_kind is { } before and not ColumnKind.Text)
            throw Mixed(before, ColumnKind.Text, text.ToString());
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> codes = _codes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!codes.TryGetValue(text, out int code))
            codes[text] = code = _codes.Count;
        Add(ColumnKind.Text, code);
    }

    public void AddTruth(bool truth) => Add(ColumnKind.Boolean, truth ? 1 : 0);

    public void AddDate(DateTime date) => Add(ColumnKind.Date, Days.Of(date));

    /// <summary>
    /// The column, of the kind given or of the one its values suggest. Its values are those of the builder, which ends.
    /// </summary>
    public TableColumn Build(ColumnKind? kind = null)
    {
        if (_count < _values.Length)
            Resize(_count);
        (double[] values, _values, _count) = (_values, [], 0);
        TableColumn column = _kind switch
        {
            ColumnKind.Text => Texts(values),
            ColumnKind.Boolean => new TableColumn(name, ColumnKind.Boolean, values, ["False", "True"]),
            ColumnKind.Date => new TableColumn(name, ColumnKind.Date, values, []),
            _ => ColumnInference.OfNumbers(name, values),
        };
        return kind is { } wanted ? column.Gaps == column.Count ? Empty(wanted, values) : column.As(wanted) : column;
    }

    private void AddAnyNumber(double value)
    {
        if (double.IsFinite(value))
            Add(ColumnKind.Number, value);
        else if (double.IsNaN(value))
            AddGap();
        else
            throw new InvalidDataException($"Column '{name}' holds {Names.Infinite(value)} in row {_count}, but finite numbers were expected.");
    }

    private void Add(ColumnKind kind, double value)
    {
        if (_kind != kind)
        {
            if (_kind is { } before)
                throw Mixed(before, kind, Shown(kind, value));
            _kind = kind;
        }

        Append(value);
    }

    private void Append(double value)
    {
        if (_count == _values.Length)
            Resize(Math.Max(FewestPlaces, 2 * _count));
        _values[_count++] = value;
    }

    private void Resize(int length)
    {
        double[] values = GC.AllocateUninitializedArray<double>(length);
        _values.AsSpan(0, _count).CopyTo(values);
        _values = values;
    }

    private InvalidDataException Mixed(ColumnKind before, ColumnKind kind, string shown)
        => new($"Column '{name}' holds '{shown}' in row {_count}, of the kind {kind}, but the rows before hold {before}: convert the column where it comes "
            + "from.");

    private static string Shown(ColumnKind kind, double value) => kind switch
    {
        ColumnKind.Boolean => value == 1 ? "True" : "False",
        ColumnKind.Date => Days.Text(value),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private TableColumn Texts(double[] codes)
    {
        string[] texts = [.. _codes.Keys.Order(StringComparer.Ordinal)];
        int[] order = new int[texts.Length];
        for (int i = 0; i < order.Length; i++)
            order[_codes[texts[i]]] = i;
        int[] ordered = new int[codes.Length];
        for (int i = 0; i < ordered.Length; i++)
            ordered[i] = double.IsNaN(codes[i]) ? -1 : order[(int)codes[i]];
        return ColumnInference.OfTexts(name, ordered, texts);
    }

    private TableColumn Empty(ColumnKind kind, double[] values) => new(name, kind, values, kind == ColumnKind.Boolean ? ["False", "True"] : []);
}
