using Microsoft.Data.Analysis;

namespace NeuralNet.Tabular.Sources.Tests;

public sealed class DataFrameTests
{
    [Fact]
    public void Columns_of_a_data_frame_become_columns_of_a_table()
    {
        var frame = new DataFrame(
            new DoubleDataFrameColumn("km", [1.5, null, double.NaN]),
            new SingleDataFrameColumn("share", [0.25f, null, 2]),
            new Int32DataFrameColumn("doors", [2, null, 5]),
            new Int64DataFrameColumn("mass", [2_000_000_000_000, null, -1]),
            new DecimalDataFrameColumn("price", [12.5m, null, 3]),
            new ByteDataFrameColumn("grade", [1, null, 255]),
            new StringDataFrameColumn("colour", ["red", null, "größer"]),
            new StringDataFrameColumn("seen", ["2024-02-29", null, "1999-12-31"]),
            new BooleanDataFrameColumn("paid", [true, null, false]),
            new DateTimeDataFrameColumn("moment", [new DateTime(2024, 2, 29, 10, 30, 0), null, new DateTime(2000, 1, 1)]));

        Table table = Table.From(frame);

        table.Columns.Select(column => (column.Name, column.Kind, column.Gaps)).Should().Equal(
            ("km", ColumnKind.Number, 2), ("share", ColumnKind.Number, 1), ("doors", ColumnKind.Number, 1), ("mass", ColumnKind.Number, 1),
            ("price", ColumnKind.Number, 1), ("grade", ColumnKind.Number, 1), ("colour", ColumnKind.Category, 1), ("seen", ColumnKind.Date, 1),
            ("paid", ColumnKind.Boolean, 1), ("moment", ColumnKind.Date, 1));
        table["mass"][0].Should().Be(2e12);
        table["price"][2].Should().Be(3.0);
        table["colour"][2].Should().Be("größer");
        table["seen"][0].Should().Be(new DateTime(2024, 2, 29));
        table["paid"][2].Should().Be(false);
        table["moment"][0].Should().Be(new DateTime(2024, 2, 29, 10, 30, 0));
    }

    [Fact]
    public void Gaps_of_a_data_frame_stay_in_their_rows()
    {
        double?[] km = [.. Enumerable.Range(0, 1000).Select(i => i % 7 == 3 ? null : (double?)(i + 0.5))];
        short?[] doors = [.. Enumerable.Range(0, 1000).Select(i => i % 9 == 0 ? null : (short?)i)];
        int[] known = [.. Enumerable.Range(0, 1000)];

        Table table = Table.From(new DataFrame(new DoubleDataFrameColumn("km", km), new Int16DataFrameColumn("doors", doors),
            new Int32DataFrameColumn("known", known)));

        Enumerable.Range(0, 1000).Select(i => table["km"][i]).Should().Equal(km.Select(value => (object?)value));
        Enumerable.Range(0, 1000).Select(i => table["doors"][i]).Should().Equal(doors.Select(value => (object?)(double?)value));
        Enumerable.Range(0, 1000).Select(i => table["known"][i]).Should().Equal(known.Select(value => (object?)(double)value));
    }

    [Fact]
    public void An_infinite_number_is_refused_with_its_column_and_row()
        => FluentActions.Invoking(() => Table.From(new DataFrame(new SingleDataFrameColumn("x", [1, float.NegativeInfinity]))))
            .Should().Throw<InvalidDataException>().WithMessage("Column 'x' holds -infinity in row 1*finite*");

    [Fact]
    public void A_data_frame_without_columns_is_refused()
        => FluentActions.Invoking(() => Table.From(new DataFrame())).Should().Throw<ArgumentException>().WithMessage("*at least one column*");
}
