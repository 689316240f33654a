using NeuralNet.Csv;

namespace NeuralNet.Tests;

/// <summary>What stands for a missing value, and lines that are no samples.</summary>
public sealed class CsvMarkerTests
{
    private static readonly CsvOptions _columns = new() { Features = ["number"], Categories = ["text"], Label = "class" };

    public static TheoryData<string> Markers => ["", "nan", "NaN", "NULL", "null", "n/a", "N/A", "NA", "#N/A", "<NA>", "None", "\\N", "?", "-", "--", "."];

    [Theory]
    [MemberData(nameof(Markers))]
    public void A_marker_is_a_missing_value_in_numbers_text_and_labels_alike(string marker)
    {
        string text = $"number,text,class\n1,a,p\n{marker},b,q\n3,{marker},p\n4,c,{marker}\n";
        var reports = new List<CsvReport>();

        CsvOptions options = _columns with { MissingFields = MissingFields.AsNaN, MissingTargets = MissingTargets.LineLeftOut, Report = reports.Add };

        Dataset<double> data = CsvBytes.Read(text, options);

        data.FeatureNames.Should().Equal("number", "text=a", "text=b");
        data.X.ToRowMajorArray().Should().Equal(1, 1, 0, double.NaN, 0, 1, 3, double.NaN, double.NaN);
        data.ToLabels().Should().Equal(0, 1, 0);
        reports.Should().ContainSingle().Which.LinesWithoutTarget.Should().Equal(5);
    }

    [Fact]
    public void A_marker_among_the_classes_or_categories_listed_is_one_of_them()
    {
        CsvOptions options = _columns with { Categories = [new("text", ["None", "gravel"])], ClassNames = ["-", "+"] };

        Dataset<double> data = CsvBytes.Read("number,text,class\n1,None,+\n2,gravel,-\n", options);

        data.X.ToRowMajorArray().Should().Equal(1, 1, 0, 2, 0, 1);
        data.ToLabels().Should().Equal(1, 0);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("n.a.")]
    [InlineData("unknown")]
    public void A_text_among_numbers_is_refused_by_a_message_that_names_the_markers(string text)
        => CsvBytes.Refusal($"a,b,y\n1,2,p\n3,{text},q\n", new CsvOptions { Label = "y", MissingFields = MissingFields.AsNaN })
            .Should().StartWith($"stream, line 3, column 'b': '{text}' is no number").And.Contain("MissingMarkers");

    [Fact]
    public void Every_refusal_of_a_missing_value_names_the_markers_and_what_helps()
    {
        CsvBytes.Refusal("number,text,class\n1,None,p\n", _columns)
            .Should().Match("stream has 1 missing values: line 2, column 'text' ('None')*MissingFields*MissingMarkers*");
        CsvBytes.Refusal("number,text,class\n1,a,-\n", _columns)
            .Should().Match("stream, line 2, column 'class': '-' is no label.*MissingMarkers*MissingTargets*ClassNames*");
        CsvBytes.Refusal("a,y\n1,NULL\n", new CsvOptions { Targets = ["y"] })
            .Should().Match("stream, line 2, column 'y': 'NULL' is no value for a target.*MissingMarkers*MissingTargets*");
    }

    [Fact]
    public void Markers_of_ones_own_replace_the_usual_ones_but_NaN()
    {
        CsvOptions options = _columns with { MissingMarkers = ["-200"], MissingFields = MissingFields.AsNaN };

        Dataset<double> data = CsvBytes.Read("text,number,class\n?,-200,a\nnan,-200.0,b\n-,5,a\n", options);

        data.FeatureNames.Should().Equal("number", "text=-", "text=?");
        data.X.ToRowMajorArray().Should().Equal(double.NaN, 0, 1, double.NaN, double.NaN, double.NaN, 5, 1, 0);
    }

    [Fact]
    public void Lines_without_label_or_of_delimiters_only_are_left_out_on_request_and_counted()
    {
        const string Penguins = "species,bill,mass,sex\nAdelie,39.1,3750,MALE\nAdelie,,,\nGentoo,40,3800,FEMALE\n"
            + ",,,\n,,\n  \nAdelie,?,3700,?\nAdelie,34,3475,FEMALE\n";
        CsvReport? report = null;
        var options = new CsvOptions { Features = ["bill", "mass"], Label = "sex" };

        Dataset<double> data = CsvBytes.Read(Penguins, options with { MissingTargets = MissingTargets.LineLeftOut, Report = read => report = read });

        data.X.ToRowMajorArray().Should().Equal(39.1, 3750, 40, 3800, 34, 3475);
        data.ClassNames.Should().Equal("FEMALE", "MALE");
        report!.Samples.Should().Be(3);
        report.LinesWithoutTarget.Should().Equal(3, 8);
        report.LinesOfDelimiters.Should().Equal(5, 6);
        report.ToString().Should().Be("3 samples; left out: 2 lines without label or target (3, 8), 2 lines of delimiters only (5, 6)");
        CsvBytes.Refusal(Penguins, options).Should().StartWith("stream, line 3, column 'sex': '' is no label.");
    }

    [Fact]
    public void Lines_without_one_of_several_targets_are_left_out_on_request()
    {
        var options = new CsvOptions { Targets = ["a", "b"], MissingTargets = MissingTargets.LineLeftOut };

        Dataset<double> data = CsvBytes.Read("x,a,b\n1,2,3\n4,,6\n7,8,NA\n9,10,11\n", options);

        data.X.Column(0).Should().Equal(1, 9);
        data.Y.ToRowMajorArray().Should().Equal(2, 3, 10, 11);
    }

    [Fact]
    public void What_is_wrong_in_other_ways_is_refused_although_lines_are_left_out()
    {
        var options = new CsvOptions { Targets = ["y"], MissingTargets = MissingTargets.LineLeftOut };

        CsvBytes.Refusal("x,y\n1,2\n3,many\n", options).Should().StartWith("stream, line 3, column 'y': 'many' is no number");
        CsvBytes.Refusal("x,y\n,2\n", options).Should().StartWith("stream has 1 missing values: line 2, column 'x'");
        CsvBytes.Refusal("x,y\n1\n", options).Should().StartWith("stream, line 2: 1 fields");
        CsvBytes.Refusal("x,y\n1,\n,\n", options).Should()
            .EndWith("(0 samples; left out: 1 lines without label or target (2), 1 lines of delimiters only (3)).");
    }

    [Fact]
    public void Lines_of_delimiters_are_left_out_of_features_alone_too()
        => CsvBytes.ReadFeatures("a,b\n1,2\n,\n3,4\n", new CsvOptions { MissingTargets = MissingTargets.LineLeftOut }).ToRowMajorArray()
            .Should().Equal(1, 2, 3, 4);

    [Fact]
    public void Of_a_long_file_that_several_threads_read_all_lines_left_out_are_reported_in_order()
    {
        const int lines = 60_000;
        string text = "x,y\n" + string.Concat(Enumerable.Range(2, lines).Select(i => i % 100 == 0 ? ",\n" : i % 7 == 0 ? $"{i},\n" : $"{i},{2 * i}\n"));
        CsvReport? report = null;

        var options = new CsvOptions { Targets = ["y"], MissingTargets = MissingTargets.LineLeftOut, Report = read => report = read };

        Dataset<double> data = CsvBytes.Read(text, options);

        int[] numbers = [.. Enumerable.Range(2, lines)];
        report!.LinesOfDelimiters.Should().Equal(numbers.Where(i => i % 100 == 0).Select(i => (long)i));
        report.LinesWithoutTarget.Should().Equal(numbers.Where(i => i % 100 != 0 && i % 7 == 0).Select(i => (long)i));
        data.X.Column(0).Should().Equal(numbers.Where(i => i % 100 != 0 && i % 7 != 0).Select(i => (double)i));
        data.Y.Column(0).Should().Equal(data.X.Column(0).Select(x => 2 * x));
    }
}
