using System.Globalization;

namespace NeuralNet.Tabular;

/// <summary>A column of a <see cref="Table"/>: a name, a kind, and a value or a gap in each row. Immutable.</summary>
public sealed class TableColumn
{
    private readonly Lazy<string?> _remark;

    /// <param name="name">The name.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="values">
    /// Numbers; 0 and 1; days since the year 1; or indices of levels. NaN in gaps. Not copied.
    /// </param>
    /// <param name="levels">The texts of the indices, of booleans those of 0 and 1; else empty.</param>
    /// <param name="remark">What is odd about how the values were written.</param>
    internal TableColumn(string name, ColumnKind kind, double[] values, IReadOnlyList<string> levels, string? remark = null)
        : this(name, kind, new Cells(values), levels, remark)
    {
    }

    /// <inheritdoc cref="TableColumn(string, ColumnKind, double[], IReadOnlyList{string}, string?)"/>
    internal TableColumn(string name, ColumnKind kind, Cells values, IReadOnlyList<string> levels, string? remark = null)
    {
        (Name, Kind, Values, Levels) = (name, kind, values, levels);
        foreach (double[] part in values.Parts)
        {
            foreach (double value in part)
            {
                if (double.IsNaN(value))
                    Gaps++;
            }
        }

        _remark = new Lazy<string?>(() => ColumnRemarks.Of(this) ?? remark);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What the values are.</summary>
    public ColumnKind Kind { get; }

    /// <summary>The unit of the numbers, such as <c>km</c>; empty if none was said.</summary>
    public string Unit { get; private init; } = "";

    /// <summary>The number of rows.</summary>
    public int Count => Values.Count;

    /// <summary>In how many rows there is no value.</summary>
    public int Gaps { get; }

    /// <summary>
    /// The different values of categories and texts, in ordinal order; what stands for false and true in booleans;
    /// empty for numbers and dates.
    /// </summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>
    /// What looks odd: a row number or a key, one value throughout, numbers or dates that were stored as text. Null if
    /// nothing does.
    /// </summary>
    public string? Remark => _remark.Value;

    /// <summary>
    /// The value of a row: a <see cref="double"/>, a <see cref="string"/>, a <see cref="bool"/>, a
    /// <see cref="DateTime"/>, or null in a gap.
    /// </summary>
    /// <param name="row">From 0 to <see cref="Count"/> - 1.</param>
    public object? this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
            double value = Values[row];
            return double.IsNaN(value) ? null : Kind switch
            {
                ColumnKind.Number => value,
                ColumnKind.Boolean => value == 1,
                ColumnKind.Date => Days.ToDate(value),
                _ => Levels[(int)value],
            };
        }
    }

    /// <summary>A value as it is printed; empty in a gap.</summary>
    /// <param name="row">From 0 to <see cref="Count"/> - 1.</param>
    public string TextAt(int row) => this[row] is { } value ? Text(Kind, Values[row], Levels, value) : "";

    internal Cells Values { get; }

    /// <summary>The values themselves if a column of another kind can be made of them without reading again.</summary>
    internal TableColumn As(ColumnKind kind) => kind == Kind ? this : ColumnConversion.To(this, kind).In(Unit);

    internal TableColumn In(string unit) => unit == Unit ? this : new(Name, Kind, Values, Levels, Remark) { Unit = unit };

    internal TableColumn Named(string name) => new(name, Kind, Values, Levels) { Unit = Unit };

    internal TableColumn Of(IReadOnlyList<int> rows)
    {
        double[] values = new double[rows.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Values[rows[i]];
        return new TableColumn(Name, Kind, values, Levels) { Unit = Unit };
    }

    private static string Text(ColumnKind kind, double raw, IReadOnlyList<string> levels, object value) => kind switch
    {
        ColumnKind.Number => raw.ToString(CultureInfo.InvariantCulture),
        ColumnKind.Date => Days.Text(raw),
        ColumnKind.Boolean => levels[(int)raw],
        _ => (string)value,
    };
}
