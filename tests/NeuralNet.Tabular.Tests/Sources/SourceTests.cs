using Microsoft.Data.Sqlite;

namespace NeuralNet.Tabular.Tests.Sources;

public sealed class SourceTests
{
    private sealed record Car(string? Make, double? Km, bool? IsNew, DateOnly? FirstSeen, double Price);

    private static readonly RecordColumns<Car> _columns = new RecordColumns<Car>()
        .Category("make", car => car.Make)
        .Number("km", car => car.Km)
        .Boolean("new", car => car.IsNew)
        .Date("first seen", car => car.FirstSeen)
        .Number("price", car => car.Price);

    [Fact]
    public void Records_become_rows_by_selectors_and_null_is_a_gap()
    {
        Table table = Table.From([new Car("audi", 12_000, true, new DateOnly(2019, 4, 1), 30_000), new Car(null, null, null, null, 1)], _columns);

        table.Columns.Select(column => column.Kind).Should().Equal(
            ColumnKind.Category, ColumnKind.Number, ColumnKind.Boolean, ColumnKind.Date, ColumnKind.Number);
        table["make"][0].Should().Be("audi");
        table["first seen"][0].Should().Be(new DateTime(2019, 4, 1));
        table.Columns.Take(4).Select(column => column[1]).Should().AllBeEquivalentTo((object?)null);
    }

    [Fact]
    public void Many_records_of_unknown_number_keep_every_value_in_its_row()
    {
        const int rows = 200_000;

        Table table = Table.From(Enumerable.Range(0, rows).Where(i => i >= 0).Select(i => new Car(i % 3 == 0 ? null : $"make {i % 7}",
            i % 5 == 0 ? null : i, i % 2 == 0, null, 2.0 * i)), _columns);

        table.Count.Should().Be(rows);
        for (int i = 0; i < rows; i++)
        {
            if (!Equals(table["make"][i], i % 3 == 0 ? null : $"make {i % 7}") || !Equals(table["km"][i], i % 5 == 0 ? null : (double)i)
                || !Equals(table["new"][i], i % 2 == 0) || !Equals(table["price"][i], 2.0 * i))
                Assert.Fail($"Row {i} is another.");
        }
    }

    [Fact]
    public void An_infinite_number_among_many_records_is_refused_with_its_row()
        => FluentActions.Invoking(() => Table.From(Enumerable.Range(0, 200_000).Where(i => i >= 0).Select(i => new Car(null, 150_000.0 / (150_000 - i), null,
            null, 1)), _columns)).Should().Throw<InvalidDataException>().WithMessage("Column 'km' holds * in row 150000*finite*");

    [Fact]
    public void A_query_of_a_database_becomes_a_table()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE cars (make TEXT, km REAL, doors INTEGER, first_seen TEXT);
            INSERT INTO cars VALUES ('audi', 12000.5, 4, '2019-04-01'), ('bmw', NULL, 2, '2020-12-31'), (NULL, 3, 4, NULL);
            SELECT make, km, doors, first_seen FROM cars ORDER BY rowid;
            """;
        using SqliteDataReader reader = command.ExecuteReader();

        Table table = Table.From(reader);

        table.Count.Should().Be(3);
        table.Columns.Select(column => column.Kind).Should().Equal(ColumnKind.Category, ColumnKind.Number, ColumnKind.Number, ColumnKind.Date);
        table["km"][0].Should().Be(12000.5);
        table["km"][1].Should().BeNull();
        table["first_seen"][1].Should().Be(new DateTime(2020, 12, 31));
    }

    [Fact]
    public void A_text_among_the_numbers_of_a_query_is_an_error_with_its_row_and_not_a_zero()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE t (x REAL); INSERT INTO t VALUES (1.5), ('much'); SELECT x FROM t ORDER BY rowid;";
        using SqliteDataReader reader = command.ExecuteReader();

        reader.Invoking(Table.From).Should().Throw<InvalidDataException>().WithMessage("*'x'*'much' in row 1*");
    }

    [Fact]
    public void A_record_is_predicted_as_the_dictionary_with_its_values_is()
    {
        Car[] cars = [.. Enumerable.Range(0, 60)
            .Select(i => new Car(i % 3 == 0 ? "audi" : "bmw", 1000 * i, i % 2 == 0, new DateOnly(2000 + i % 20, 1, 1), 90_000 - 1000 * i))];
        TabularModel model = TabularModel.Train(Table.From(cars, _columns), "price", Some.Quick);

        Estimate estimate = model.Predict(cars[7], _columns);

        Estimate same = model.Predict(new() { ["make"] = "bmw", ["km"] = 7000, ["new"] = false, ["first seen"] = new DateOnly(2007, 1, 1) });
        (estimate.Value, estimate.Lower, estimate.Upper).Should().Be((same.Value, same.Lower, same.Upper));
        estimate.Value.Should().BeApproximately(83_000, 10_000);
    }
}
