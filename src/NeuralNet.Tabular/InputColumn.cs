using System.Collections.Frozen;
using System.Globalization;

namespace NeuralNet.Tabular;

/// <summary>A column that a model takes as input: what its values must be.</summary>
public sealed class InputColumn
{
    private readonly FrozenDictionary<string, int> _codes;

    internal InputColumn(string name, ColumnKind kind, IReadOnlyList<string> levels)
    {
        (Name, Kind, Levels) = (name, kind, levels);
        _codes = levels.Index().ToFrozenDictionary(pair => pair.Item, pair => pair.Index);
    }

    /// <summary>The name of the column.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    public ColumnKind Kind { get; }

    /// <summary>The unit of its numbers; empty if the table said none.</summary>
    public string Unit { get; internal init; } = "";

    /// <summary>The levels that training rows had; of booleans what stands for false and true.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>
    /// A value as <see cref="TabularModel.Predict(ReadOnlySpan{double}, Span{double})"/> takes it: a number itself, 0
    /// or 1 for a boolean, days since the year 1 for a date, the index of a level for a category (as many as there are
    /// levels stands for one that was never seen), NaN for a gap.
    /// </summary>
    /// <param name="value">
    /// A number of any type, a <see cref="string"/>, a <see cref="bool"/>, a <see cref="DateTime"/>, a
    /// <see cref="DateOnly"/>, a <see cref="DateTimeOffset"/>, which is taken in UTC, or null for a gap.
    /// </param>
    /// <exception cref="ArgumentException">The value is not what the column holds.</exception>
    public double Raw(object? value) => value switch
    {
        null or DBNull or double.NaN or float.NaN => double.NaN,
        DateTime date when Kind == ColumnKind.Date => Days.Of(date),
        DateOnly date when Kind == ColumnKind.Date => Days.Of(date),
        DateTimeOffset date when Kind == ColumnKind.Date => Days.Of(date.UtcDateTime),
        string text when Kind == ColumnKind.Date && DateFormats.TryRead(text, out double days) => days,
        bool truth when Kind == ColumnKind.Boolean => truth ? 1 : 0,
        string text when Kind == ColumnKind.Boolean && _codes.TryGetValue(text, out int code) => code,
        string text when Kind is ColumnKind.Category or ColumnKind.Text => Code(text),
        bool or DateTime or DateOnly or DateTimeOffset or string => throw Unfit(value),
        _ when Kind == ColumnKind.Number && NumberTypes.TryRead(value, out double number) => double.IsFinite(number) ? number : throw Unfit(value),
        _ when Kind == ColumnKind.Boolean && NumberTypes.TryRead(value, out double number) && number is 0 or 1 => number,
        char or Enum or Guid when Kind is ColumnKind.Category or ColumnKind.Text => Code(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        _ when Kind is ColumnKind.Category or ColumnKind.Text && NumberTypes.TryRead(value, out double number)
            => Code(number.ToString(CultureInfo.InvariantCulture)),
        _ => throw Unfit(value),
    };

    /// <summary>The column of a table as raw values; null if it holds something else.</summary>
    internal double[]? Raw(TableColumn column)
    {
        if (column.Gaps == column.Count || Kind == ColumnKind.Text)
            return column.Values.ToArray();
        TableColumn same = column;
        if (column.Kind != Kind)
        {
            try
            {
                same = column.As(Kind == ColumnKind.Boolean ? ColumnKind.Category : Kind);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        if (Kind is ColumnKind.Number or ColumnKind.Date)
            return same.Values.ToArray();
        int[] codes = [.. same.Levels.Select(Code)];
        double[] raw = new double[same.Count];
        for (int i = 0; i < raw.Length; i++)
        {
            raw[i] = double.IsNaN(same.Values[i]) ? double.NaN : codes[(int)same.Values[i]];
            if (Kind == ColumnKind.Boolean && raw[i] > 1)
                return null;
        }

        return raw;
    }

    private int Code(string text) => _codes.TryGetValue(text, out int code) ? code : Levels.Count;

    private ArgumentException Unfit(object value)
    {
        string expected = Kind switch
        {
            ColumnKind.Number => "a finite number was",
            ColumnKind.Boolean => $"true or false ('{Levels[1]}' or '{Levels[0]}') was",
            ColumnKind.Date => "a date was",
            _ => "a text was",
        };
        return new ArgumentException($"'{Name}' is '{value}' ({value.GetType().Name}), but {expected} expected.", nameof(value));
    }
}
