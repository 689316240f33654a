namespace NeuralNet.Tabular;

/// <summary>
/// How records of a type of one's own become rows: a name and a function for each column. No reflection, so it works
/// in trimmed and ahead-of-time compiled applications.
/// </summary>
/// <example><code>
/// var columns = new RecordColumns&lt;Car&gt;().Category("make", car => car.Make).Number("km", car => car.Km);
/// Table cars = Table.From(list, columns);
/// </code></example>
/// <typeparam name="TRecord">The type of the records.</typeparam>
public sealed class RecordColumns<TRecord>
{
    private readonly List<RecordColumn> _columns = [];

    internal IReadOnlyList<RecordColumn> All => _columns;

    /// <summary>Adds a column of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number of a record; null or NaN in a gap.</param>
    public RecordColumns<TRecord> Number(string name, Func<TRecord, double?> value) => Add(name, ColumnKind.Number, value, record => value(record),
        (builder, record) => builder.AddNumber(value(record) ?? double.NaN));

    /// <summary>Adds a column of categories.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The category of a record; null in a gap.</param>
    public RecordColumns<TRecord> Category(string name, Func<TRecord, string?> value) => Add(name, ColumnKind.Category, value, value,
        (builder, record) => builder.Add(value(record)));

    /// <summary>Adds a column of truths.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">True, false, or null in a gap.</param>
    public RecordColumns<TRecord> Boolean(string name, Func<TRecord, bool?> value) => Add(name, ColumnKind.Boolean, value, record => value(record),
        (builder, record) => builder.Add(value(record)));

    /// <summary>Adds a column of days.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The day of a record; null in a gap.</param>
    public RecordColumns<TRecord> Date(string name, Func<TRecord, DateOnly?> value) => Add(name, ColumnKind.Date, value, record => value(record),
        (builder, record) => builder.Add(value(record)));

    /// <summary>Adds a column of moments.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The moment of a record; null in a gap.</param>
    public RecordColumns<TRecord> Date(string name, Func<TRecord, DateTime?> value) => Add(name, ColumnKind.Date, value, record => value(record),
        (builder, record) => builder.Add(value(record)));

    private RecordColumns<TRecord> Add(string name, ColumnKind kind, Delegate selector, Func<TRecord, object?> value, Action<ColumnBuilder, TRecord> append)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(selector, nameof(value));
        if (_columns.Any(column => column.Name == name))
            throw new ArgumentException($"There is a column '{name}' already.", nameof(name));
        _columns.Add(new RecordColumn(name, kind, value, append));
        return this;
    }

    /// <param name="Name">The name.</param>
    /// <param name="Kind">The kind.</param>
    /// <param name="Value">The value of one record.</param>
    /// <param name="Append">Adds the value of a record to a column, a number without an object for it.</param>
    internal sealed record RecordColumn(string Name, ColumnKind Kind, Func<TRecord, object?> Value, Action<ColumnBuilder, TRecord> Append);
}
