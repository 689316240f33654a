using Npgsql;

namespace NeuralNet.Tabular.Sources.Tests;

public sealed class PostgreSqlTests
{
    [PostgreSqlFact]
    public void Rows_of_a_PostgreSQL_query_become_a_table_with_the_kinds_of_its_types()
    {
        using var server = PostgreSqlServer.Start();
        using NpgsqlDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        using NpgsqlCommand command = source.CreateCommand("""
            SELECT * FROM (VALUES
                (1::smallint, 1.5::real, 2.25::numeric, 'red'::text, true, date '2024-02-29', timestamp '2024-02-29 10:30',
                    timestamptz '2024-02-29 10:30+02', 7::bigint),
                (2::smallint, 'NaN'::real, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                (3::smallint, -2e3::real, 0.5, 'blau, größer', false, date '1999-12-31', timestamp '2000-01-01',
                    timestamptz '2000-01-01 00:00+00', -7::bigint)
            ) AS t (small, "real number", amount, colour, paid, day, moment, instant, big)
            """);
        using NpgsqlDataReader reader = command.ExecuteReader();

        Table table = Table.From(reader);

        table.Columns.Select(column => (column.Name, column.Kind, column.Gaps)).Should().Equal(
            ("small", ColumnKind.Number, 0), ("real number", ColumnKind.Number, 1), ("amount", ColumnKind.Number, 1), ("colour", ColumnKind.Category, 1),
            ("paid", ColumnKind.Boolean, 1), ("day", ColumnKind.Date, 1), ("moment", ColumnKind.Date, 1), ("instant", ColumnKind.Date, 1),
            ("big", ColumnKind.Number, 1));
        Enumerable.Range(0, 3).Select(row => (table["small"][row], table["real number"][row], table["big"][row])).Should().Equal(
            (1.0, 1.5, 7.0), (2.0, null, null), (3.0, -2000.0, -7.0));
        table["amount"][0].Should().Be(2.25);
        table["colour"][2].Should().Be("blau, größer");
        table["paid"][2].Should().Be(false);
        table["day"][0].Should().Be(new DateTime(2024, 2, 29));
        table["moment"][0].Should().Be(new DateTime(2024, 2, 29, 10, 30, 0));
        table["instant"][0].Should().Be(new DateTime(2024, 2, 29, 8, 30, 0));
    }

    [PostgreSqlFact]
    public void A_numeric_that_no_decimal_holds_and_an_infinite_number_are_refused_with_their_row()
    {
        using var server = PostgreSqlServer.Start();
        using NpgsqlDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        foreach ((string value, string type, string message) in new[]
        {
            ("NaN", "numeric", "Column 'x' holds a value in row 1 that Npgsql cannot hand over*convert*"),
            ("1e40", "numeric", "Column 'x' holds a value in row 1 that Npgsql cannot hand over*convert*"),
            ("-Infinity", "float8", "Column 'x' holds -infinity in row 1*"),
        })
        {
            using NpgsqlCommand command = source.CreateCommand($"SELECT 0 AS first, v::{type} AS x FROM (VALUES ('1.25'), ('{value}')) AS t (v)");
            using NpgsqlDataReader reader = command.ExecuteReader();

            reader.Invoking(Table.From).Should().Throw<InvalidDataException>().WithMessage(message);
        }
    }

    [PostgreSqlFact]
    public void A_column_of_a_type_that_no_table_holds_is_refused_by_name()
    {
        using var server = PostgreSqlServer.Start();
        using NpgsqlDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        using NpgsqlCommand command = source.CreateCommand("SELECT 1 AS x, ARRAY[1, 2] AS list");
        using NpgsqlDataReader reader = command.ExecuteReader();

        reader.Invoking(Table.From).Should().Throw<InvalidDataException>().WithMessage("Column 'list' holds a Int32[] in row 0*expected*");
    }
}
