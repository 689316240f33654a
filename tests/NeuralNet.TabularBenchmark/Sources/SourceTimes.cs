using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Analysis;
using Microsoft.Data.Sqlite;
using NeuralNet.Tabular;
using NeuralNet.Tests.Shared;
using Npgsql;
using Parquet;
using Parquet.Schema;

namespace NeuralNet.TabularBenchmark;

/// <summary>
/// How long a table of a source takes, beside how long the library underneath takes to hand out the same values, and
/// how much memory beyond what there was before.
/// </summary>
internal static class SourceTimes
{
    private const int Repeats = 3;
    private const int Group = 100_000;

    public static async Task<int> Run(IReadOnlyList<string> words)
    {
        int rows = words.Count > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 1_000_000;
        string folder = Directory.CreateTempSubdirectory("sources").FullName;
        try
        {
            switch (words.FirstOrDefault())
            {
                case "csv":
                    string csv = Path.Combine(folder, "rows.csv");
                    SourceRow.WriteCsv(csv, rows);
                    Report("CSV, NeuralNet.Csv's reader", () => Csv.CsvFile.ReadColumns(File.OpenRead(csv), null, csv).Count, () => Table.FromCsv(csv));
                    break;
                case "records":
                    Report("records, the list alone", () => SourceRow.All(rows).Count(row => row.Number(0) is not null),
                        () => Table.From(SourceRow.All(rows), SourceRow.Columns()));
                    break;
                case "sqlite":
                    using (SqliteConnection connection = SourceRow.FillSqlite(Path.Combine(folder, "rows.db"), rows))
                    using (SqliteCommand command = connection.CreateCommand())
                    {
                        command.CommandText = "SELECT * FROM rows";
                        Report("SQLite, Microsoft.Data.Sqlite", () => Values(command), () => Read(command));
                        SqliteConnection.ClearAllPools();
                    }

                    break;
                case "postgresql":
                    using (var server = PostgreSqlServer.Start())
                    using (NpgsqlDataSource source = NpgsqlDataSource.Create(server.ConnectionString))
                    {
                        SourceRow.FillPostgreSql(source, rows);
                        using NpgsqlCommand command = source.CreateCommand("SELECT * FROM rows");
                        Report("PostgreSQL, Npgsql", () => TypedValues(command), () => Read(command));
                    }

                    break;
                case "dataframe":
                    DataFrame frame = SourceRow.Frame(rows);
                    Report("DataFrame, Microsoft.Data.Analysis", () => Values(frame), () => Table.From(frame));
                    break;
                case "parquet":
                    string parquet = Path.Combine(folder, "rows.parquet");
                    await SourceRow.WriteParquet(parquet, rows, Group);
                    Report("Parquet, Parquet.Net", () => Values(parquet).GetAwaiter().GetResult(), () => Table.FromParquet(parquet));
                    break;
                default:
                    Console.Error.WriteLine("sources csv|records|sqlite|postgresql|dataframe|parquet [ROWS]");
                    return 2;
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Report(string name, Func<long> library, Func<Table> read)
    {
        GC.Collect();
        Process.GetCurrentProcess().Refresh();
        long before = Process.GetCurrentProcess().WorkingSet64;
        Table table = read();
        long peak = Process.GetCurrentProcess().PeakWorkingSet64 - before;

        // In turn, so that neither finds more memory that the process has already; the least counts.
        (double seconds, double alone) = (double.PositiveInfinity, double.PositiveInfinity);
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            alone = Math.Min(alone, Seconds(() => library()));
            seconds = Math.Min(seconds, Seconds(() => read()));
        }

        Console.WriteLine(FormattableString.Invariant($"{name}: {table.Count:N0} rows x {table.Columns.Count} columns, the library alone {alone:0.00} s, ")
            + FormattableString.Invariant($"the table {seconds:0.00} s, {table.Count / seconds / 1e3:0} thousand rows a second; ")
            + FormattableString.Invariant($"cells {8.0 * table.Count * table.Columns.Count / 1e6:0} MB, at most {peak / 1e6:0} MB taken"));
    }

    private static double Seconds(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    private static Table Read(DbCommand command)
    {
        using DbDataReader reader = command.ExecuteReader();
        return Table.From(reader);
    }

    private static long Values(DbCommand command)
    {
        using DbDataReader reader = command.ExecuteReader();
        long known = 0;
        while (reader.Read())
        {
            for (int j = 0; j < reader.FieldCount; j++)
                known += reader.GetValue(j) is DBNull ? 0 : 1;
        }

        return known;
    }

    private static long TypedValues(DbCommand command)
    {
        using DbDataReader reader = command.ExecuteReader();
        bool[] isNumber = [.. Enumerable.Range(0, reader.FieldCount).Select(j => reader.GetFieldType(j) == typeof(double))];
        long known = 0;
        while (reader.Read())
        {
            for (int j = 0; j < isNumber.Length; j++)
            {
                if (!reader.IsDBNull(j))
                    known += isNumber[j] ? double.IsNaN(reader.GetDouble(j)) ? 0 : 1 : reader.GetString(j).Length;
            }
        }

        return known;
    }

    private static long Values(DataFrame frame)
    {
        long known = 0;
        foreach (DataFrameColumn column in frame.Columns)
        {
            for (long i = 0; i < column.Length; i++)
                known += column[i] is null ? 0 : 1;
        }

        return known;
    }

    private static async Task<long> Values(string path)
    {
        long values = 0;
        await using ParquetReader reader = await ParquetReader.CreateAsync(path);
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
            foreach (DataField field in reader.Schema.DataFields)
            {
                if (field.ClrType == typeof(double))
                {
                    double?[] numbers = new double?[rows.RowCount];
                    await rows.ReadAsync<double>(field, numbers.AsMemory());
                }
                else
                {
                    var texts = new ReadOnlyMemory<char>?[rows.RowCount];
                    await rows.ReadAsync<ReadOnlyMemory<char>>(field, texts.AsMemory());
                }

                values += rows.RowCount;
            }
        }

        return values;
    }
}
