namespace NeuralNet.Tests;

public sealed class StopTests
{
    private static readonly Dataset<double> _data = Some.Regression<double>(samples: 20);
    private static readonly Dataset<double> _validation = Some.Regression<double>(samples: 10, seed: 9);
    private static readonly TrainingOptions _options = new() { Optimizer = new Sgd { LearningRate = 0.05 }, BatchSize = 8, Epochs = 1000 };

    [Fact]
    public void The_mean_absolute_error_stop_needs_no_update_when_the_threshold_is_met_at_the_start()
    {
        Network<double> network = NewNetwork();
        byte[] before = Bits.Of(network);

        TrainingResult result = Train(network, _options with { StopWhenMeanAbsoluteErrorBelow = 1000 });

        result.StopReason.Should().Be(StopReason.MeanAbsoluteErrorReached);
        result.Steps.Should().Be(0);
        result.History.Should().BeEmpty();
        result.StopMessage.Should().Contain("below 1000 after 0 steps");
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void The_loss_stop_needs_no_update_when_the_threshold_is_met_at_the_start()
    {
        Network<double> network = NewNetwork();
        byte[] before = Bits.Of(network);

        TrainingResult result = Train(network, _options with { StopWhenLossBelow = 1000 });

        result.Should().BeEquivalentTo(new { StopReason = StopReason.LossReached, Steps = 0L });
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void Thresholds_are_strict()
    {
        Network<double> network = NewNetwork();
        Scores start = new Trainer<double>(network, new MeanSquaredError<double>(), _options).Evaluate(_data);

        TrainingResult atTheError = Train(network.Clone(), _options with { Epochs = 0, StopWhenMeanAbsoluteErrorBelow = start.MeanAbsoluteError });
        TrainingResult aboveTheError = Train(network.Clone(), _options with
        {
            Epochs = 0,
            StopWhenMeanAbsoluteErrorBelow = Math.BitIncrement(start.MeanAbsoluteError),
        });
        TrainingResult atTheLoss = Train(network.Clone(), _options with { Epochs = 0, StopWhenLossBelow = start.Loss });
        TrainingResult aboveTheLoss = Train(network.Clone(), _options with { Epochs = 0, StopWhenLossBelow = Math.BitIncrement(start.Loss) });

        atTheError.StopReason.Should().Be(StopReason.EpochsReached);
        aboveTheError.StopReason.Should().Be(StopReason.MeanAbsoluteErrorReached);
        atTheLoss.StopReason.Should().Be(StopReason.EpochsReached);
        aboveTheLoss.StopReason.Should().Be(StopReason.LossReached);
    }

    [Fact]
    public void The_loss_stop_ends_at_the_first_epoch_whose_end_is_below_the_threshold()
    {
        Network<double> network = NewNetwork();
        var oneByOne = new Trainer<double>(network.Clone(), new MeanSquaredError<double>(), _options with { Epochs = 1 });
        int expectedEpochs = 0;
        for (; oneByOne.Evaluate(_data).Loss >= 0.2; expectedEpochs++)
            oneByOne.Fit(_data);

        TrainingResult result = Train(network, _options with { StopWhenLossBelow = 0.2 });

        result.StopReason.Should().Be(StopReason.LossReached);
        expectedEpochs.Should().BeGreaterThan(1);
        result.History.Should().HaveCount(expectedEpochs);
        result.FinalScores.Should().Be(oneByOne.Evaluate(_data));
        Bits.Of(network).Should().Equal(Bits.Of(oneByOne.Network));
    }

    [Fact]
    public void Epochs_that_end_without_the_threshold_say_how_far_it_was()
    {
        TrainingResult result = Train(NewNetwork(), _options with { Epochs = 2, StopWhenMeanAbsoluteErrorBelow = 1e-6 });

        result.StopReason.Should().Be(StopReason.EpochsReached);
        result.StopMessage.Should().Contain("all 2 epochs are done").And.Contain("not below 1E-06");
        result.FinalScores.Should().NotBeNull();
    }

    [Fact]
    public void Early_stopping_puts_the_weights_of_the_best_validation_epoch_back()
    {
        // The rate grows until the validation loss does, too.
        var options = _options with
        {
            Optimizer = new Sgd { LearningRate = LearningRateSchedule.From(time => time.Epoch < 6 ? 0.02 : 0.9) },
            EarlyStopping = new EarlyStopping(Patience: 3),
            StopWhenLossBelow = null,
        };
        Network<double> network = NewNetwork();
        Network<double> expected = network.Clone();

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(_data, _validation);
        int best = result.History.MinBy(record => record.Validation!.Value.Loss).Epoch;
        new Trainer<double>(expected, new MeanSquaredError<double>(), options with { Epochs = best, EarlyStopping = null }).Fit(_data, _validation);

        result.StopReason.Should().Be(StopReason.NoImprovement);
        result.RestoredEpoch.Should().Be(best);
        result.History.Should().HaveCount(best + 3);
        result.StopMessage.Should().Contain("validation loss has not improved for 3 epochs").And.Contain("best weights are back");
        Bits.Of(network).Should().Equal(Bits.Of(expected));
    }

    [Fact]
    public void Early_stopping_watches_the_training_loss_without_validation_data()
    {
        var options = _options with { Optimizer = new Sgd { LearningRate = 0 }, EarlyStopping = new EarlyStopping(Patience: 4) };

        TrainingResult result = Train(NewNetwork(), options with { BatchSize = 20 });

        result.StopReason.Should().Be(StopReason.NoImprovement);
        result.History.Should().HaveCount(5);
        result.StopMessage.Should().Contain("training loss");
    }

    [Fact]
    public void An_improvement_smaller_than_the_minimum_does_not_count()
    {
        var early = new EarlyStopping(Patience: 2) { MinimumImprovement = 100 };

        TrainingResult result = Train(NewNetwork(), _options with { EarlyStopping = early });

        result.StopReason.Should().Be(StopReason.NoImprovement);
        result.History.Should().HaveCount(3);
        result.RestoredEpoch.Should().Be(1);
    }

    [Fact]
    public void A_validation_loss_that_is_not_a_number_is_never_the_best()
    {
        // The first two validations give no number; the patience would end before the last epoch if one of them counted
        // as the best.
        int calls = 0;
        Loss<double> loss = Loss.FromFunction<double>((predictions, targets) =>
        {
            Matrix<double> difference = predictions - targets;
            double value = difference.PointwisePower(2).Enumerate().Average();
            bool isValidation = predictions.RowCount == 10;
            return (isValidation && ++calls <= 2 ? double.NaN : value, difference * (2.0 / predictions.RowCount));
        });
        var options = _options with { EarlyStopping = new EarlyStopping(Patience: 6), Epochs = 8 };

        TrainingResult result = new Trainer<double>(NewNetwork(), loss, options with { Order = SampleOrder.AsGiven }).Fit(_data, _validation);

        result.StopReason.Should().Be(StopReason.EpochsReached);
        result.RestoredEpoch.Should().BeGreaterThan(2);
    }

    [Fact]
    public void The_best_weights_are_put_back_when_the_epochs_end()
    {
        var options = _options with
        {
            Optimizer = new Sgd { LearningRate = LearningRateSchedule.From(time => time.Epoch < 5 ? 0.02 : 0.9) },
            EarlyStopping = new EarlyStopping(Patience: 100),
            Epochs = 8,
        };
        Network<double> network = NewNetwork();

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(_data, _validation);

        result.StopReason.Should().Be(StopReason.EpochsReached);
        result.RestoredEpoch.Should().Be(result.History.MinBy(record => record.Validation!.Value.Loss).Epoch);
        new Trainer<double>(network, new MeanSquaredError<double>()).Evaluate(_validation).Loss.Should()
            .Be(result.History.Min(record => record.Validation!.Value.Loss));
    }

    [Fact]
    public void A_time_limit_ends_training_within_an_epoch()
    {
        Loss<double> slow = Loss.FromFunction<double>((predictions, targets) =>
        {
            Thread.Sleep(2);
            return (1, predictions - targets);
        });

        TrainingResult result = new Trainer<double>(NewNetwork(), slow, _options with
        {
            TimeLimit = TimeSpan.FromMilliseconds(1),
            Epochs = int.MaxValue,
        }).Fit(_data);

        result.StopReason.Should().Be(StopReason.TimeLimit);
        result.Steps.Should().BeLessThan(3);
        result.Elapsed.Should().BeGreaterThan(TimeSpan.Zero);
        result.StopMessage.Should().Contain("time limit");
    }

    [Fact]
    public void Cancelling_ends_training_after_the_current_update()
    {
        using var source = new CancellationTokenSource();
        int evaluations = 0;
        Loss<double> loss = Loss.FromFunction<double>((predictions, targets) =>
        {
            if (++evaluations == 5)
                source.Cancel();
            return (1, (predictions - targets) / predictions.RowCount);
        });
        Network<double> network = NewNetwork();
        Network<double> expected = network.Clone();

        TrainingResult result = new Trainer<double>(network, loss, _options).Fit(_data, cancellation: source.Token);
        evaluations = int.MinValue;
        new Trainer<double>(expected, loss, _options with { Steps = 5 }).Fit(_data);

        result.StopReason.Should().Be(StopReason.Cancelled);
        result.Steps.Should().Be(5);
        result.History.Should().HaveCount(2);
        Bits.Of(network).Should().Equal(Bits.Of(expected));
    }

    [Fact]
    public void A_token_that_is_cancelled_already_trains_nothing()
    {
        Network<double> network = NewNetwork();
        byte[] before = Bits.Of(network);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), _options)
            .Fit(_data, cancellation: new CancellationToken(canceled: true));

        result.Should().BeEquivalentTo(new { StopReason = StopReason.Cancelled, Steps = 0L });
        Bits.Of(network).Should().Equal(before);
    }

    private static Network<double> NewNetwork() => Network.WithInputs<double>(2).Dense(4).Tanh().Dense(1).Build(seed: 1);

    private static TrainingResult Train(Network<double> network, TrainingOptions options)
        => new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(_data);
}
