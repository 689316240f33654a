namespace NeuralNet.Tests;

/// <summary>Mistakes in the data, found before training.</summary>
public sealed class DataFindingTests
{
    private static readonly TrainingOptions _short = new() { Epochs = 1 };

    [Theory]
    [InlineData(0, 100)]
    [InlineData(-1, 1)]
    [InlineData(0, 255)]
    public void A_sigmoid_autoencoder_on_raw_data_is_told_the_range_and_the_attainable_error(double lowest, double highest)
    {
        var random = new RandomStream(1);
        Matrix<double> x = Matrix<double>.Build.Dense(40, 6, (_, _) => lowest + (highest - lowest) * random.NextDouble());
        x[7, 3] = lowest;
        x[8, 4] = highest;
        Network<double> network = Network.WithInputs<double>(6).Dense(3).Sigmoid().Dense(6).Sigmoid().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), _short).Fit(x, x);

        Finding finding = result.ShouldHave(FindingCode.TargetsOutsideRange);
        finding.Layer.Should().Be(3);
        finding.Epoch.Should().Be(0);
        finding.Observation.Should().Contain($"from {lowest} to {highest}");
        finding.Remedy.Should().Contain($"(t - {lowest}) / {highest - lowest}");
        double attainable = x.Enumerate().Average(value => Math.Max(0, Math.Max(-value, value - 1)));
        finding.Numbers["attainable mean absolute error"].Should().BeApproximately(attainable, 1e-12 * highest);
        double attainableSquare = x.Enumerate().Average(value => Math.Pow(Math.Max(0, Math.Max(-value, value - 1)), 2));
        finding.Numbers["attainable mean squared error"].Should().BeApproximately(attainableSquare, 1e-12 * highest * highest);
    }

    [Fact]
    public void The_column_whose_targets_a_tanh_cannot_give_is_named()
    {
        Matrix<float> x = Some.Matrix<float>(50, 2);
        Matrix<float> y = Matrix<float>.Build.Dense(50, 3, (i, j) => j == 1 ? i : 0.5f);
        Network<float> network = Network.WithInputs<float>(2).Dense(3).Tanh().Build(seed: 1);

        TrainingResult result = new Trainer<float>(network, new MeanAbsoluteError<float>(), _short).Fit(x, y);

        Finding finding = result.ShouldHave(FindingCode.TargetsOutsideRange);
        finding.Columns.Should().Equal(1);
        finding.Observation.Should().Contain("column 1").And.Contain("Tanh").And.Contain("-1 and 1");
        finding.Remedy.Should().Contain("2 * (t - 0) / 49 - 1");
    }

    [Fact]
    public void A_ReLU_at_the_end_is_told_that_it_cannot_give_negative_targets()
    {
        Matrix<double> x = Some.Matrix<double>(50, 2);
        Network<double> network = Network.WithInputs<double>(2).Dense(1).ReLU().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), _short).Fit(x, Some.Matrix<double>(50, 1, seed: 4));

        result.ShouldHave(FindingCode.TargetsOutsideRange).Remedy.Should().Contain("Dense");
    }

    [Fact]
    public void A_softmax_is_told_that_its_rows_sum_to_1()
    {
        Matrix<double> x = Some.Matrix<double>(30, 2);
        Matrix<double> y = Matrix<double>.Build.Dense(30, 4, (i, j) => i == 5 ? 1 : i % 4 == j ? 1 : 0);
        Network<double> network = Network.WithInputs<double>(2).Dense(4).Softmax().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), _short).Fit(x, y);

        Finding finding = result.ShouldHave(FindingCode.TargetsOutsideRange);
        finding.Observation.Should().Contain("row 5 sums to 4");

        // One row of four ones is 3 away from the plane of sum 1: 3/4 in each of 120 elements' mean, 9/16 in squares.
        finding.Numbers["attainable mean absolute error"].Should().BeApproximately(3.0 / 4 / 30, 1e-12);
        finding.Numbers["attainable mean squared error"].Should().BeApproximately(9.0 / 16 / 30, 1e-12);
    }

    [Fact]
    public void Targets_at_the_very_ends_of_the_range_or_rounded_beyond_it_are_fine()
    {
        Matrix<double> y = Mistake.XorY<double>();
        y[1, 0] = 1.0000002;
        Network<double> network = Network.WithInputs<double>(2).Dense(4).Tanh().Dense(1).Sigmoid().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), _short).Fit(Mistake.XorX<double>(), y);

        result.Findings.Should().BeEmpty();
    }

    [Fact]
    public void A_loss_of_ones_own_may_mean_anything_by_its_targets()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Sigmoid().Build(seed: 1);
        Loss<double> loss = Loss.ByElement<double>((p, t) => t * p * p, (p, t) => 2 * t * p);

        TrainingResult result = new Trainer<double>(network, loss, _short).Fit(Some.Matrix<double>(20, 2), Matrix<double>.Build.Dense(20, 1, 100));

        result.ShouldHaveNoWarning();
    }

    [Fact]
    public void A_bounded_activation_before_the_softmax_of_the_loss_is_told_the_largest_probability()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(10).Tanh().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), _short)
            .Fit(Some.Matrix<double>(20, 2), [.. Enumerable.Range(0, 20).Select(i => i % 10)]);

        // Logits differ by at most 2: e^2 / (e^2 + 9).
        result.ShouldHave(FindingCode.BoundedLogits).Numbers["highest probability"].Should().BeApproximately(Math.Exp(2) / (Math.Exp(2) + 9), 1e-12);
    }

    [Fact]
    public void A_ReLU_before_the_sigmoid_of_the_loss_can_say_no_to_nothing()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).ReLU().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new BinaryCrossEntropy<double>(), _short).Fit(Mistake.XorX<double>(), Mistake.XorY<double>());

        result.ShouldHave(FindingCode.BoundedLogits).Numbers["lowest probability"].Should().Be(0.5);
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(1, 2012)]
    [InlineData(100, 100)]
    public void A_column_of_large_numbers_among_small_ones_is_named(double deviation, double mean)
    {
        Matrix<double> x = Some.Matrix<double>(100, 5);
        x.SetColumn(2, x.Column(2) * deviation + mean);
        Network<double> network = Network.WithInputs<double>(5).Dense(8).ReLU().Dense(1).Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions
        {
            Epochs = 1,
            Optimizer = new Sgd { LearningRate = 1e-12 },
        })
            .Fit(x, Some.Matrix<double>(100, 1, seed: 4));

        Finding finding = result.ShouldHave(FindingCode.InputsNotScaled);
        finding.Columns.Should().Equal(2);
        finding.Observation.Should().Contain("column 2");
        finding.Remedy.Should().Contain("StandardScaler");
        double rootMeanSquare = Math.Sqrt(x.Column(2).Average(value => value * value));
        finding.Numbers["largest root mean square"].Should().BeApproximately(rootMeanSquare, 1e-9 * rootMeanSquare);
    }

    [Fact]
    public void A_column_too_small_to_be_seen_is_named()
    {
        Matrix<float> x = Some.Matrix<float>(100, 4);
        x.SetColumn(3, x.Column(3) * 1e-5f);
        Network<float> network = Network.WithInputs<float>(4).Dense(8).Tanh().Dense(1).Build(seed: 1);

        TrainingResult result = new Trainer<float>(network, new MeanSquaredError<float>(), _short).Fit(x, Some.Matrix<float>(100, 1, seed: 4));

        result.ShouldHave(FindingCode.InputsNotScaled).Columns.Should().Equal(3);
    }

    [Fact]
    public void Raw_pixels_are_told_to_be_scaled()
    {
        var random = new RandomStream(1);
        Matrix<float> x = Matrix<float>.Build.Dense(64, 30, (_, _) => random.NextInteger(256));
        Network<float> network = Network.WithInputs<float>(30).Dense(8).Sigmoid().Dense(2).Softmax().Build(seed: 1);

        TrainingResult result = new Trainer<float>(network, new SoftmaxCrossEntropy<float>(), _short).Fit(x, [.. Enumerable.Range(0, 64).Select(i => i % 2)]);

        Finding finding = result.ShouldHave(FindingCode.InputsNotScaled);
        finding.Columns.Should().HaveCount(30);
        finding.Observation.Should().Contain("columns 0, 1, 2, 3 and 26 others").And.Contain("255");
    }

    [Fact]
    public void Indicators_constant_columns_and_rounded_constants_need_no_scaling()
    {
        // A rare 0/1 indicator, a constant, and a constant with the rounding of a computation.
        Matrix<double> random = Some.Matrix<double>(400, 1);
        Matrix<double> x = Matrix<double>.Build.Dense(400, 4, (i, j) => j switch { 0 => random[i, 0], 1 => i == 17 ? 1 : 0, 2 => 3, _ => 0.1 + i % 2 * 1e-16 });
        Network<double> network = Network.WithInputs<double>(4).Dense(8).Tanh().Dense(1).Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), _short).Fit(x, Some.Matrix<double>(400, 1, seed: 4));

        result.ShouldHaveNoWarning();
    }

    [Fact]
    public void Equal_inputs_with_different_labels_are_named_with_the_best_accuracy()
    {
        // Ten rows in pairs; in four pairs the labels differ: 4 of 10 answers must be wrong.
        Matrix<double> x = Matrix<double>.Build.Dense(10, 2, (i, j) => i / 2 * (j + 1) * 0.1);
        int[] labels = [0, 1, 1, 0, 0, 1, 1, 0, 1, 1];
        Network<double> network = Network.WithInputs<double>(2).Dense(4).Tanh().Dense(2).Softmax().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), _short).Fit(x, labels);

        Finding finding = result.ShouldHave(FindingCode.ContradictorySamples);
        finding.Observation.Should().Contain("rows 0 and 1").And.Contain("80 %").And.Contain("60 %");
        finding.Numbers["lowest mean absolute error"].Should().BeApproximately(0.4, 1e-12);
    }

    [Fact]
    public void Equal_inputs_with_different_numbers_leave_their_variance()
    {
        Matrix<double> x = Matrix<double>.Build.DenseOfArray(new double[,] { { 1 }, { 1 }, { 1 }, { 0 } });
        Matrix<double> y = Matrix<double>.Build.DenseOfArray(new double[,] { { 0 }, { 3 }, { 6 }, { 1 } });

        TrainingResult result = new Trainer<double>(Network.WithInputs<double>(1).Dense(1).Build(seed: 1), new MeanSquaredError<double>(), _short).Fit(x, y);

        // Median 3 and mean 3: absolute errors 3 + 0 + 3, squares 9 + 0 + 9, over four samples.
        Finding finding = result.ShouldHave(FindingCode.ContradictorySamples);
        finding.Numbers["lowest mean absolute error"].Should().BeApproximately(1.5, 1e-12);
        finding.Numbers["lowest mean squared error"].Should().BeApproximately(4.5, 1e-12);
    }

    [Fact]
    public void One_wrong_label_in_a_hundred_is_worth_knowing_and_no_warning()
    {
        Dataset<double> data = Some.Classification<double>(200);
        for (int j = 0; j < 2; j++)
            data.X[1, j] = data.X[0, j];

        TrainingResult result = new Trainer<double>(Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1), new SoftmaxCrossEntropy<double>(), _short)
            .Fit(data);

        result.ShouldHave(FindingCode.ContradictorySamples, Severity.Information);
        result.ShouldHaveNoWarning();
    }

    [Fact]
    public void Training_samples_that_come_again_in_the_validation_data_are_counted()
    {
        Dataset<double> data = Some.Classification<double>(40);
        Dataset<double> validation = data.Subset([0, 1, 2, 3, 4]);

        TrainingResult result = new Trainer<double>(Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1), new SoftmaxCrossEntropy<double>(), _short)
            .Fit(data, validation);

        result.ShouldHave(FindingCode.DuplicateSamples, Severity.Information).Observation.Should().Contain("100 % of the validation samples");
    }

    [Fact]
    public void Repeated_samples_are_counted_without_alarm()
    {
        Dataset<float> data = Some.Classification<float>(30);
        Dataset<float> twice = data.Subset([.. Enumerable.Range(0, 60).Select(i => i % 30)]);

        TrainingResult result = new Trainer<float>(Network.WithInputs<float>(2).Dense(3).Softmax().Build(seed: 1), new SoftmaxCrossEntropy<float>(), _short)
            .Fit(twice);

        result.ShouldHave(FindingCode.DuplicateSamples, Severity.Information).Numbers["repeated share"].Should().Be(0.5);
        result.ShouldHaveNoWarning();
    }

    [Fact]
    public void A_single_wild_input_to_which_all_others_are_scaled_is_found_among_tens_of_thousands()
    {
        var random = new RandomStream(seed: 4);
        Matrix<double> x = Matrix<double>.Build.Dense(30_000, 3, (_, _) => random.NextNormal());
        x[12_345, 1] = 1e7;
        Matrix<double> y = x.SubMatrix(0, x.RowCount, 0, 1);
        Network<double> network = Network.WithInputs<double>(3).Standardize(x).Dense(4).Tanh().Dense(1).Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Steps = 1 }).Fit(x, y);

        result.ShouldHave(FindingCode.WildValues).Observation.Should().Contain("12345");
    }

    [Fact]
    public void Repeated_samples_are_found_among_hundreds_of_thousands()
    {
        // Each sample twice, the copy with the other target: half of the answers must be wrong.
        const int distinct = 150_000;
        Matrix<float> x = Matrix<float>.Build.Dense(2 * distinct, 1, (i, _) => i % distinct / (float)distinct);
        Matrix<float> y = Matrix<float>.Build.Dense(2 * distinct, 1, (i, _) => i < distinct ? 0 : 1);
        var options = new TrainingOptions { Steps = 1 };

        TrainingResult result = new Trainer<float>(Network.WithInputs<float>(1).Dense(1).Sigmoid().Build(seed: 1), new MeanSquaredError<float>(), options)
            .Fit(x, y);

        Finding finding = result.ShouldHave(FindingCode.ContradictorySamples);
        finding.Numbers["share of samples"].Should().Be(1);
        finding.Numbers["lowest mean absolute error"].Should().BeApproximately(0.5, 1e-12);
    }

    [Fact]
    public void A_threshold_below_what_the_range_allows_is_out_of_reach()
    {
        Matrix<double> x = Some.Matrix<double>(50, 2);
        Matrix<double> y = Matrix<double>.Build.Dense(50, 1, (i, _) => i % 2 == 0 ? 3 : 0.5);
        var options = new TrainingOptions { Epochs = 1, StopWhenMeanAbsoluteErrorBelow = 0.1 };

        TrainingResult result = new Trainer<double>(Network.WithInputs<double>(2).Dense(1).Sigmoid().Build(seed: 1), new MeanSquaredError<double>(), options)
            .Fit(x, y);

        // Every second target is 2 above the range.
        Finding finding = result.ShouldHave(FindingCode.ThresholdOutOfReach);
        finding.Observation.Should().Contain("0.1").And.Contain("it is 1.");
        result.Findings[0].Code.Should().Be(FindingCode.TargetsOutsideRange, "the cause comes first");
    }

    [Fact]
    public void A_threshold_below_what_equal_samples_allow_is_out_of_reach()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(10, 1, (i, _) => i / 2);
        Matrix<double> y = Matrix<double>.Build.Dense(10, 1, (i, _) => i % 2);
        var options = new TrainingOptions { Epochs = 1, StopWhenMeanAbsoluteErrorBelow = 0.2 };

        TrainingResult result = new Trainer<double>(Network.WithInputs<double>(1).Dense(1).Sigmoid().Build(seed: 1), new BinaryCrossEntropy<double>(), options)
            .Fit(x, y);

        result.ShouldHave(FindingCode.ThresholdOutOfReach).Numbers["floor"].Should().BeApproximately(0.5, 1e-12);
    }

    [Fact]
    public void A_threshold_below_what_label_smoothing_aims_at_is_out_of_reach()
    {
        var options = new TrainingOptions { Epochs = 1, StopWhenMeanAbsoluteErrorBelow = 0.04 };

        TrainingResult result = new Trainer<double>(Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1),
            new SoftmaxCrossEntropy<double>(labelSmoothing: 0.1), options)
            .Fit(Some.Classification<double>(30));

        // Smoothed targets are 1 - 0.1 + 0.1/3 and 0.1/3: (0.0667 + 2 * 0.0333) / 3.
        result.ShouldHave(FindingCode.ThresholdOutOfReach).Numbers["floor"].Should().BeApproximately(0.4 / 9, 1e-12);
    }
}
