using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Tabular;

/// <summary>A column that grows value by value, from a source whose values have types.</summary>
/// <remarks>
/// Memory that is touched for the first time costs more than what is written into it, so nothing large is copied:
/// where the number of rows is known there is one array from the start, elsewhere <see cref="Cells"/> in parts.
/// </remarks>
/// <param name="name">The name of the column.</param>
/// <param name="rows">How many rows there will be; 0 if that is not known.</param>
internal sealed class ColumnBuilder(string name, int rows = 0)
{
    private const int FewestPlaces = 16;

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<double[]> _full = [];
    private double[] _values = rows == 0 ? [] : GC.AllocateUninitializedArray<double>(rows);
    private int _count;
    private int _before;
    private int _gaps;
    private ColumnKind? _kind;

    public string Name => name;

    /// <summary>The row of the next value.</summary>
    public int Row => _before + _count;

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
            case var other when NumberTypes.TryRead(other, out double number):
                AddNumber(number);
                break;
            default:
                throw new InvalidDataException($"Column '{name}' holds a {value.GetType().Name} in row {Row}, but numbers, texts, truths and dates were "
                    + "expected.");
        }
    }

    public void AddGap()
    {
        _gaps++;
        Append(double.NaN);
    }

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
        Cells values = Finished();
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
            if (_count < Cells.RowsOfAPart)
                Array.Resize(ref _values, Math.Clamp(2 * _count, FewestPlaces, Cells.RowsOfAPart));
            else if (_count > Cells.RowsOfAPart)
                Array.Resize(ref _values, checked(2 * _count));
            else
                StartPart();
        }

        _values[_count++] = value;
    }

    private void StartPart()
    {
        _full.Add(_values);
        _before += _count;
        (_values, _count) = (GC.AllocateUninitializedArray<double>(Cells.RowsOfAPart), 0);
    }

    private Cells Finished()
    {
        if (_count < _values.Length)
            Array.Resize(ref _values, _count);
        return _full.Count == 0 ? new Cells(_values) : new Cells([.. _full, _values]);
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

    private TableColumn Texts(Cells codes)
    {
        string[] texts = [.. _codes.Keys.Order(StringComparer.Ordinal)];
        return ColumnInference.OfTexts(name, texts, codes.Count - _gaps, values =>
        {
            double[] valueOfCode = new double[texts.Length];
            for (int i = 0; i < texts.Length; i++)
                valueOfCode[_codes[texts[i]]] = values is null ? i : values[i];
            return codes.Replaced(valueOfCode);
        });
    }

    private TableColumn Empty(ColumnKind kind, Cells values) => new(name, kind, values, kind == ColumnKind.Boolean ? ["False", "True"] : []);
}
