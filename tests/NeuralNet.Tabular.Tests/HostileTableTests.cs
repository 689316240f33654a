using System.Globalization;

namespace NeuralNet.Tabular.Tests;

/// <summary>
/// Tables and questions that do not fit: what is wrong is named, and nothing is answered in its place.
/// </summary>
public sealed class HostileTableTests
{
    private static readonly Lazy<TabularModel> _houses = new(() => TabularModel.Train(Some.Houses(100), "price", Some.Quick));

    [Theory]
    [InlineData("missing", null, "*no column 'missing'*'size', 'city'*")]
    [InlineData(null, "missing", "*no column 'missing'*'size', 'city'*")]
    [InlineData("price", null, "*'price' is to be predicted*'GroupBy'*")]
    [InlineData(null, "price", "*'price' is to be predicted*'SplitBy'*")]
    [InlineData("size", null, "*'GroupBy' names 'size', which has 6 gaps*")]
    [InlineData(null, "size", "*'SplitBy' names 'size', a Number with 6 gaps*")]
    [InlineData(null, "city", "*'SplitBy' names 'city', a Category*")]
    [InlineData("sold before", null, "*'GroupBy' gives 2 different groups, but at least 3 are needed*")]
    [InlineData("city", "built", "*'GroupBy' and 'SplitBy' are both set*")]
    public void Columns_that_cannot_hold_rows_out_are_refused_by_name(string? groupBy, string? splitBy, string message)
        => FluentActions.Invoking(() => TabularModel.Train(Some.Houses(100), "price", Some.Quick with { GroupBy = groupBy, SplitBy = splitBy }))
            .Should().Throw<ArgumentException>().WithMessage(message);

    [Fact]
    public void A_time_that_is_the_same_in_nearly_all_rows_splits_nothing()
    {
        Table table = Some.Csv("time,x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(i < 1 ? 1 : 1.6e9)},{i * 7 % 11},{i}\n")));

        FluentActions.Invoking(() => TabularModel.Train(table, "y", Some.Quick with { SplitBy = "time" })).Should().Throw<ArgumentException>()
            .WithMessage("'SplitBy' names 'time', of which 1 rows are before*");
    }

    [Fact]
    public void Renamed_and_mistyped_columns_are_named_and_reordered_ones_are_taken()
    {
        Table table = Some.Houses(20);
        Table turned = Some.Csv("city,sold before,size,built\na,no,5,2010-06-01\n");

        _houses.Value.PredictAll(turned).Count.Should().Be(1);
        _houses.Value.Invoking(m => m.PredictAll(Some.Csv("Size,city,built,sold before\n5,a,2010-06-01,no\n"))).Should().Throw<ArgumentException>()
            .WithMessage("*needs 'size'*has 'Size', 'city', 'built', 'sold before'*");
        _houses.Value.Invoking(m => m.PredictAll(Some.Csv("size,city,built,sold before\n5,a,yesterday,no\n"))).Should().Throw<ArgumentException>()
            .WithMessage("*'built' holds Category, but Date was expected*");
        _houses.Value.Invoking(m => m.PredictAll(Some.Csv("size,city,built,sold before\n5,a,2010-06-01,perhaps\n"))).Should().Throw<ArgumentException>()
            .WithMessage("*'sold before' holds Category, but Boolean was expected*");
        table.Invoking(t => t.Without("Price")).Should().Throw<ArgumentException>().WithMessage("*no column 'Price'*");
    }

    [Fact]
    public void No_rows_give_no_predictions_and_no_model()
    {
        Table none = Some.Houses(20).Rows([]);

        _houses.Value.PredictAll(none).Count.Should().Be(0);
        none.ToString().Should().StartWith("0 rows, 5 columns");
        FluentActions.Invoking(() => TabularModel.Train(none, "price")).Should().Throw<ArgumentException>().WithMessage("*'price'*0 rows*at least 10*");
    }

    [Fact]
    public void Two_columns_of_one_name_are_refused()
        => FluentActions.Invoking(() => Some.Csv("x,x,y\n1,2,3\n")).Should().Throw<Exception>().WithMessage("*name 'x'*")
            .Which.Should().Match(e => e is InvalidDataException || e is ArgumentException);

    [Fact]
    public void A_column_that_is_empty_in_all_rows_is_left_out_and_said_and_one_that_is_empty_later_is_all_gaps()
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(i => $",{i * 7 % 13},{i * 7 % 13 + i % 3}\n"));
        TabularModel model = TabularModel.Train(Some.Csv($"empty,x,y\n{rows}"), "y", Some.Quick);

        model.Columns.Select(column => column.Name).Should().Equal("x");
        model.Report.Notes.Should().Contain(note => note.Contains("'empty' is left out: it is empty"));
        model.PredictAll(Some.Csv("x\n\"\"\n\"\"\n"))["y"][1].Should().BeOfType<double>().Which.Should().BeInRange(-5, 20);
    }

    [Fact]
    public void Numbers_whose_squares_are_infinite_are_refused_by_name_as_inputs_and_as_target()
    {
        Table table = Some.Csv("x,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 7},{(i == 3 ? "1e200" : $"{i}")}\n")));

        FluentActions.Invoking(() => TabularModel.Train(table, "y", Some.Quick)).Should().Throw<ArgumentException>().WithMessage("*'y' holds 1E+200*unit*");
        FluentActions.Invoking(() => TabularModel.Train(table, "x", Some.Quick)).Should().Throw<ArgumentException>().WithMessage("*'y' holds 1E+200*unit*");
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void An_infinite_value_is_refused_wherever_it_comes_in(double value)
    {
        var columns = new RecordColumns<double>().Number("x", x => x);

        FluentActions.Invoking(() => Table.From([1.0, value], columns)).Should().Throw<InvalidDataException>()
            .WithMessage("Column 'x' holds *infinity in row 1*");
        FluentActions.Invoking(() => _houses.Value.Predict(new() { ["size"] = value, ["city"] = "a", ["built"] = null, ["sold before"] = null }))
            .Should().Throw<ArgumentException>().WithMessage("*'size' is*a finite number was expected*");
        FluentActions.Invoking(() => _houses.Value.Predict([value, 0, 0, 0], new double[3])).Should().Throw<ArgumentException>().WithMessage("*'size'*finite*");
    }

    [Fact]
    public void Names_and_levels_of_any_letters_are_kept_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            string rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i % 2 == 0 ? "ISI" : "ısı")},{i % 5},{(i % 2 == 0 ? 10 : 0) + i % 5}.5\n"));
            TabularModel model = TabularModel.Train(Some.Csv($"İl,ı,価格\n{rows}"), "価格", Some.Quick);
            using var file = new MemoryStream();

            model.Save(file);
            file.Position = 0;
            TabularModel loaded = TabularModel.Load(file);

            loaded.Columns.Select(column => column.Name).Should().Equal("İl", "ı");
            loaded.Columns[0].Levels.Should().BeEquivalentTo("ISI", "ısı");
            double upper = loaded.Predict(new() { ["İl"] = "ISI", ["ı"] = 2 }).Value, lower = loaded.Predict(new() { ["İl"] = "ısı", ["ı"] = 2 }).Value;
            (upper - lower).Should().BeApproximately(10, 3);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Moments_with_a_zone_are_taken_in_universal_time_wherever_they_come_from()
    {
        TableColumn texts = Some.Csv("t\n2024-03-01T10:30:00+02:00\n2024-03-01T08:30:00Z\n")["t"];
        TableColumn values = Table.From([new DateTimeOffset(2024, 3, 1, 10, 30, 0, TimeSpan.FromHours(2))],
            new RecordColumns<DateTimeOffset>().Date("t", time => time.UtcDateTime))["t"];

        texts.Kind.Should().Be(ColumnKind.Date);
        texts[0].Should().Be(new DateTime(2024, 3, 1, 8, 30, 0));
        texts[1].Should().Be(texts[0]);
        values[0].Should().Be(texts[0]);
    }

    [Fact]
    public void A_category_of_thousands_of_levels_is_learned_from_and_unseen_ones_are_answered()
    {
        var random = new RandomStream(3);
        string rows = string.Concat(Enumerable.Range(0, 6000).Select(i =>
            FormattableString.Invariant($"c{random.NextInteger(3000)},{i % 4},{i % 4 + 0.1 * random.NextNormal():F3}\n")));
        TabularModel model = TabularModel.Train(Some.Csv($"code,x,y\n{rows}"), "y", Some.Quick);

        model.Predict(new() { ["code"] = "never seen", ["x"] = 3 }).Value.Should().BeApproximately(3, 0.5);
    }

    [Fact]
    public void A_target_of_one_class_has_nothing_to_predict()
        => FluentActions.Invoking(() => TabularModel.Train(Some.Csv("x,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},a\n"))), "y"))
            .Should().Throw<ArgumentException>().WithMessage("*'y' has the same value in all rows*");

    [Fact]
    public void Messages_name_the_argument_of_the_method_that_was_called()
    {
        Table same = Some.Csv("x,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},5\n")));
        Table alone = Some.Csv("y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i}\n")));
        Table large = Some.Csv("x,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 7}e299,{i}\n")));

        FluentActions.Invoking(() => TabularModel.Train(same, "y")).Should().Throw<ArgumentException>().WithParameterName("target");
        FluentActions.Invoking(() => TabularModel.Train(alone, "y")).Should().Throw<ArgumentException>().WithParameterName("table")
            .WithMessage("*'y'*the table has no other*");
        FluentActions.Invoking(() => TabularModel.Train(large, "y")).Should().Throw<ArgumentException>().WithParameterName("table").WithMessage("*'x' holds*");
    }

    [Fact]
    public void Numbers_whose_squares_are_nothing_are_refused_by_name_as_inputs_and_as_target()
    {
        Table table = Some.Csv("x,y\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i % 7}e-200,{i % 11}\n")));

        FluentActions.Invoking(() => TabularModel.Train(table, "y", Some.Quick)).Should().Throw<ArgumentException>().WithMessage("*'x' holds*6E-200*unit*");
        FluentActions.Invoking(() => TabularModel.Train(table, "x", Some.Quick)).Should().Throw<ArgumentException>().WithMessage("*'x' holds*6E-200*unit*");
    }

    [Fact]
    public void A_column_that_hardly_varies_but_for_a_few_rows_gives_numbers()
    {
        Table table = Some.Csv("x,y\n" + string.Concat(Enumerable.Range(0, 60)
            .Select(i => $"{(i % 20 == 3 ? "1" : $"{i % 7}e-320")},{(i % 20 == 3 ? 9 : 2)}.5\n")));

        TabularModel model = TabularModel.Train(table, "y", Some.Quick);

        model.Predict(new() { ["x"] = 3e-320 }).Value.Should().BeInRange(0, 12);
        model.Derivatives(table).Columns[0].Gaps.Should().Be(0);
    }

    [Theory]
    [InlineData("Infinity")]
    [InlineData("1e400")]
    [InlineData("inf")]
    public void Numbers_among_which_an_infinite_one_is_written_are_said_to_be_stored_as_text_and_not_to_name_rows(string infinite)
    {
        Table table = Some.Csv("x,z,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i == 9 ? infinite : $"{i}.5")},{i % 7},{i % 7 + i % 3}\n")));

        table["x"].Remark.Should().Be($"numbers stored as text, such as '{infinite}'");
        TabularModel.Train(table, "y", Some.Quick).Report.Notes.Should().Contain($"'x' is left out: it holds numbers stored as text, such as '{infinite}'.");
    }

    public static TheoryData<object, double> Fives => new()
    {
        { (byte)5, 5 }, { 5L, 5 }, { 5.0f, 5 }, { 5.00m, 5 }, { (Half)5, 5 }, { (Int128)5, 5 }, { (UInt128)5, 5 }, { new System.Numerics.BigInteger(5), 5 },
        { (nint)5, 5 }, { DayOfWeek.Friday, 5 },
    };

    [Theory]
    [MemberData(nameof(Fives))]
    public void A_number_of_any_type_is_that_number_and_the_level_that_it_is_written_as(object value, double number)
    {
        InputColumn size = new("size", ColumnKind.Number, []), line = new("line", ColumnKind.Category, ["4", "5"]);

        size.Raw(value).Should().Be(number);
        if (value is not DayOfWeek)
            line.Raw(value).Should().Be(1);
    }

    [Fact]
    public void What_is_no_number_is_refused_with_its_type()
    {
        InputColumn size = new("size", ColumnKind.Number, []);

        foreach (object value in new object[] { 'c', "5", true, TimeSpan.FromDays(1), new DateOnly(2024, 1, 1), Guid.Empty, new object(), new int[1] })
            size.Invoking(column => column.Raw(value)).Should().Throw<ArgumentException>().WithMessage($"'size' is *({value.GetType().Name})*finite number*");
    }

    [Fact]
    public void Training_that_is_cancelled_ends_with_the_exception_of_cancellation_wherever_it_is()
    {
        // A skewed target, so that logarithms are tried first.
        Table table = Some.Csv("x,y\n" + string.Concat(Enumerable.Range(0, 300)
            .Select(i => FormattableString.Invariant($"{i / 50.0},{Math.Exp(i / 50.0)}\n"))));

        foreach (int milliseconds in new[] { 0, 5, 20, 60, 150 })
        {
            using var cancellation = new CancellationTokenSource(milliseconds);
            try
            {
                TabularModel.Train(table, "y", new TabularOptions(), cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                cancellation.IsCancellationRequested.Should().BeTrue();
            }
        }

        FluentActions.Invoking(() => TabularModel.Train(table, "y", new TabularOptions(), new CancellationToken(canceled: true)))
            .Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void A_file_whose_numbers_were_edited_is_refused_or_gives_a_model_that_answers()
    {
        Dictionary<string, object?> row = new() { ["size"] = 4, ["city"] = "b", ["built"] = new DateOnly(2010, 6, 1), ["sold before"] = null };
        int outline = ((ModelLayer)ModelStorage.Wrap(_houses.Value).Layers[0])[0].Length;
        int refused = 0;
        for (int place = 0; place < outline; place++)
        {
            foreach (double edited in new[] { double.NaN, -1, 0.5, 1e9, 1e300, double.PositiveInfinity })
            {
                Network<double> file = ModelStorage.Wrap(_houses.Value);
                ((ModelLayer)file.Layers[0])[0][place] = edited;
                try
                {
                    double value = ModelStorage.Unwrap(file).Predict(row).Value;
                    double.IsNaN(value).Should().BeFalse($"place {place} became {edited}");
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        }

        refused.Should().BeGreaterThan(outline);
    }
}
