namespace NeuralNet.Tabular.Tests;

public sealed class TableTests
{
    [Fact]
    public void Kinds_are_found_out_from_the_values()
    {
        Table table = Some.Csv("""
            amount,colour,paid,day,moment,flag
            1.5,red,yes,2024-02-29,2024-02-29T10:30:00,0
            ,blue,no,2024-03-01,2024-03-01T00:00:00,1
            -2e3,red,,,2024-03-02T23:59:59,0
            """);

        table.Columns.Select(column => column.Kind).Should().Equal(
            ColumnKind.Number, ColumnKind.Category, ColumnKind.Boolean, ColumnKind.Date, ColumnKind.Date, ColumnKind.Boolean);
        table["amount"][2].Should().Be(-2000.0);
        table["amount"][1].Should().BeNull();
        table["colour"].Levels.Should().Equal("blue", "red");
        table["paid"][0].Should().Be(true);
        table["day"][0].Should().Be(new DateTime(2024, 2, 29));
        table["moment"][2].Should().Be(new DateTime(2024, 3, 2, 23, 59, 59));
        table.Columns.Select(column => column.Gaps).Should().Equal(1, 0, 1, 1, 0, 0);
    }

    [Fact]
    public void A_column_whose_only_text_stands_far_below_is_a_column_of_texts()
    {
        string rows = string.Concat(Enumerable.Range(0, 5000).Select(i => i == 4321 ? "unknown\n" : $"{i % 7}\n"));

        TableColumn column = Some.Csv($"x\n{rows}")["x"];

        column.Kind.Should().Be(ColumnKind.Category);
        column.Levels.Should().Equal("0", "1", "2", "3", "4", "5", "6", "unknown");
        column.TextAt(4321).Should().Be("unknown");
        column.TextAt(4999).Should().Be("1");
    }

    [Fact]
    public void Numbers_that_start_with_a_zero_are_names_and_keep_it()
    {
        TableColumn column = Some.Csv("code\n01067\n80331\n01067\n")["code"];

        column.Kind.Should().Be(ColumnKind.Category);
        column.TextAt(0).Should().Be("01067");
    }

    [Theory]
    [InlineData("31.12.2023", "d.M.yyyy")]
    [InlineData("12/31/2023", "M/d/yyyy")]
    [InlineData("31/12/2023", "d/M/yyyy")]
    public void Dates_that_are_not_written_as_ISO_has_them_are_read_and_said(string date, string format)
    {
        TableColumn column = Some.Csv($"d\n{date}\n{date.Replace("2023", "2022", StringComparison.Ordinal)}\n")["d"];

        column.Kind.Should().Be(ColumnKind.Date);
        column[0].Should().Be(new DateTime(2023, 12, 31));
        column.Remark.Should().Contain(format);
    }

    [Fact]
    public void Dates_that_can_be_read_in_two_ways_are_not_guessed()
    {
        TableColumn column = Some.Csv("d\n03/04/2023\n05/06/2023\n")["d"];

        column.Kind.Should().Be(ColumnKind.Category);
        column.Remark.Should().Contain("d/M/yyyy").And.Contain("M/d/yyyy");
    }

    [Fact]
    public void Row_numbers_keys_constants_and_numbers_with_units_are_remarked()
    {
        string rows = string.Concat(Enumerable.Range(1, 30).Select(i => $"{i},K{i:D4},EUR,{i % 5} kg,{i * i}\n"));

        Table table = Some.Csv($"nr,key,currency,weight,area\n{rows}");

        table["nr"].Remark.Should().Contain("identifier");
        table["key"].Remark.Should().Contain("identifier");
        table["currency"].Remark.Should().Contain("constant").And.Contain("EUR");
        table["weight"].Remark.Should().Contain("numbers stored as text").And.Contain("kg");
        table["area"].Remark.Should().BeNull();
    }

    [Fact]
    public void A_kind_can_be_set_and_a_value_that_does_not_fit_is_named_with_its_row()
    {
        Table table = Some.Csv("line,size\n12,small\n3,large\n12,7\n");

        table.With("line", ColumnKind.Category)["line"].Levels.Should().Equal("3", "12");
        table.Invoking(t => t.With("size", ColumnKind.Number)).Should().Throw<ArgumentException>().WithMessage("*'size'*'small' in row 0*Number*");
    }

    [Fact]
    public void A_table_prints_its_columns_with_kinds_ranges_gaps_and_remarks()
    {
        string text = Some.File("horse_colic.csv").ToString();

        text.Should().Contain("299 rows, 23 columns");
        text.Should().MatchRegex(@"rectal_temperature +number +35\.4 … 38\.2 … 40\.8 +20\.1 %");
        text.Should().MatchRegex(@"outcome +category +lived 60 %, died 26 %, euthanized 15 %");
    }

    [Fact]
    public void A_column_that_is_not_there_is_asked_for_with_the_names_of_those_that_are()
        => Some.Csv("a,b\n1,2\n").Invoking(table => table["c"]).Should().Throw<ArgumentException>().WithMessage("*no column 'c'*'a', 'b'*");
}
