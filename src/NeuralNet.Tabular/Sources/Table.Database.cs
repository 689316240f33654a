using System.Data.Common;

namespace NeuralNet.Tabular;

public sealed partial class Table
{
    // Providers whose columns have one type for all rows, so that numbers need no objects. SQLite's have a type a cell,
    // and asked for a number it would answer 0 for a text.
    private static readonly string[] _typedProviders = ["Npgsql", "Microsoft.Data.SqlClient", "MySqlConnector"];

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
        TypeCode[] types = new TypeCode[builders.Length];
        bool isTyped = _typedProviders.Contains(reader.GetType().Namespace);
        for (int j = 0; j < builders.Length; j++)
        {
            builders[j] = new ColumnBuilder(reader.GetName(j));
            types[j] = isTyped ? Type.GetTypeCode(reader.GetFieldType(j)) : TypeCode.Object;
        }

        try
        {
            while (reader.Read())
            {
                for (int j = 0; j < builders.Length; j++)
                    Add(builders[j], reader, j, types[j]);
            }
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException)
        {
            // Such as a numeric of PostgreSQL that is NaN, or larger than a decimal, in the first column that is a row
            // behind.
            ColumnBuilder column = builders.First(builder => builder.Row == builders[^1].Row);
            throw new InvalidDataException($"Column '{column.Name}' holds a value in row {column.Row} that {reader.GetType().Namespace} "
                + $"cannot hand over ({e.Message}): convert the column in the query, such as to double precision.", e);
        }

        return new Table(ColumnBuilder.Build(builders));
    }

    private static void Add(ColumnBuilder builder, DbDataReader reader, int column, TypeCode type)
    {
        if (type is not (TypeCode.Double or TypeCode.Single or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 or TypeCode.String))
            builder.Add(reader.GetValue(column));
        else if (reader.IsDBNull(column))
            builder.AddGap();
        else if (type == TypeCode.String)
            builder.AddText(reader.GetString(column));
        else
            builder.AddNumber(type switch
            {
                TypeCode.Double => reader.GetDouble(column),
                TypeCode.Single => reader.GetFloat(column),
                TypeCode.Int16 => reader.GetInt16(column),
                TypeCode.Int32 => reader.GetInt32(column),
                _ => reader.GetInt64(column),
            });
    }
}
