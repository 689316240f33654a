namespace NeuralNet.Tabular.Tests;

public sealed class TabularModelTests
{
    [Fact]
    public void A_smooth_function_of_few_numbers_is_predicted_far_better_than_by_a_linear_model()
    {
        TabularReport report = TabularModel.Train(Some.Yacht(), "residuary_resistance").Report;

        // Froude number alone explains most, but not linearly: R squared of the linear model is about 0.64.
        report.Linear.Share.Should().BeInRange(0.55, 0.7);
        report.Score.Share.Should().BeGreaterThan(0.98);
        report.Constant.Share.Should().BeLessThan(0.01);
        report.Importance[0].Name.Should().Be("froude_number");
    }

    [Fact]
    public void Categories_dates_and_gaps_are_inputs_like_numbers()
    {
        TabularModel model = TabularModel.Train(Some.Houses(600), "price");

        // The noise has deviation 1; a sixteenth of the sizes, whose deviation is 7 in price, are unknown.
        model.Report.Score.Error.Should().BeInRange(1, 2.6);
        Estimate b = model.Predict(new() { ["size"] = 5, ["city"] = "b", ["built"] = new DateOnly(2010, 6, 1), ["sold before"] = true });
        Estimate a = model.Predict(new() { ["size"] = 5, ["city"] = "a", ["built"] = new DateOnly(2010, 6, 1), ["sold before"] = true });
        Estimate old = model.Predict(new() { ["size"] = 5, ["city"] = "b", ["built"] = new DateOnly(1995, 6, 1), ["sold before"] = true });
        (b.Value - a.Value).Should().BeApproximately(10, 1.5);
        (b.Value - old.Value).Should().BeApproximately(15, 2);
        model.Predict(new() { ["size"] = null, ["city"] = "elsewhere", ["built"] = null, ["sold before"] = null }).Value.Should().BeInRange(-30, 60);
    }

    [Fact]
    public void A_target_that_is_noise_is_not_predicted_so_no_row_is_scored_by_what_learned_from_it()
    {
        var random = new RandomStream(7);
        string rows = string.Concat(Enumerable.Range(0, 300).Select(_ => FormattableString.Invariant(
            $"{random.NextNormal()},{random.NextInteger(60)}x,{random.NextNormal()}\n")));

        TabularReport report = TabularModel.Train(Some.Csv($"a,b,y\n{rows}"), "y").Report;

        report.Score.Share.Should().BeLessThan(0.05);
    }

    [Fact]
    public void Probabilities_of_classes_add_up_to_one_and_are_better_than_shares()
    {
        Table table = Some.File("horse_colic.csv");
        TabularModel model = TabularModel.Train(table, "outcome");

        Table predictions = model.PredictAll(table);

        model.Classes.Should().Equal("died", "euthanized", "lived");
        predictions.Columns.Select(column => column.Name).Should().Equal("outcome", "outcome = died", "outcome = euthanized", "outcome = lived");
        Enumerable.Range(0, table.Count).Select(i => predictions.Columns.Skip(1).Sum(column => (double)column[i]!)).Should()
            .OnlyContain(sum => Math.Abs(sum - 1) < 1e-9);
        model.Report.Score.Error.Should().BeLessThan(0.85 * model.Report.Constant.Error);
    }

    [Fact]
    public void A_saved_model_predicts_the_same_to_the_bit()
    {
        Table table = Some.Houses(200);
        TabularModel model = TabularModel.Train(table, "price", Some.Quick);
        using var file = new MemoryStream();

        model.Save(file);
        file.Position = 0;
        TabularModel loaded = TabularModel.Load(file);

        loaded.PredictAll(table).Columns[0].Values.ToArray().Should().Equal(model.PredictAll(table).Columns[0].Values.ToArray());
        loaded.PredictAll(table).Columns[2].Values.ToArray().Should().Equal(model.PredictAll(table).Columns[2].Values.ToArray());
        loaded.Report.Score.Should().Be(model.Report.Score);
        loaded.Report.Choices.Should().Equal(model.Report.Choices);
        loaded.Report.Importance.Should().Equal(model.Report.Importance);
        loaded.Columns.Select(column => (column.Name, column.Kind)).Should().Equal(model.Columns.Select(column => (column.Name, column.Kind)));
    }

    [Fact]
    public void A_file_of_another_network_and_a_damaged_one_are_refused()
    {
        using var other = new MemoryStream();
        Network.WithInputs<double>(2).Dense(1).Build().Save(other);
        other.Position = 0;
        using var damaged = new MemoryStream();
        TabularModel.Train(Some.Houses(60), "price", Some.Quick).Save(damaged);
        damaged.GetBuffer()[damaged.Length / 2] ^= 1;
        damaged.Position = 0;

        FluentActions.Invoking(() => TabularModel.Load(other)).Should().Throw<InvalidDataException>().WithMessage("*no model of a table*");
        FluentActions.Invoking(() => TabularModel.Load(damaged)).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void The_same_table_and_seed_give_the_same_model_to_the_bit()
    {
        Table table = Some.Houses(150);

        double[] once = TabularModel.Train(table, "price", Some.Quick).PredictAll(table).Columns[0].Values.ToArray();
        double[] again = TabularModel.Train(table, "price", Some.Quick).PredictAll(table).Columns[0].Values.ToArray();
        double[] other = TabularModel.Train(table, "price", Some.Quick with { Seed = 1 }).PredictAll(table).Columns[0].Values.ToArray();

        again.Should().Equal(once);
        other.Should().NotEqual(once);
    }

    [Fact]
    public void A_table_whose_columns_do_not_fit_is_refused_by_name()
    {
        TabularModel model = TabularModel.Train(Some.Houses(100), "price", Some.Quick);

        model.Invoking(m => m.PredictAll(Some.Csv("size,town\n1,a\n"))).Should().Throw<ArgumentException>()
            .WithMessage("*'city', 'built', 'sold before'*'size', 'town'*");
        model.Invoking(m => m.PredictAll(Some.Csv("size,city,built,sold before\nbig,a,2010-01-01,yes\nsmall,b,2010-01-01,no\n")))
            .Should().Throw<ArgumentException>().WithMessage("*'size' holds Category, but Number was expected*");
        model.Invoking(m => m.Predict(new() { ["size"] = "big", ["city"] = "a", ["built"] = null, ["sold before"] = null }))
            .Should().Throw<ArgumentException>().WithMessage("*'size' is 'big'*a finite number was expected*");
    }

    [Fact]
    public void Columns_that_name_rows_or_never_change_are_left_out_and_one_that_gives_the_target_away_is_said()
    {
        var random = new RandomStream(3);
        string rows = string.Concat(Enumerable.Range(0, 80).Select(i =>
        {
            double x = random.NextNormal(), y = x + random.NextNormal();
            return FormattableString.Invariant($"{i},EUR,{x},{100 * y},{y}\n");
        }));

        TabularModel model = TabularModel.Train(Some.Csv($"nr,currency,x,cents,y\n{rows}"), "y", Some.Quick);

        model.Columns.Select(column => column.Name).Should().Equal("x", "cents");
        model.Report.Notes.Should().Contain(note => note.Contains("'nr'")).And.Contain(note => note.Contains("'currency'"))
            .And.Contain(note => note.Contains("'cents' alone gives the target away"));
    }

    [Fact]
    public void A_group_is_learned_from_as_a_whole_or_not_at_all()
    {
        // What is predicted is a property of the patient, which nothing but memory of the patient gives.
        var random = new RandomStream(5);
        string rows = string.Concat(Enumerable.Range(0, 40).SelectMany(patient =>
        {
            double y = random.NextNormal(), x = random.NextNormal();
            return Enumerable.Range(0, 8).Select(_ => FormattableString.Invariant($"p{patient},{x + 0.01 * random.NextNormal()},{y}\n"));
        }));
        Table table = Some.Csv($"patient,x,y\n{rows}");

        TabularModel random5 = TabularModel.Train(table.Without("patient"), "y", Some.Quick);
        TabularModel grouped = TabularModel.Train(table, "y", Some.Quick with { GroupBy = "patient" });

        grouped.Columns.Select(column => column.Name).Should().Equal("x");
        random5.Report.Score.Share.Should().BeGreaterThan(0.1);
        grouped.Report.Score.Share.Should().BeLessThan(0.05);
    }

    [Fact]
    public void The_latest_fifth_is_scored_where_rows_are_split_by_time_and_that_is_asked_for_where_there_is_a_date()
    {
        Table table = Some.Houses(200);

        TabularModel byTime = TabularModel.Train(table, "price", Some.Quick with { SplitBy = "built" });

        byTime.Report.ScoredRows.Should().BeInRange(36, 44);
        TabularModel.Train(table, "price", Some.Quick).Report.Notes.Should().Contain(note => note.Contains("SplitBy = \"built\""));
    }

    [Fact]
    public void Nine_in_ten_new_rows_lie_within_their_intervals()
    {
        TabularModel model = TabularModel.Train(Some.Houses(500, seed: 1), "price", Some.Quick);
        Table rows = Some.Houses(3000, seed: 2);

        Table predictions = model.PredictAll(rows);

        double[] y = rows["price"].Values.ToArray(), lower = predictions["price lower"].Values.ToArray(), upper = predictions["price upper"].Values.ToArray();
        double share = y.Index().Average(pair => pair.Item >= lower[pair.Index] && pair.Item <= upper[pair.Index] ? 1.0 : 0);

        // By the Beta law of 500 calibration rows the share has deviation 0.0134 around 0.9; the mean of networks is a
        // little better than each.
        share.Should().BeInRange(0.86, 0.95);
    }

    [Fact]
    public void Too_few_rows_for_an_interval_give_one_without_ends()
    {
        Table table = Some.Csv($"x,y\n{string.Concat(Enumerable.Range(0, 10).Select(i => $"{i * i},{i}.5\n"))}").Rows([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

        TabularModel.Train(table, "y", Some.Quick).Predict(new() { ["x"] = 3 }).Upper.Should().BeGreaterThan(0);
        FluentActions.Invoking(() => TabularModel.Train(table.Rows([0, 1, 2]), "y")).Should().Throw<ArgumentException>().WithMessage("*3 rows*at least 10*");
    }

    [Fact]
    public void A_prediction_of_raw_values_allocates_nothing()
    {
        TabularModel model = TabularModel.Train(Some.Houses(100), "price", Some.Quick);
        double[] row = [.. model.Columns.Select(column => column.Raw(column.Kind == ColumnKind.Number ? 4 : null))], outputs = new double[3];
        for (int i = 0; i < 100; i++)
            model.Predict(row, outputs);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            model.Predict(row, outputs);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void What_cannot_be_predicted_is_refused_with_the_reason()
    {
        Table table = Some.Csv($"day,one,x\n{string.Concat(Enumerable.Range(0, 20).Select(i => $"2024-01-{1 + i:D2},1,{i}\n"))}");

        table.Invoking(t => TabularModel.Train(t, "z")).Should().Throw<ArgumentException>().WithMessage("*no column 'z'*");
        table.Invoking(t => TabularModel.Train(t, "day")).Should().Throw<ArgumentException>().WithMessage("*'day' holds dates*");
        table.Invoking(t => TabularModel.Train(t, "one")).Should().Throw<ArgumentException>().WithMessage("*'one' has the same value*");
        table.Invoking(t => TabularModel.Train(t.Without("day"), "x")).Should().Throw<ArgumentException>().WithMessage("*No column is left*'one'*constant*");
    }
}
