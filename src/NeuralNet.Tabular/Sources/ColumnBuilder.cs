using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Tabular;

/// <summary>A column that grows value by value, from a source whose values have types.</summary>
/// <remarks>
/// Memory that is touched for the first time costs more than what is written into it, so nothing grows by copying:
/// where the number of rows is known there is one array from the start, elsewhere parts that are joined at the end.
/// </remarks>
/// <param name="name">The name of the column.</param>
/// <param name="rows">How many rows there will be; 0 if that is not known.</param>
internal sealed class ColumnBuilder(string name, int rows = 0)
{
    private const int FewestPlaces = 16;
    private const int MostPlaces = 1 << 16;

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<double[]> _full = [];
    private double[] _values = rows == 0 ? [] : GC.AllocateUninitializedArray<double>(rows);
    private int _count;
    private int _before;
    private ColumnKind? _kind;

    public string Name => name;

    private int Row => _before + _count;

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
                throw new InvalidDataException($"Column '{name}' holds a {value.GetType().Name} in row {Row}, but numbers, texts, truths and dates were "
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

    /// <summary>Adds many numbers, or gaps where the bit of a number is not set, counted from the lowest.</summary>
    /// <param name="values">The numbers; anything where there is a gap.</param>
    /// <param name="known">A bit for each number; empty if there is no gap.</param>
    public void AddNumbers<T>(ReadOnlySpan<T> values, ReadOnlySpan<byte> known)
        where T : struct, INumber<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (known.IsEmpty || (known[i >> 3] >> (i & 7) & 1) != 0)
                AddNumber(double.CreateChecked(values[i]));
            else
                AddGap();
        }
    }

    /// <summary>Adds many numbers, or gaps where the level of a row is another than that of a value.</summary>
    /// <param name="values">The numbers that are there, one after the other.</param>
    /// <param name="levels">A level for each row; empty if there is no gap.</param>
    /// <param name="level">The level of a value.</param>
    public void AddNumbers<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> levels, int level)
        where T : struct, INumber<T>
    {
        if (levels.IsEmpty)
            AddNumbers(values, []);
        int next = 0;
        foreach (int found in levels)
        {
            if (found == level)
                AddNumber(double.CreateChecked(values[next++]));
            else
                AddGap();
        }
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

    /// <summary>The columns of the kinds that their values suggest, on all processors.</summary>
    public static TableColumn[] Build(ColumnBuilder[] builders)
    {
        TableColumn[] columns = new TableColumn[builders.Length];
        Parallel.For(0, columns.Length, j => columns[j] = builders[j].Build());
        return columns;
    }

    /// <summary>
    /// The column, of the kind given or of the one its values suggest. Its values are those of the builder, which ends.
    /// </summary>
    public TableColumn Build(ColumnKind? kind = null)
    {
        double[] values = Joined();
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
            throw new InvalidDataException($"Column '{name}' holds {Names.Infinite(value)} in row {Row}, but finite numbers were expected.");
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
        {
            if (_count > 0)
                _full.Add(_values);
            _before += _count;
            (_values, _count) = (GC.AllocateUninitializedArray<double>(Math.Clamp(_before, FewestPlaces, MostPlaces)), 0);
        }

        _values[_count++] = value;
    }

    private double[] Joined()
    {
        double[] joined = _values;
        if (Row != _values.Length)
        {
            joined = GC.AllocateUninitializedArray<double>(Row);
            int start = 0;
            foreach (double[] part in _full)
            {
                part.CopyTo(joined, start);
                start += part.Length;
            }

            _values.AsSpan(0, _count).CopyTo(joined.AsSpan(start));
        }

        _full.Clear();
        (_values, _count, _before) = ([], 0, 0);
        return joined;
    }

    private InvalidDataException Mixed(ColumnKind before, ColumnKind kind, string shown)
        => new($"Column '{name}' holds '{shown}' in row {Row}, of the kind {kind}, but the rows before hold {before}: convert the column where it comes "
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
