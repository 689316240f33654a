using System.Globalization;
using NeuralNet.Csv;

namespace NeuralNet.Tests;

/// <summary>Files as other programs lay them out: headers, delimiters, ends of lines.</summary>
public sealed class CsvLayoutTests
{
    private static readonly CsvOptions _targetY = new() { Targets = ["y"] };

    [Fact]
    public void Names_that_are_empty_or_occur_twice_do_no_harm_in_columns_that_nobody_asked_for()
    {
        const string AirQuality = "Date;CO;T;CO2;note;note;;\r\n10/03/2004;2,6;13,6;11,9;a;b;;\r\n11/03/2004;2;13,3;9,4;;;;\r\n";

        var options = new CsvOptions { Delimiter = ';', Culture = CultureInfo.GetCultureInfo("it-IT"), Features = ["CO", "T"], Targets = ["CO2"] };

        Dataset<double> data = CsvBytes.Read(AirQuality, options);

        data.X.ToRowMajorArray().Should().Equal(2.6, 13.6, 2, 13.3);
        data.Y.Column(0).Should().Equal(11.9, 9.4);
    }

    [Fact]
    public void A_column_without_a_name_such_as_the_row_numbers_of_other_programs_is_no_feature_unless_asked_for()
    {
        const string Indexed = ",a,y\n0,5,1\n1,6,2\n";

        CsvBytes.Read(Indexed, _targetY).FeatureNames.Should().Equal("a");
        CsvBytes.Read(Indexed, _targetY with { Features = ["", "a"] }).X.ToRowMajorArray().Should().Equal(0, 5, 1, 6);
    }

    [Theory]
    [InlineData("a,b,y,\n1,2,3,\n4,5,6,\n")]
    [InlineData("a,b,y\n1,2,3,\n4,5,6,,\n")]
    [InlineData("a,b,y,,\n1,2,3\n4,5,6,\n")]
    public void Delimiters_at_the_end_of_lines_are_no_columns(string text)
    {
        Dataset<double> data = CsvBytes.Read(text, _targetY);

        data.FeatureNames.Should().Equal("a", "b");
        data.X.ToRowMajorArray().Should().Equal(1, 2, 4, 5);
        data.Y.Column(0).Should().Equal(3, 6);
    }

    [Fact]
    public void Names_that_occur_twice_are_refused_where_they_are_asked_for()
    {
        CsvBytes.Refusal("a,a,y\n1,2,3\n", _targetY).Should().Match("stream, line 1: 2 columns have the name 'a'*'Features'*");
        CsvBytes.Refusal("\n\na,y,y\n1,2,3\n", _targetY).Should().StartWith("stream, line 3: 2 columns have the name 'y'");
        CsvBytes.Refusal("a,c,c,y\n1,2,3,4\n", _targetY with { Features = ["a"], Categories = ["c"] }).Should().Contain("2 columns have the name 'c'");
    }

    [Fact]
    public void Runs_of_spaces_and_tabs_are_one_delimiter_and_none_at_the_ends_of_a_line()
    {
        const string Cars = " 18.0   8   307.0\t\"chevrolet  malibu\"  \r\n 15.0  8   350.0  \t\"buick\"\n\n24.  4 113.0   \"a \t\"\"b\"\"\"";

        Dataset<double> data = CsvBytes.Read(Cars, new CsvOptions { Delimiter = ' ', Header = CsvHeader.None, Label = "3", Features = ["0", "1", "2"] });

        data.X.ToRowMajorArray().Should().Equal(18, 8, 307, 15, 8, 350, 24, 4, 113);
        data.ClassNames.Should().Equal("a \t\"b\"", "buick", "chevrolet  malibu");
    }

    [Fact]
    public void Runs_of_spaces_are_one_delimiter_wherever_blocks_of_the_file_end()
    {
        const int lines = 20_000;
        string text = string.Concat(Enumerable.Range(0, lines).Select(i => $"{Spaces(i % 13)}{i}{Spaces(1 + i % 17)}{2 * i}{Spaces(i % 5)}\n"));

        Dataset<double> data = CsvBytes.Read(text, new CsvOptions { Delimiter = ' ', Header = CsvHeader.None, Targets = ["1"] });

        data.X.Column(0).Should().Equal(Enumerable.Range(0, lines).Select(i => (double)i));
        data.Y.Column(0).Should().Equal(Enumerable.Range(0, lines).Select(i => 2.0 * i));

        static string Spaces(int count) => new(' ', count);
    }

    [Theory]
    [InlineData("a;b;y\n1;2;3\n", ',', "';'")]
    [InlineData("a\tb\ty\n1\t2\t3\n", ',', "'\\t'")]
    [InlineData("a|b|y\n1|2|3\n", ',', "'|'")]
    [InlineData("a,b,y\n1,2,3\n", ';', "','")]
    [InlineData("a b y\n1 2 3\n", ',', "' '")]
    [InlineData("a;b, in cm;y\n1;2;3\n", ',', "';'")]
    public void A_wrong_delimiter_is_named_with_the_likely_one(string text, char delimiter, string likely)
    {
        var byPosition = new CsvOptions { Header = CsvHeader.None, Targets = ["2"], Delimiter = delimiter };

        CsvBytes.Refusal(text, _targetY with { Delimiter = delimiter }).Should().Contain($"'Delimiter' is perhaps to be {likely}");
        CsvBytes.Refusal(text, byPosition).Should().Contain($"'Delimiter' is perhaps to be {likely}");
    }

    [Fact]
    public void A_wrong_delimiter_is_named_where_only_features_are_read_and_decimals_have_commas()
    {
        static string Refusal(string text, CsvOptions options) => Assert.ThrowsAny<Exception>(() => CsvBytes.ReadFeatures(text, options)).Message;

        Refusal("a;b\n1;2\n", new CsvOptions()).Should().Contain("'Delimiter' is perhaps to be ';'");
        Refusal("1,5;2,5\n", new CsvOptions { Header = CsvHeader.None }).Should().Contain("'Delimiter' is perhaps to be ';'");
        Refusal(" 0.5   18.0 2\n", new CsvOptions { Header = CsvHeader.None }).Should().Contain("'Delimiter' is perhaps to be ' '");
    }

    [Fact]
    public void A_right_delimiter_is_not_doubted()
    {
        CsvBytes.Refusal("sepal length in cm,petal length in cm\n1,2\n", _targetY).Should().NotContain("Delimiter");
        CsvBytes.Refusal("a,y\nNew York,2\n", _targetY).Should().NotContain("Delimiter");
    }

    [Fact]
    public void The_line_in_which_some_programs_name_the_delimiter_is_no_header()
        => CsvBytes.Read("sep=;\r\na;y\r\n1;2\r\n", _targetY with { Delimiter = ';' }).X[0, 0].Should().Be(1);

    [Fact]
    public void A_file_without_a_header_says_so()
        => CsvBytes.Refusal("1,2,3\n4,5,6\n", _targetY).Should().Contain("If the first line is no header, set 'Header' to None");

    [Theory]
    [InlineData("a,y\r1,2\r3,4\r")]
    [InlineData("a,y\r\n1,2\n3,4")]
    [InlineData("a,y\n\n1,2\r\r\n3,4\n\n\n")]
    [InlineData("\"a\",\"y\"\n\"1\",\"2\"\n 3 ,\"4\" \n")]
    public void Lines_may_end_in_any_way(string text)
    {
        Dataset<double> data = CsvBytes.Read(text, _targetY);

        data.X.Column(0).Should().Equal(1, 3);
        data.Y.Column(0).Should().Equal(2, 4);
    }

    [Theory]
    [InlineData("a,y\n1\n", "stream, line 2: 1 fields, but the header has 2.")]
    [InlineData("a,y\n1,2,3\n", "stream, line 2: 3 fields, but the header has 2.")]
    [InlineData("a,y,\n1\n", "stream, line 2: 1 fields, but the header has 3.")]
    [InlineData("# made by a program\na,y\n1,2\n", "stream has no column 'y'; its 1 columns are '# made by a program'.*")]
    [InlineData("a,y\n\"1\n2\",3\n", "stream, line 2, column 'a': '1\\u000A2' is no number*")]
    [InlineData("a,y\n1 234,5\n", "stream, line 2, column 'a': '1 234' is no number*")]
    [InlineData("a,y\n\"1,234.5\",5\n", "stream, line 2, column 'a': '1,234.5' has a ',', which separates thousands*")]
    [InlineData("a,y\n1.234.567,5\n", "stream, line 2, column 'a': '1.234.567' is no number*")]
    [InlineData("a,y\n$5,5\n", "stream, line 2, column 'a': '$5' is no number*")]
    [InlineData("a,y\n5%,5\n", "stream, line 2, column 'a': '5%' is no number*")]
    [InlineData("a,y\ninf,5\n", "stream, line 2, column 'a': 'inf' is*")]
    public void What_is_ragged_or_no_number_is_refused_with_its_line(string text, string message)
        => CsvBytes.Refusal(text, _targetY).Should().Match(message);

    [Fact]
    public void Line_breaks_between_quotes_are_counted()
        => CsvBytes.Refusal("a,y\n\"two\nlines\",3\nb,4\nc,5,6\n", _targetY with { Categories = ["a"] }).Should().StartWith("stream, line 5: 3 fields");

    [Fact]
    public void A_hundred_thousand_columns_are_read_in_time_that_grows_with_their_number()
    {
        const int columns = 100_000;
        string[] names = [.. Enumerable.Range(0, columns).Select(j => $"c{j}")];
        string text = $"{string.Join(',', names)},y\n{string.Join(',', Enumerable.Range(0, columns))},7\n";

        Dataset<double> data = CsvBytes.Read(text, _targetY);
        Matrix<double> again = CsvBytes.ReadFeatures(text, _targetY.EncodedAs(data));

        data.FeatureNames.Should().Equal(names);
        data.X.Row(0).Should().Equal(Enumerable.Range(0, columns).Select(j => (double)j));
        again.Should().Be(data.X);
    }

    [Fact]
    public void Names_with_an_equals_sign_are_told_apart_from_categories()
    {
        const string Text = "a,a=b,x\nb=c,q,1\nd,r,2\n";
        var options = new CsvOptions { Features = [], Categories = ["a", "a=b"], Targets = ["x"] };
        Dataset<double> data = CsvBytes.Read(Text, options);

        CsvBytes.ReadFeatures(Text, options.EncodedAs(data)).Should().Be(data.X);
    }
}
