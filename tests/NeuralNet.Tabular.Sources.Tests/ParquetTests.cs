using Parquet;
using Parquet.Schema;

namespace NeuralNet.Tabular.Sources.Tests;

public sealed class ParquetTests
{
    [Fact]
    public async Task Columns_of_a_file_with_several_row_groups_become_columns_of_a_table()
    {
        DataField[] fields =
        [
            new DataField<double>("km"), new DataField<int>("doors"), new DataField<float?>("share"), new DataField<long?>("mass"),
            new DataField<string>("colour"), new DataField<bool?>("paid"), new DataField<DateTime?>("moment"), new DataField<decimal?>("price"),
        ];
        using var file = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file))
        {
            for (int group = 0; group < 2; group++)
            {
                using ParquetRowGroupWriter rows = writer.CreateRowGroup();
                await rows.WriteAsync<double>(fields[0], new double[] { group + 0.5, double.NaN });
                await rows.WriteAsync<int>(fields[1], new int[] { 2 + group, 5 });
                await rows.WriteAsync<float>(fields[2], new float?[] { 0.25f, null });
                await rows.WriteAsync<long>(fields[3], new long?[] { 2_000_000_000_000, null });
                await rows.WriteAsync(fields[4], new string?[] { group == 0 ? "red" : "größer", null }!);
                await rows.WriteAsync<bool>(fields[5], new bool?[] { group == 0, null });
                await rows.WriteAsync<DateTime>(fields[6], new DateTime?[] { new DateTime(2024, 2, 29, 10, 30, 0, DateTimeKind.Utc), null });
                await rows.WriteAsync<decimal>(fields[7], new decimal?[] { 12.5m, null });
            }
        }

        Table table = Table.FromParquet(file);

        table.Count.Should().Be(4);
        table.Columns.Select(column => (column.Name, column.Kind, column.Gaps)).Should().Equal(
            ("km", ColumnKind.Number, 2), ("doors", ColumnKind.Number, 0), ("share", ColumnKind.Number, 2), ("mass", ColumnKind.Number, 2),
            ("colour", ColumnKind.Category, 2), ("paid", ColumnKind.Boolean, 2), ("moment", ColumnKind.Date, 2), ("price", ColumnKind.Number, 2));
        table["doors"][2].Should().Be(3.0);
        table["mass"][0].Should().Be(2e12);
        table["colour"][2].Should().Be("größer");
        table["paid"][2].Should().Be(false);
        table["moment"][0].Should().Be(new DateTime(2024, 2, 29, 10, 30, 0));
        table["price"][2].Should().Be(12.5);
    }

    [Fact]
    public async Task Gaps_of_a_file_stay_in_their_rows_over_row_groups_of_several_sizes()
    {
        DataField[] fields = [new DataField<double?>("km"), new DataField<int?>("doors"), new DataField<string>("colour"), new DataField<bool?>("paid")];
        double?[] km = [.. Enumerable.Range(0, 1000).Select(i => i % 7 == 3 ? null : (double?)(i + 0.5))];
        int?[] doors = [.. Enumerable.Range(0, 1000).Select(i => i % 9 == 0 ? null : (int?)i)];
        string?[] colours = [.. Enumerable.Range(0, 1000).Select(i => i % 4 == 1 ? null : $"colour {i % 13}")];
        bool?[] paid = [.. Enumerable.Range(0, 1000).Select(i => i % 5 == 2 ? null : (bool?)(i % 2 == 0))];
        using var file = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file))
        {
            foreach (Range part in new[] { ..7, 7..600, 600.. })
            {
                using ParquetRowGroupWriter rows = writer.CreateRowGroup();
                await rows.WriteAsync<double>(fields[0], km[part]);
                await rows.WriteAsync<int>(fields[1], doors[part]);
                await rows.WriteAsync(fields[2], colours[part]!);
                await rows.WriteAsync<bool>(fields[3], paid[part]);
            }
        }

        Table table = Table.FromParquet(file);

        Enumerable.Range(0, 1000).Select(i => table["km"][i]).Should().Equal(km.Select(value => (object?)value));
        Enumerable.Range(0, 1000).Select(i => table["doors"][i]).Should().Equal(doors.Select(value => (object?)(double?)value));
        Enumerable.Range(0, 1000).Select(i => table["colour"][i]).Should().Equal(colours);
        Enumerable.Range(0, 1000).Select(i => table["paid"][i]).Should().Equal(paid.Select(value => (object?)value));
    }

    [Fact]
    public void What_is_no_parquet_file_is_refused_by_its_name()
    {
        using var text = new MemoryStream("make,km\naudi,12000\nbmw,3000\n"u8.ToArray());

        text.Invoking(stream => Table.FromParquet(stream, "cars.csv")).Should().Throw<InvalidDataException>().WithMessage("'cars.csv' cannot be read*");
        FluentActions.Invoking(() => Table.FromParquet("missing.parquet")).Should().Throw<FileNotFoundException>();
    }

    [Fact]
    public async Task A_column_with_several_values_in_a_row_is_refused_by_name()
    {
        var schema = new ParquetSchema(new DataField<int>("x"), new DataField<int[]>("list"));
        using var file = new MemoryStream();
        await using (await ParquetWriter.CreateAsync(schema, file))
        {
        }

        file.Invoking(stream => Table.FromParquet(stream, "f")).Should().Throw<InvalidDataException>()
            .WithMessage("'f' has the column 'list'*one in each cell*");
    }
}
