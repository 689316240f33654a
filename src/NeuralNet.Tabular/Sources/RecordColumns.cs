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
    private readonly List<(string Name, ColumnKind Kind, Func<TRecord, object?> Value)> _columns = [];

    internal IReadOnlyList<(string Name, ColumnKind Kind, Func<TRecord, object?> Value)> All => _columns;

    /// <summary>Adds a column of numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number of a record; null or NaN in a gap.</param>
    public RecordColumns<TRecord> Number(string name, Func<TRecord, double?> value) => Add(name, ColumnKind.Number, record => value(record));

    /// <summary>Adds a column of categories.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The category of a record; null in a gap.</param>
    public RecordColumns<TRecord> Category(string name, Func<TRecord, string?> value) => Add(name, ColumnKind.Category, value);

    /// <summary>Adds a column of truths.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">True, false, or null in a gap.</param>
    public RecordColumns<TRecord> Boolean(string name, Func<TRecord, bool?> value) => Add(name, ColumnKind.Boolean, record => value(record));

    /// <summary>Adds a column of days.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The day of a record; null in a gap.</param>
    public RecordColumns<TRecord> Date(string name, Func<TRecord, DateOnly?> value) => Add(name, ColumnKind.Date, record => value(record));

    /// <summary>Adds a column of moments.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The moment of a record; null in a gap.</param>
    public RecordColumns<TRecord> Date(string name, Func<TRecord, DateTime?> value) => Add(name, ColumnKind.Date, record => value(record));

    private RecordColumns<TRecord> Add(string name, ColumnKind kind, Func<TRecord, object?> value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (_columns.Any(column => column.Name == name))
            throw new ArgumentException($"There is a column '{name}' already.", nameof(name));
        _columns.Add((name, kind, value));
        return this;
    }
}
