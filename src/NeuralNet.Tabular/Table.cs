using System.Collections.Frozen;

namespace NeuralNet.Tabular;

/// <summary>
/// Rows of numbers, categories, booleans, dates and texts, with gaps, in named columns. Immutable.
/// </summary>
/// <remarks>
/// A cell takes eight bytes whatever it holds, and each different text of a column is kept once. Rows are counted
/// from 0.
/// </remarks>
public sealed partial class Table
{
    private readonly FrozenDictionary<string, TableColumn> _byName;

    internal Table(IReadOnlyList<TableColumn> columns)
    {
        if (columns.Count == 0)
            throw new ArgumentException("A table needs at least one column.", nameof(columns));
        if (columns.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{twice.Count()} columns have the name '{twice.Key}', but names choose columns.", nameof(columns));
        if (columns.FirstOrDefault(column => column.Count != columns[0].Count) is { } other)
        {
            throw new ArgumentException(
                $"Column '{other.Name}' has {other.Count} rows, but '{columns[0].Name}' has {columns[0].Count}.", nameof(columns));
        }

        Columns = [.. columns];
        _byName = Columns.ToFrozenDictionary(column => column.Name);
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Columns[0].Count;

    /// <summary>A column by its name.</summary>
    /// <param name="name">The name, as it is written in <see cref="Columns"/>.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public TableColumn this[string name] => Find(name) ?? throw new ArgumentException(
        $"The table has no column '{name}'; its {Columns.Count} columns are {Names.Listed(Columns.Select(column => column.Name))}.", nameof(name));

    /// <summary>The table with one column taken as another kind, such as codes that look like numbers.</summary>
    /// <param name="name">The column.</param>
    /// <param name="kind">What its values are.</param>
    /// <exception cref="ArgumentException">
    /// There is no such column, or a value cannot be of this kind; the message has its row.
    /// </exception>
    public Table With(string name, ColumnKind kind)
    {
        if (!Enum.IsDefined(kind))
            throw new ArgumentOutOfRangeException(nameof(kind), kind, $"'kind' is {kind:D}, which is no {nameof(ColumnKind)}.");
        TableColumn changed = this[name].As(kind);
        return new Table([.. Columns.Select(column => column.Name == name ? changed : column)]);
    }

    /// <summary>
    /// The table with the unit of one column, which models of it keep: predictions are in that of the target, and
    /// tables in others are refused.
    /// </summary>
    /// <param name="name">The column, one of numbers.</param>
    /// <param name="unit">Such as <c>km</c>.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds no numbers.</exception>
    public Table WithUnit(string name, string unit)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        if (this[name].Kind != ColumnKind.Number)
            throw new ArgumentException($"Column '{name}' holds {this[name].Kind}, but only numbers have a unit.", nameof(name));
        TableColumn changed = this[name].In(unit);
        return new Table([.. Columns.Select(column => column.Name == name ? changed : column)]);
    }

    /// <summary>
    /// The table without some columns, such as one that is not known when something is to be predicted.
    /// </summary>
    /// <param name="names">The columns to leave out; others must remain.</param>
    /// <exception cref="ArgumentException">There is no such column, or none remains.</exception>
    public Table Without(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        HashSet<string> left = [.. names.Select(name => this[name].Name)];
        return new Table([.. Columns.Where(column => !left.Contains(column.Name))]);
    }

    /// <summary>Some of the rows, in the order given.</summary>
    /// <param name="rows">Rows from 0 to <see cref="Count"/> - 1.</param>
    public Table Rows(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i] < 0 || rows[i] >= Count)
                throw new ArgumentOutOfRangeException(nameof(rows), rows[i], $"'rows'[{i}] is {rows[i]}, but the table has rows 0 to {Count - 1}.");
        }

        return new Table([.. Columns.Select(column => column.Of(rows))]);
    }

    /// <summary>A line a column: name, kind, range, gaps, and what looks odd.</summary>
    public override string ToString() => TableText.Of(this);

    internal TableColumn? Find(string name) => _byName.GetValueOrDefault(name ?? throw new ArgumentNullException(nameof(name)));
}
