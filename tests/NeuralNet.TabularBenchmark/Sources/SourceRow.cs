using System.Globalization;
using Microsoft.Data.Analysis;
using Microsoft.Data.Sqlite;
using NeuralNet.Tabular;
using Npgsql;
using Parquet;
using Parquet.Schema;

namespace NeuralNet.TabularBenchmark;

/// <summary>A row of 26 numbers with gaps and four texts, made from its number.</summary>
internal readonly record struct SourceRow(int Index)
{
    private const int Numbers = 26;
    private const int Texts = 4;

    private static readonly string[] _levels = [.. Enumerable.Range(0, 50).Select(i => $"level {i}")];

    private static IEnumerable<string> Names
        => Enumerable.Range(0, Numbers).Select(j => $"number{j}").Concat(Enumerable.Range(0, Texts).Select(j => $"text{j}"));

    public double? Number(int column) => (Index + column) % 50 == 7 ? null : (Index * 7919L + column * 104_729L) % 1_000_003 / 100.0;

    public string Text(int column) => _levels[(Index * 31 + column * 17) % _levels.Length];

    public static IEnumerable<SourceRow> All(int rows) => Enumerable.Range(0, rows).Select(row => new SourceRow(row));

    public static RecordColumns<SourceRow> Columns()
    {
        var columns = new RecordColumns<SourceRow>();
        for (int j = 0; j < Numbers; j++)
        {
            int column = j;
            columns.Number($"number{column}", row => row.Number(column));
        }

        for (int j = 0; j < Texts; j++)
        {
            int column = j;
            columns.Category($"text{column}", row => row.Text(column));
        }

        return columns;
    }

    public static void WriteCsv(string path, int rows)
    {
        using var file = new StreamWriter(path);
        file.WriteLine(string.Join(',', Names));
        foreach (SourceRow row in All(rows))
            file.WriteLine(string.Join(',', [.. Enumerable.Range(0, Numbers).Select(j => row.Number(j)?.ToString(CultureInfo.InvariantCulture)),
                .. Enumerable.Range(0, Texts).Select(row.Text)]));
    }

    public static SqliteConnection FillSqlite(string path, int rows)
    {
        var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE TABLE rows ({string.Join(", ", Names.Select((name, j) => $"{name} {(j < Numbers ? "REAL" : "TEXT")}"))})";
        command.ExecuteNonQuery();
        command.CommandText = $"INSERT INTO rows VALUES ({string.Join(", ", Names.Select(name => $"${name}"))})";
        SqliteParameter[] parameters = [.. Names.Select(name => command.Parameters.Add(new SqliteParameter($"${name}", null)))];
        foreach (SourceRow row in All(rows))
        {
            for (int j = 0; j < parameters.Length; j++)
                parameters[j].Value = j < Numbers ? row.Number(j) ?? (object)DBNull.Value : row.Text(j - Numbers);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        return connection;
    }

    public static void FillPostgreSql(NpgsqlDataSource source, int rows)
    {
        using (NpgsqlCommand create = source.CreateCommand(
            $"CREATE TABLE rows ({string.Join(", ", Names.Select((name, j) => $"{name} {(j < Numbers ? "double precision" : "text")}"))})"))
            create.ExecuteNonQuery();
        using NpgsqlConnection connection = source.OpenConnection();
        using NpgsqlBinaryImporter importer = connection.BeginBinaryImport("COPY rows FROM STDIN (FORMAT BINARY)");
        foreach (SourceRow row in All(rows))
        {
            importer.StartRow();
            for (int j = 0; j < Numbers; j++)
            {
                if (row.Number(j) is { } number)
                    importer.Write(number);
                else
                    importer.WriteNull();
            }

            for (int j = 0; j < Texts; j++)
                importer.Write(row.Text(j));
        }

        importer.Complete();
    }

    public static DataFrame Frame(int rows) => new(
        [
            .. Enumerable.Range(0, Numbers).Select(j => new DoubleDataFrameColumn($"number{j}", All(rows).Select(row => row.Number(j)))),
            .. Enumerable.Range(0, Texts).Select(j => new StringDataFrameColumn($"text{j}", All(rows).Select(row => row.Text(j)))),
        ]);

    public static async Task WriteParquet(string path, int rows, int group)
    {
        DataField[] fields = [.. Names.Select((name, j) => j < Numbers ? (DataField)new DataField<double?>(name) : new DataField<string>(name))];
        await using FileStream file = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file);
        foreach (SourceRow[] part in All(rows).Chunk(group))
        {
            using ParquetRowGroupWriter groupWriter = writer.CreateRowGroup();
            for (int j = 0; j < fields.Length; j++)
            {
                if (j < Numbers)
                    await groupWriter.WriteAsync<double>(fields[j], part.Select(row => row.Number(j)).ToArray());
                else
                    await groupWriter.WriteAsync(fields[j], part.Select(row => row.Text(j - Numbers)).ToArray());
            }
        }
    }
}
