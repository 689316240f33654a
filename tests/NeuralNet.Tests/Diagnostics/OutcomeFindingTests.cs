using System.Globalization;

namespace NeuralNet.Tests;

/// <summary>Mistakes that show in the course of training and in its outcome.</summary>
public sealed class OutcomeFindingTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(10.0)]
    [InlineData(1000.0)]
    public void Divergence_is_explained_by_the_rate_with_the_rate(double rate)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(10).Tanh().Dense(1).Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions
        {
            Epochs = 3000,
            Optimizer = new Sgd { LearningRate = rate },
        })
            .Fit(Some.Regression<double>(100));

        if (result.StopReason == StopReason.Diverged)
        {
            Finding finding = result.ShouldHave(FindingCode.LearningRateTooHigh, Severity.Error);
            finding.Layer.Should().Be(result.Divergence!.Layer);
            finding.Observation.Should().Contain($"step {result.Divergence.Step}");
            finding.Remedy.Should().Contain("by 10");
        }
        else
        {
            result.ShouldHave(FindingCode.LearningRateTooHigh);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Divergence_on_raw_inputs_is_explained_by_the_inputs_first(int seed)
    {
        Matrix<float> x = Some.Matrix<float>(100, 3) * 1000;
        Matrix<float> y = Some.Matrix<float>(100, 1, seed: 5);
        Network<float> network = Network.WithInputs<float>(3).Dense(10).ReLU().Dense(1).Build(seed);

        TrainingResult result = new Trainer<float>(network, new MeanSquaredError<float>(), new TrainingOptions
        {
            Epochs = 50,
            Optimizer = new Sgd { LearningRate = 0.01 },
        }).Fit(x, y);

        result.StopReason.Should().Be(StopReason.Diverged);
        result.ShouldHave(FindingCode.InputsNotScaled);
        Finding finding = result.ShouldHave(FindingCode.LearningRateTooHigh, Severity.Error);
        finding.Cause.Should().Contain("inputs are not scaled");
    }

    [Theory]
    [InlineData(1e-7, 1)]
    [InlineData(1e-6, 2)]
    public void A_rate_too_low_is_named_with_what_the_steps_could_move(double rate, int seed)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(10).Tanh().Dense(3).Softmax().Build(seed);

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions
        {
            Epochs = 50,
            Optimizer = new Adam { LearningRate = rate },
        })
            .Fit(Some.Classification<double>(300, seed: seed));

        Finding finding = result.ShouldHave(FindingCode.LearningRateTooLow);
        finding.Numbers["learning rate"].Should().Be(rate);
        finding.Observation.Should().Contain("500 steps");
        finding.Remedy.Should().Contain("by 10");
    }

    [Fact]
    public void A_schedule_that_decays_by_steps_instead_of_epochs_is_a_rate_too_low()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(10).Tanh().Dense(3).Softmax().Build(seed: 1);
        LearningRateSchedule schedule = LearningRateSchedule.From(time => 0.01 * Math.Pow(0.5, time.Step));

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions
        {
            Epochs = 50,
            Optimizer = new Sgd { LearningRate = schedule },
        })
            .Fit(Some.Classification<double>(300));

        result.ShouldHave(FindingCode.LearningRateTooLow);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void XOR_without_a_hidden_layer_stays_at_chance_and_its_threshold_out_of_reach(int seed)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Sigmoid().Build(seed);
        var options = new TrainingOptions { Epochs = 3000, BatchSize = 4, Optimizer = new Sgd { LearningRate = 0.5 }, StopWhenMeanAbsoluteErrorBelow = 0.3 };

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(Mistake.XorX<double>(), Mistake.XorY<double>());

        result.ShouldHave(FindingCode.ChanceLevel).Observation.Should().Contain("50.0 %");
        Finding threshold = result.ShouldHave(FindingCode.ThresholdOutOfReach);
        threshold.Numbers["floor"].Should().BeApproximately(0.5, 1e-3);
        threshold.Observation.Should().Contain("below 0.3");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Rows_shuffled_apart_leave_chance(int seed)
    {
        (Matrix<double> x, int[] labels) = Mistake.TwoClasses<double>(2000, seed: seed);
        new RandomStream(seed).Shuffle<int>(labels);
        Network<double> network = Network.WithInputs<double>(3).Dense(4).Tanh().Dense(2).Softmax().Build(seed);

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions
        {
            Epochs = 20,
            Optimizer = new Sgd { LearningRate = 0.05 },
        }).Fit(x, labels);

        result.ShouldHave(FindingCode.ChanceLevel).Cause.Should().Contain("shuffled apart");
    }

    [Theory]
    [InlineData(0.03)]
    [InlineData(0.1)]
    public void A_rare_class_that_is_never_named_gives_weights_for_the_classes(double share)
    {
        (Matrix<double> x, int[] labels) = Mistake.TwoClasses<double>(1000, share);
        x = x.MapIndexed((i, j, value) => j == 0 ? value - 1.5 * labels[i] : value);
        Network<double> network = Network.WithInputs<double>(3).Dense(4).Tanh().Dense(2).Softmax().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions { Epochs = 20 }).Fit(x, labels);

        Finding finding = result.ShouldHave(FindingCode.ClassImbalance, Severity.Information);
        int rare = labels.Sum();
        finding.Observation.Should().Contain($"({1000 - rare} of 1000)").And.Contain("class 0");
        finding.Remedy.Should().Contain("ClassWeights").And.Contain(Math.Round(1000 / (2.0 * rare), 3).ToString("G4", CultureInfo.InvariantCulture));
        finding.Numbers["share of the largest class"].Should().BeApproximately(1 - rare / 1000.0, 1e-12);
    }

    [Fact]
    public void Noise_in_the_targets_is_a_floor_above_the_threshold()
    {
        var random = new RandomStream(2);
        Matrix<double> x = Some.Matrix<double>(500, 1);
        Matrix<double> y = x.Map(v => v + 0.5 * random.NextNormal());
        Network<double> network = Network.WithInputs<double>(1).Dense(1).Build(seed: 1);
        var options = new TrainingOptions { Epochs = 60, Optimizer = new Sgd { LearningRate = 0.05 }, StopWhenMeanAbsoluteErrorBelow = 0.1 };

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(x, y);

        // The mean absolute value of normal noise of deviation 0.5 is 0.5 sqrt(2/pi) = 0.399.
        result.ShouldHave(FindingCode.ThresholdOutOfReach).Numbers["floor"].Should().BeApproximately(0.399, 0.03);
    }

    [Fact]
    public void A_threshold_that_comes_nearer_is_no_finding()
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(1).Build(seed: 1);
        Matrix<double> x = Some.Matrix<double>(100, 1);
        var options = new TrainingOptions { Epochs = 30, Optimizer = new Sgd { LearningRate = 0.01 }, StopWhenMeanAbsoluteErrorBelow = 1e-9 };

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(x, x * 2);

        result.StopReason.Should().Be(StopReason.EpochsReached);
        result.Findings.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Learning_noise_by_heart_is_overfitting_and_names_the_best_epoch(int seed)
    {
        Dataset<double> training = Noisy(100, seed), validation = Noisy(300, seed + 100);
        Network<double> network = Network.WithInputs<double>(10).Dense(64).ReLU().Dense(2).Softmax().Build(seed);

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions
        {
            Epochs = 150,
            Optimizer = new Adam { LearningRate = 0.005 },
        }).Fit(training, validation);

        Finding finding = result.ShouldHave(FindingCode.Overfitting);
        int best = result.History.MinBy(record => record.Validation!.Value.Loss).Epoch;
        finding.Numbers["best epoch"].Should().BeLessThanOrEqualTo(best);
        finding.Observation.Should().Contain($"lowest in epoch {finding.Numbers["best epoch"]}");
        finding.Remedy.Should().Contain("EarlyStopping");
    }

    [Fact]
    public void Early_stopping_answers_overfitting_and_leaves_nothing_to_report()
    {
        Network<double> network = Network.WithInputs<double>(10).Dense(64).ReLU().Dense(2).Softmax().Build(seed: 1);
        var options = new TrainingOptions { Epochs = 150, Optimizer = new Adam { LearningRate = 0.005 }, EarlyStopping = new EarlyStopping(20) };

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), options).Fit(Noisy(100, 1), Noisy(300, 101));

        result.Findings.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_validation_loss_that_rises_while_the_accuracy_holds_is_explained_as_overconfidence(int seed)
    {
        Dataset<float> data = Digits();
        DataSplit<float> split = DataSplit<float>.Random(data, 0.8, seed);
        Network<float> network = Network.WithInputs<float>(64).Dense(48).ReLU().Dense(24).ReLU().Dense(10).Softmax().Build(seed);
        var options = new TrainingOptions { Epochs = 120, Optimizer = new Adam { LearningRate = 0.01 } };

        TrainingResult result = new Trainer<float>(network, new SoftmaxCrossEntropy<float>(), options).Fit(split.Training, split.Held);

        Finding finding = result.ShouldHave(FindingCode.Overconfidence, Severity.Information);
        finding.Remedy.Should().Contain($"epoch {finding.Numbers["best epoch"]}");
        result.ShouldHaveNoWarning();
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(32, false)]
    public void Where_nothing_is_wrong_but_more_is_possible_that_is_said(int units, bool isShort)
    {
        var random = new RandomStream(seed: 4);
        Matrix<double> x = Matrix<double>.Build.Dense(600, 3, (_, _) => random.NextNormal());
        Matrix<double> y = Matrix<double>.Build.Dense(600, 1, (i, _) => Math.Sin(2 * x[i, 0]) + x[i, 1] * x[i, 2] / 2 + 0.1 * random.NextNormal());
        Network<double> network = Network.WithInputs<double>(3).Dense(units).Tanh().Dense(1).Build(seed: 4);
        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 300, Seed = 4 }).Fit(x, y);

        result.ShouldHaveNoWarning();
        result.Findings.Any(finding => finding.Code == FindingCode.ShortOfPossible).Should().Be(isShort);
    }

    // 120 samples of 30 columns, half of the targets' variance noise: 6,209 weights know them all.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Without_validation_data_it_is_said_that_samples_may_be_known_by_heart(int seed)
    {
        var random = new RandomStream(seed);
        Matrix<double> x = Matrix<double>.Build.Dense(240, 30, (_, _) => random.NextNormal());
        Matrix<double> y = Matrix<double>.Build.Dense(240, 1, (i, _) => x.Row(i).Sum() / Math.Sqrt(30) + random.NextNormal());
        TrainingResult Train(int rows, int validation) => new Trainer<double>(
            Network.WithInputs<double>(30).Dense(64).ReLU().Dense(64).ReLU().Dense(1).Build(seed), new MeanSquaredError<double>(),
            new TrainingOptions { Epochs = 200, Optimizer = new Adam { LearningRate = 0.003 } })
            .Fit(Part(0, rows), validation == 0 ? null : Part(120, validation));
        Dataset<double> Part(int start, int rows) => new(x.SubMatrix(start, rows, 0, 30), y.SubMatrix(start, rows, 0, 1));

        TrainingResult blind = Train(120, 0);
        TrainingResult seeing = Train(120, 120);

        blind.ShouldHaveNoWarning();
        blind.ShouldHave(FindingCode.Overfitting, Severity.Information).Remedy.Should().Contain("validation data");
        seeing.Findings.Should().NotContain(finding => finding.Code == FindingCode.Overfitting && finding.Severity == Severity.Information);
    }

    [Fact]
    public void Ten_steps_that_learned_nothing_are_said_to_be_few()
    {
        var random = new RandomStream(seed: 1);
        Matrix<double> x = Matrix<double>.Build.Dense(2400, 8, (_, _) => random.NextNormal());
        Matrix<double> y = Matrix<double>.Build.Dense(2400, 1, (i, _) => random.NextDouble() < 1 / (1 + Math.Exp(-x[i, 0] / 8)) ? 1 : 0);
        Network<double> network = Network.WithInputs<double>(8).Dense(16).Tanh().Dense(1).Sigmoid().Build(seed: 1);
        var options = new TrainingOptions { Epochs = 10, BatchSize = 2400, Optimizer = new Sgd { LearningRate = 0.01 } };

        TrainingResult result = new Trainer<double>(network, new BinaryCrossEntropy<double>(), options).Fit(x, y);

        result.ShouldHave(FindingCode.StillImproving, Severity.Information).Observation.Should().Contain("10 steps");
    }

    // 3 of 500 targets are 60 deviations out, and their predictions 10: they make the squared error and tell nothing of
    // scale.
    [Theory]
    [InlineData(0.2, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(1, 3, false)]
    public void Answers_are_off_scale_if_they_go_with_the_targets_and_are_too_small_not_if_a_few_targets_are_far_out(double scale, int far, bool isOff)
    {
        var random = new RandomStream(seed: 1);
        double[] targets = [.. Enumerable.Range(0, 500).Select(i => i < far ? 60 : random.NextNormal())];
        double[] predictions = [.. targets.Select(target => scale * (target == 60 ? 10 : target))];
        double[] weights = [.. Enumerable.Repeat(1.0 / 500, 500)];
        var outcome = new Outcome
        {
            Reason = StopReason.EpochsReached,
            Training = Performance.Of(new MeanSquaredError<double>(), predictions, predictions, targets, weights),
            Parameters = 10,
            Samples = 500,
            Gain = 1,
        };

        outcome.IsOffScale.Should().Be(isOff);
    }

    [Fact]
    public void XOR_with_all_defaults_is_told_that_it_is_not_done()
    {
        // 100 epochs are 100 steps: the loss has fallen from 0.71 to 0.68, and may fall to 0.
        Matrix<double> x = Samples.FromRows<double>([[0, 0], [0, 1], [1, 0], [1, 1]]);
        Network<double> network = Network.WithInputs<double>(2).Dense(8).Tanh().Dense(1).Sigmoid().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new BinaryCrossEntropy<double>()).Fit(x, [0, 1, 1, 0]);

        result.ShouldHave(FindingCode.StillImproving, Severity.Information).Numbers["steps"].Should().Be(100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Samples_that_contradict_each_other_are_not_told_to_train_longer_where_the_loss_hardly_falls(int seed)
    {
        // Each input with as many 0 as 1: the loss falls to that of a constant answer and no further.
        Matrix<double> x = Samples.FromRows<double>([[0, 0], [0, 1], [1, 0], [1, 1], [0, 0], [0, 1], [1, 0], [1, 1]]);
        Network<double> network = Network.WithInputs<double>(2).Dense(8).Tanh().Dense(1).Sigmoid().Build(seed);

        TrainingResult result = new Trainer<double>(network, new BinaryCrossEntropy<double>()).Fit(x, [0, 0, 0, 0, 1, 1, 1, 1]);

        result.Findings.Should().NotContain(finding => finding.Code == FindingCode.StillImproving);
    }

    private static Dataset<float> Digits()
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "digits.csv")).Skip(1).Select(line => line.Split(','))];
        Matrix<float> x = Matrix<float>.Build.Dense(rows.Length, 64, (i, j) => float.Parse(rows[i][j], CultureInfo.InvariantCulture) / 16);
        return new Dataset<float>(x, [.. rows.Select(row => int.Parse(row[^1], CultureInfo.InvariantCulture))], 10);
    }

    /// <summary>Two classes that overlap, in ten inputs of which one tells.</summary>
    private static Dataset<double> Noisy(int samples, int seed)
    {
        var random = new RandomStream(seed);
        int[] labels = [.. Enumerable.Range(0, samples).Select(i => i % 2)];
        return new Dataset<double>(Matrix<double>.Build.Dense(samples, 10, (i, j) => random.NextNormal() + (j == 0 ? labels[i] : 0)), labels, 2);
    }
}
