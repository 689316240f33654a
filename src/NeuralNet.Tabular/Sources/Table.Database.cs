using System.Data.Common;

namespace NeuralNet.Tabular;

public sealed partial class Table
{
    /// <summary>Reads the rows of a query, each once and in order; names and types are those of the query.</summary>
    /// <param name="reader">What <c>command.ExecuteReader()</c> gave; read to the end of its rows and left
    /// open.</param>
    /// <remarks>Texts are looked at as those of a CSV file are: dates and truths among them are found.</remarks>
    /// <exception cref="InvalidDataException">
    /// A column is of a type that no column of a table can hold, or holds values of several kinds.
    /// </exception>
    public static Table From(DbDataReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ColumnBuilder[] builders = new ColumnBuilder[reader.FieldCount];
        for (int j = 0; j < builders.Length; j++)
            builders[j] = new ColumnBuilder(reader.GetName(j));

        // As objects: asked for a number, SQLite would answer 0 for a text.
        while (reader.Read())
        {
            for (int j = 0; j < builders.Length; j++)
                builders[j].Add(reader.GetValue(j));
        }

        return new Table([.. builders.Select(builder => builder.Build())]);
    }
}
