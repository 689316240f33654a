using System.Globalization;
using System.Text;
using NeuralNet.Csv;

namespace NeuralNet.Tests;

public sealed class CsvFileTests
{
    private const string Flowers = "length,width,species\n5.1,3.5,setosa\n7,3.2,virginica\n4.9,3,setosa\n";

    [Fact]
    public void Columns_of_numbers_become_features_and_the_label_one_hot_rows_and_names_are_kept()
    {
        Dataset<double> data = Read<double>(Flowers, new CsvOptions { Label = "species" });

        data.FeatureNames.Should().Equal("length", "width");
        data.ClassNames.Should().Equal("setosa", "virginica");
        data.X.ToRowMajorArray().Should().Equal(5.1, 3.5, 7, 3.2, 4.9, 3);
        data.ToLabels().Should().Equal(0, 1, 0);
    }

    [Fact]
    public void Columns_are_chosen_by_name_in_the_order_asked_for()
    {
        Dataset<float> data = Read<float>("a,b,c,d\n1,2,x,4\n5,6,y,8\n", new CsvOptions { Features = ["d", "a"], Targets = ["b"] });

        data.X.ToRowMajorArray().Should().Equal(4, 1, 8, 5);
        data.Y.Column(0).Should().Equal(2, 6);
        data.TargetNames.Should().Equal("b");
    }

    [Fact]
    public void Text_columns_become_one_hot_features_behind_the_others()
    {
        const string Houses = "city,area,price\nRome,1,10\nBonn,2,20\nRome,3,30\n";

        Dataset<double> data = Read<double>(Houses, new CsvOptions { Categories = ["city"], Targets = ["price"] });

        data.FeatureNames.Should().Equal("area", "city=Bonn", "city=Rome");
        data.X.ToRowMajorArray().Should().Equal(1, 0, 1, 2, 1, 0, 3, 0, 1);
    }

    [Fact]
    public void Another_file_is_read_with_the_columns_and_classes_of_the_training_data()
    {
        var options = new CsvOptions { Categories = ["city"], Label = "kind" };
        Dataset<double> training = Read<double>("city,area,kind\nRome,1,b\nBonn,2,a\n", options);

        Matrix<double> x = CsvFile.ReadFeatures<double>(Stream("area,city\n7,Rome\n"), options.EncodedAs(training));
        Dataset<double> test = Read<double>("kind,area,city\nb,7,Bonn\n", options.EncodedAs(training));

        x.ToRowMajorArray().Should().Equal(7, 0, 1);
        test.FeatureNames.Should().Equal(training.FeatureNames);
        test.ToLabels().Should().Equal(1);
        test.ClassNames.Should().Equal("a", "b");
    }

    [Fact]
    public void Without_a_header_columns_are_named_by_position_and_the_first_line_is_data()
    {
        Dataset<double> data = Read<double>("1,2,yes\n3,4,no\n", new CsvOptions { Header = CsvHeader.None, Label = "2" });

        data.X.ToRowMajorArray().Should().Equal(1, 2, 3, 4);
        data.ToLabels().Should().Equal(1, 0);
    }

    [Fact]
    public void Delimiter_quotes_spaces_line_ends_and_byte_order_mark_are_understood()
    {
        const string Text = "\uFEFFa;\"the; label\"\r\n 1 ;\"say \"\"hi\"\"\"\r\n\r\n-2e-3;\"two\r\nlines\"\r\n";

        Dataset<double> data = Read<double>(Text, new CsvOptions { Delimiter = ';', Label = "the; label" });

        data.X.Column(0).Should().Equal(1, -0.002);
        data.ClassNames.Should().Equal("say \"hi\"", "two\r\nlines");
    }

    [Fact]
    public void Numbers_are_invariant_unless_a_culture_is_set_whatever_the_current_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

            Read<double>("a,y\n1.5,0\n", new CsvOptions { Targets = ["y"] }).X[0, 0].Should().Be(1.5);
            var german = new CsvOptions { Targets = ["y"], Delimiter = ';', Culture = CultureInfo.GetCultureInfo("de-DE") };
            Read<double>("a;y\n1,5;0\n", german).X[0, 0].Should().Be(1.5);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Whole_numbers_as_labels_keep_their_order()
        => Read<double>("a,y\n1,10\n2,9\n3,0\n", new CsvOptions { Label = "y" }).ClassNames.Should().Equal("0", "9", "10");

    [Fact]
    public void Missing_values_become_NaN_on_request_also_in_all_columns_of_a_category()
    {
        var options = new CsvOptions { Categories = ["city"], Targets = ["y"], MissingMarkers = ["", "?", "NA", "-999"], MissingFields = MissingFields.AsNaN };

        Dataset<double> data = Read<double>("a,city,y\n,Rome,1\n?,NA,2\n-999,Bonn,3\n4,Rome,4\nnan,Rome,5\n", options);

        data.X.Column(0).Should().Equal(double.NaN, double.NaN, double.NaN, 4, double.NaN);
        data.X.Row(1).Should().Equal(double.NaN, double.NaN, double.NaN);
        Imputer.Mean(data.X).Transform(data.X).Column(0).Should().AllBeEquivalentTo(4.0);
    }

    [Fact]
    public void Every_number_is_read_to_the_last_bit()
    {
        var random = new RandomStream(seed: 1);
        IEnumerable<double> many = Enumerable.Range(0, 20_000).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.NextInteger(60) - 30));
        double[] numbers = [0, -0.0, 1e-320, double.MaxValue, double.Epsilon, 0.1, 1 / 3.0, 123456789012345678, .. many];
        string text = "a,y\n" + string.Concat(numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture) + ",0\n"));

        double[] read = [.. Read<double>(text, new CsvOptions { Targets = ["y"] }).X.Column(0)];
        string smaller = text.Replace("1.7976931348623157E+308", "1", StringComparison.Ordinal);
        float[] single = [.. Read<float>(smaller, new CsvOptions { Targets = ["y"] }).X.Column(0)];

        read.Select(BitConverter.DoubleToInt64Bits).Should().Equal(numbers.Select(BitConverter.DoubleToInt64Bits));
        single.Skip(4).Should().Equal(numbers.Skip(4)
            .Select(number => float.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Rows_of_many_blocks_are_all_in_their_place()
    {
        const int rows = 70_001;
        var text = new StringBuilder("a,b,c,d,e\n");
        for (int i = 0; i < rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},{-i},{2 * i},{i % 7},{i % 3}\n");

        Dataset<double> data = Read<double>(text.ToString(), new CsvOptions { Targets = ["c"], Label = null });

        data.Count.Should().Be(rows);
        for (int i = 0; i < rows; i++)
            (data.X[i, 0], data.X[i, 1], data.Y[i, 0], data.X[i, 2], data.X[i, 3]).Should().Be((i, -i, 2 * i, i % 7, i % 3));
    }

    public static TheoryData<string, CsvOptions, string> BadFiles => new()
    {
        { "a,y\n1,0\nabc,0\n", new() { Targets = ["y"] }, "stream, line 3, column 'a': 'abc' is no number in the culture 'invariant'.*" },
        { "a,y\n1,0\n,0\n?,1\n", new() { Targets = ["y"] }, "stream has 2 missing values: line 3, column 'a' (''); line 4, column 'a' ('?').*Imputer*" },
        { "a,y\n1,\n", new() { Targets = ["y"] }, "stream, line 2, column 'y': '' is no value for a target.*" },
        { "a,y\n1,\n", new() { Label = "y" }, "stream, line 2, column 'y': '' is no label.*" },
        { "a;y\n1,5;0\n", new() { Targets = ["y"], Delimiter = ';' }, "stream, line 2, column 'a': '1,5' has a ',', which separates thousands*Culture*" },
        { "a,y\n\"1,5\",0\n", new() { Targets = ["y"] }, "stream, line 2, column 'a': '1,5' has a ','*" },
        {
            "a;y\n3.14;0\n",
            new() { Targets = ["y"], Delimiter = ';', Culture = CultureInfo.GetCultureInfo("de-DE") },
            "stream, line 2, column 'a': '3.14' has a '.', which separates thousands in the culture 'de-DE'*"
        },
        { "a,y\n1e999,0\n", new() { Targets = ["y"] }, "stream, line 2, column 'a': '1e999' is not finite, or more than Double can hold.*" },
        { "a,y\n1,2\n\n1,2,3\n", new() { Targets = ["y"] }, "stream, line 4: 3 fields, but the header has 2.*" },
        { "a,y\n1\n", new() { Targets = ["y"] }, "stream, line 2: 1 fields, but the header has 2.*" },
        { "a,y\n", new() { Targets = ["y"] }, "stream has no line of data*" },
        { "", new() { Targets = ["y"] }, "stream is empty*" },
        { "a,a,y\n1,2,3\n", new() { Targets = ["y"] }, "stream, line 1: 2 columns have the name 'a'*" },
        { "a,y\n1,\"open\n2,3\n", new() { Label = "y" }, "stream, line 2: *" },
        { "c,a,y\nx,1,2\nz,1,2\n", new() { Targets = ["y"], Categories = [new("c", ["x", "w"])] }, "stream, line 3, column 'c': 'z' is none of 'x', 'w'.*" },
        { "a,y\n1,no\n1,perhaps\n", new() { Label = "y", ClassNames = ["no", "yes"] }, "stream, line 3, column 'y': 'perhaps' is none of 'no', 'yes'.*" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void What_cannot_be_read_is_named_by_file_line_column_and_text(string text, CsvOptions options, string message)
    {
        Action act = () => Read<double>(text, options);

        act.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Of_a_long_file_that_several_threads_read_the_first_error_and_the_first_missing_places_are_named()
    {
        string[] lines = [.. Enumerable.Range(2, 200_000).Select(line => $"{line},{line % 2}")];
        foreach (int line in (int[])[190_000, 150_007, 90_001, 60_000, 30_000, 3])
            lines[line - 2] = ",0";
        string missing = string.Join('\n', ["a,y", .. lines]);
        lines[180_000 - 2] = "later,0";
        lines[70_000 - 2] = "first,0";
        string bad = string.Join('\n', ["a,y", .. lines]);
        lines[50_000 - 2] = "1,2,3";
        string wide = string.Join('\n', ["a,y", .. lines]);
        lines[40_000 - 2] = "1,\"0\"0";
        string malformed = string.Join('\n', ["a,y", .. lines]);

        for (int repetition = 0; repetition < 5; repetition++)
        {
            Message(missing).Should().StartWith("stream has 6 missing values: line 3, column 'a' (''); line 30000, column 'a' (''); "
                + "line 60000, column 'a' (''); line 90001, column 'a' (''); line 150007, column 'a' (''); …. ");
            Message(bad).Should().StartWith("stream, line 70000, column 'a': 'first' is no number");
            Message(wide).Should().StartWith("stream, line 50000: 3 fields, but the header has 2.");
            Message(malformed).Should().StartWith("stream, line 40000: ");
        }

        static string Message(string text) => Assert.Throws<InvalidDataException>(() => Read<double>(text, new CsvOptions { Targets = ["y"] })).Message;
    }

    [Fact]
    public void Categories_and_labels_of_a_long_file_are_in_their_place_and_order()
    {
        const int rows = 50_001;
        string[] kinds = ["é", "b", "a"];
        string text = "kind,a,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{kinds[i * 3L / rows]}{i % 5}, {i} ,class{(rows - i) % 11}\n"));

        Dataset<double> data = Read<double>(text, new CsvOptions { Categories = ["kind"], Label = "y" });

        data.FeatureNames.Should().Equal(["a", .. kinds.Reverse().SelectMany(kind => Enumerable.Range(0, 5).Select(i => $"kind={kind}{i}"))]);
        data.ClassNames.Should().Equal("class0", "class1", "class10", "class2", "class3", "class4", "class5", "class6", "class7", "class8", "class9");
        int[] labels = data.ToLabels();
        for (int i = 0; i < rows; i++)
        {
            data.X[i, 0].Should().Be(i);
            data.ClassNames![labels[i]].Should().Be($"class{(rows - i) % 11}");
            data.X[i, 1 + (2 - (int)(i * 3L / rows)) * 5 + i % 5].Should().Be(1);
        }

        data.X.ColumnSums().Skip(1).Sum().Should().Be(rows);
    }

    [Fact]
    public void Options_that_do_not_fit_the_file_or_each_other_are_refused()
    {
        static string Message(CsvOptions options) => Assert.ThrowsAny<ArgumentException>(() => Read<double>(Flowers, options)).Message;

        Message(new() { Label = "kind" }).Should().StartWith("stream has no column 'kind'; its 3 columns are 'length', 'width', 'species'.");
        Message(new()).Should().StartWith("Neither 'Label' nor 'Targets' says what is to be learned.");
        Message(new() { Label = "species", Targets = ["width"] }).Should().Contain("a data set has either");
        Message(new() { Label = "species", Features = ["species"] }).Should().Contain("Column 'species' is asked for 2 times");
        Message(new() { Label = "species", Delimiter = '"' }).Should().Contain("'Delimiter' is U+0022");
        Message(new() { Label = "species", Header = (CsvHeader)9 }).Should().Contain("'Header' is 9");
        Message(new() { Label = "species", MissingFields = (MissingFields)9 }).Should().Contain("'MissingFields' is 9");
        Message(new() { Label = "species", Features = [] }).Should().Contain("no column left for features");
    }

    [Fact]
    public void A_file_is_read_by_its_path_and_errors_name_it()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Flowers.Replace("3.2", "three", StringComparison.Ordinal));

            Action act = () => CsvFile.Read<double>(path, new CsvOptions { Label = "species" });

            act.Should().Throw<InvalidDataException>().WithMessage($"{path}, line 3, column 'width': 'three' is no number*");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Dataset<T> Read<T>(string text, CsvOptions options)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => CsvFile.Read<T>(Stream(text), options);

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
