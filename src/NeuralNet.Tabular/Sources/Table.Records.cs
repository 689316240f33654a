namespace NeuralNet.Tabular;

public sealed partial class Table
{
    /// <summary>Makes a table of records, each a row.</summary>
    /// <param name="records">The records, gone through once.</param>
    /// <param name="columns">The columns by name, kind and value.</param>
    /// <exception cref="InvalidDataException">A number is infinite.</exception>
    public static Table From<TRecord>(IEnumerable<TRecord> records, RecordColumns<TRecord> columns)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(columns);
        int rows = records.TryGetNonEnumeratedCount(out int count) ? count : 0;
        ColumnBuilder[] builders = [.. columns.All.Select(column => new ColumnBuilder(column.Name, rows))];
        Action<ColumnBuilder, TRecord>[] append = [.. columns.All.Select(column => column.Append)];
        foreach (TRecord record in records)
        {
            for (int j = 0; j < builders.Length; j++)
                append[j](builders[j], record);
        }

        return new Table([.. builders.Select((builder, j) => builder.Build(columns.All[j].Kind))]);
    }
}
