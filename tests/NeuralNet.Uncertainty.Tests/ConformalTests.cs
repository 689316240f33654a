using MathNet.Numerics.Distributions;

namespace NeuralNet.Uncertainty.Tests;

public sealed class ConformalTests
{
    [Theory]
    [InlineData(9, 0.9, 9)]
    [InlineData(99, 0.9, 90)]
    [InlineData(100, 0.9, 91)]
    [InlineData(99, 0.07, 7)]
    [InlineData(99, 0.57, 57)]
    [InlineData(19, 0.95, 19)]
    public void The_rank_is_the_ceiling_of_the_share_of_one_sample_more(int rows, double coverage, int rank)
        => ConformalIntervals.Rank(rows, coverage).Should().Be(rank);

    [Theory]
    [InlineData(0.9, 9)]
    [InlineData(0.95, 19)]
    [InlineData(0.99, 99)]
    [InlineData(0.5, 1)]
    [InlineData(0.8, 4)]
    public void A_coverage_that_the_samples_cannot_give_is_refused_with_the_number_needed(double coverage, int needed)
    {
        ConformalIntervals.RowsNeeded(coverage).Should().Be(needed);
        ConformalIntervals.Calibrate(Matrix<double>.Build.Dense(needed, 1), Matrix<double>.Build.Dense(needed, 1), coverage).Rows.Should().Be(needed);
        if (needed > 1)
            FluentActions.Invoking(() => ConformalIntervals.Calibrate(Matrix<double>.Build.Dense(needed - 1, 1), Matrix<double>.Build.Dense(needed - 1, 1),
                coverage))
                .Should().Throw<ArgumentException>().WithMessage($"*cannot be promised with {needed - 1} samples: at least {needed} are needed*");
    }

    [Fact]
    public void The_margin_is_the_error_of_that_rank()
    {
        Matrix<double> outputs = Matrix<double>.Build.Dense(10, 1), y = Matrix<double>.Build.Dense(10, 1, (i, _) => (i % 2 == 0 ? 1 : -1) * (i + 1));

        ConformalIntervals intervals = ConformalIntervals.Calibrate(outputs, y, 0.8);

        intervals.Margins.Should().Equal(9);
        PredictionIntervals<double> around = intervals.Around(Samples.FromRows<double>([[100]]));
        (around.Outputs[0, 0], around.Lower[0, 0], around.Upper[0, 0], around.Coverage).Should().Be((100, 91, 109, 0.8));
        intervals.ToString().Should().Be("80 % intervals by AbsoluteError from 10 samples: margin 9");
    }

    [Fact]
    public void Quantiles_are_moved_outwards_or_inwards_by_the_margin()
    {
        Matrix<double> outputs = Matrix<double>.Build.Dense(9, 3, (_, j) => 10 * j), y = Matrix<double>.Build.Dense(9, 1, (i, _) => 5 + i);

        ConformalIntervals intervals = ConformalIntervals.Calibrate(outputs, y, 0.9, ConformalScore.Quantiles);

        // The greatest of max(0 - y, y - 20) is -5, at y = 5.
        intervals.Margins.Should().Equal(-5);
        PredictionIntervals<double> around = intervals.Around(Samples.FromRows<double>([[0, 10, 20], [0, 1, 4]]));
        around.Outputs.Column(0).Should().Equal(10, 1);
        around.Lower.Column(0).Should().Equal(5, 2);
        around.Upper.Column(0).Should().Equal(15, 2);
    }

    [Fact]
    public void Scaled_errors_give_intervals_as_wide_as_the_deviations_say()
    {
        Matrix<double> outputs = Matrix<double>.Build.Dense(9, 2, (i, j) => j == 0 ? 0 : i + 1), y = Matrix<double>.Build.Dense(9, 1, (i, _) => 2.5 * (i + 1));

        ConformalIntervals intervals = ConformalIntervals.Calibrate(outputs, y, 0.9, ConformalScore.ScaledError);

        intervals.Margins.Should().Equal(2.5);
        PredictionIntervals<double> around = intervals.Around(Samples.FromRows<double>([[1, 2]]));
        (around.Lower[0, 0], around.Upper[0, 0]).Should().Be((-4, 6));
    }

    [Theory]
    [InlineData(ConformalScore.AbsoluteError)]
    [InlineData(ConformalScore.ScaledError)]
    [InlineData(ConformalScore.Quantiles)]
    public void Over_many_calibrations_the_coverage_follows_the_law_of_beta(ConformalScore score)
    {
        const int calibrations = 2000, rows = 49;
        const double level = 0.8;
        int rank = ConformalIntervals.Rank(rows, level);
        var law = new Beta(rank, rows + 1 - rank);
        var coverages = new double[calibrations];

        for (int k = 0; k < calibrations; k++)
        {
            var random = new RandomStream(seed: 5, k);
            Matrix<double> y = Matrix<double>.Build.Dense(rows, 1, (_, _) => random.NextNormal());
            ConformalIntervals intervals = ConformalIntervals.Calibrate(Outputs(rows), y, level, score);
            PredictionIntervals<double> around = intervals.Around(Outputs(1));
            coverages[k] = Normal.CDF(0, 1, around.Upper[0, 0]) - Normal.CDF(0, 1, around.Lower[0, 0]);
        }

        // The greatest distance between both distribution functions: Kolmogorov's bound at one in a thousand.
        Array.Sort(coverages);
        double distance = Enumerable.Range(0, calibrations).Max(k => Math.Max(Math.Abs(law.CumulativeDistribution(coverages[k]) - (double)k / calibrations),
            Math.Abs(law.CumulativeDistribution(coverages[k]) - (k + 1.0) / calibrations)));
        distance.Should().BeLessThan(1.95 / Math.Sqrt(calibrations));
        coverages.Average().Should().BeApproximately(law.Mean, 4 * law.StdDev / Math.Sqrt(calibrations));

        Matrix<double> Outputs(int count) => score switch
        {
            ConformalScore.AbsoluteError => Matrix<double>.Build.Dense(count, 1),
            ConformalScore.ScaledError => Matrix<double>.Build.Dense(count, 2, (_, j) => j == 0 ? 0 : 3),
            _ => Matrix<double>.Build.Dense(count, 2, (_, j) => j == 0 ? -0.5 : 0.5),
        };
    }

    [Fact]
    public void Each_target_has_a_margin_of_its_own()
    {
        Matrix<double> outputs = Matrix<double>.Build.Dense(20, 2), y = Matrix<double>.Build.Dense(20, 2, (_, j) => j == 0 ? 1 : 7);

        ConformalIntervals.Calibrate(outputs, y).Margins.Should().Equal(1, 7);
    }

    [Fact]
    public void A_network_keeps_its_intervals_in_its_file_until_its_weights_change()
    {
        (Matrix<double> x, Matrix<double> y) = Sets.Noisy(100, seed: 1);
        Network<double> network = Network.WithInputs<double>(1).Dense(4).Tanh().Dense(1).Build(seed: 1);
        ConformalIntervals intervals = ConformalIntervals.Calibrate(network.Predict(x), y);
        network.UseIntervals(intervals);
        using var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;

        Network<double> loaded = Network.Load<double>(file);

        loaded.Intervals()!.Margins.Should().Equal(intervals.Margins);
        loaded.PredictConformal(x).Upper.Should().Be(intervals.Around(network.Predict(x)).Upper);
        network.Clone().Intervals()!.ToString().Should().Be(intervals.ToString());
        loaded.Parameters[0].Value[0, 0] += 1;
        FluentActions.Invoking(() => loaded.PredictConformal(x)).Should().Throw<InvalidOperationException>().WithMessage("*weights have changed*");
    }

    [Fact]
    public void A_network_without_intervals_says_how_to_get_them()
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(1).Build(seed: 1);

        network.Intervals().Should().BeNull();
        FluentActions.Invoking(() => network.PredictConformal(Matrix<double>.Build.Dense(1, 1))).Should().Throw<InvalidOperationException>()
            .WithMessage("*no intervals*ConformalIntervals.Calibrate*UseIntervals*");
    }

    [Fact]
    public void A_damaged_note_is_refused()
    {
        foreach (string note in new[] { "", "{}", "[]", """{"score":"Guess","coverage":0.9,"rows":9,"margins":[1],"weights":""}""",
            """{"score":"Quantiles","coverage":2,"rows":9,"margins":[1],"weights":""}""",
                """{"score":"Quantiles","coverage":0.9,"rows":9,"margins":[],"weights":""}""" })
        {
            Network<double> network = Network.WithInputs<double>(1).Dense(1).Build(seed: 1);
            network.UseSchema(network.Schema with { Notes = new Dictionary<string, string> { ["NeuralNet.Uncertainty.ConformalIntervals"] = note } });

            FluentActions.Invoking(network.Intervals).Should().Throw<InvalidDataException>().WithMessage("*intervals cannot be read*");
        }
    }

    [Fact]
    public void Shapes_and_values_that_do_not_fit_are_refused()
    {
        Matrix<double> y = Matrix<double>.Build.Dense(20, 1), bad = Matrix<double>.Build.Dense(20, 1);
        bad[3, 0] = double.NaN;

        Refused(() => ConformalIntervals.Calibrate(bad, y), "*'outputs' holds NaN at row 3, column 0*");
        Refused(() => ConformalIntervals.Calibrate(y, bad), "*'y' holds NaN at row 3, column 0*");
        Refused(() => ConformalIntervals.Calibrate(y, Matrix<double>.Build.Dense(19, 1)), "*20 rows*19*");
        Refused(() => ConformalIntervals.Calibrate(y, y, 1), "*'coverage' is 1*");
        Refused(() => ConformalIntervals.Calibrate(y, y, 0), "*'coverage' is 0*");
        Refused(() => ConformalIntervals.Calibrate(y, y, double.NaN), "*'coverage' is NaN*");
        Refused(() => ConformalIntervals.Calibrate(y, y, 0.9, ConformalScore.Quantiles), "*1 columns for 1 target*at least two columns*");
        Refused(() => ConformalIntervals.Calibrate(Matrix<double>.Build.Dense(20, 2), y, 0.9, ConformalScore.ScaledError),
            "*deviation at row 0, column 1 is 0*");
        Refused(() => ConformalIntervals.Calibrate(y, y).Around(Matrix<double>.Build.Dense(2, 3)), "*3 columns for 1 target*");
        ConformalIntervals.Calibrate(y, y).Around(Matrix<double>.Build.Dense(1, 1)).Lower[0, 0].Should().Be(0);
    }

    [Fact]
    public void Intervals_are_scored_by_coverage_width_and_both()
    {
        var intervals = new PredictionIntervals<double>(Matrix<double>.Build.Dense(4, 1), Matrix<double>.Build.Dense(4, 1, -1),
            Matrix<double>.Build.Dense(4, 1, 2), 0.8);

        IntervalScores scores = IntervalScores.Of(intervals, Samples.FromRows<double>([[0], [2], [-1.5], [5]]));

        scores.Should().Be(new IntervalScores(0.5, 3, 3 + 2 / (1 - 0.8) * (0.5 + 3) / 4));
    }

    private static void Refused(Action action, string message) => action.Should().Throw<ArgumentException>().WithMessage(message);
}
