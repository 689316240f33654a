using System.Numerics;

namespace NeuralNet.Tests;

public sealed class DivergenceInDouble : DivergenceTests<double>;

public sealed class DivergenceInFloat : DivergenceTests<float>;

/// <summary>
/// The first loss or weight that is not finite ends training, and the network keeps its last finite weights.
/// </summary>
public abstract class DivergenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dataset<T> _data = Some.Regression<T>(samples: 20);

    public static TheoryData<MinibatchOptimizer> Growing()
        => [.. Some.Optimizers(rate: 10).OfType<Sgd>(), new Adam { LearningRate = 1e200 }, new AdamW { LearningRate = 1e200 },
            new RmsProp { LearningRate = 1e200 }];

    [Theory]
    [MemberData(nameof(Growing))]
    public void The_network_keeps_the_weights_from_before_the_step_that_failed(MinibatchOptimizer optimizer)
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(4).ReLU().Dense(1).Build(seed: 1);
        Network<T> stopped = network.Clone();
        var options = new TrainingOptions { Optimizer = optimizer, BatchSize = 6, Epochs = 100_000 };

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(), options).Fit(_data);
        new Trainer<T>(stopped, new MeanSquaredError<T>(), options with { Steps = result.Divergence!.Step - 1 }).Fit(_data);

        result.StopReason.Should().Be(StopReason.Diverged);
        result.Steps.Should().Be(result.Divergence.Step - 1);
        result.Divergence.Epoch.Should().Be((int)((result.Divergence.Step - 1) / 4) + 1);
        result.StopMessage.Should().Contain($"at epoch {result.Divergence.Epoch}, step {result.Divergence.Step}")
            .And.MatchRegex(@"layer [02] \(Dense \d -> \d\)").And.Contain("lower learning rate");
        result.Divergence.LearningRate.Should().Be(optimizer.LearningRate.RateAt(default));
        network.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).All(T.IsFinite).Should().BeTrue();
        Bits.Of(network).Should().Equal(Bits.Of(stopped));
    }

    [Fact]
    public void Early_stopping_puts_its_best_weights_back_and_the_rate_of_the_step_that_failed_is_named()
    {
        // Fifteen good epochs, then a rate that no network stands: the last whole epoch still had the good one.
        Network<T> network = Network.WithInputs<T>(2).Dense(4).ReLU().Dense(1).Build(seed: 1);
        Network<T> best = network.Clone();
        var options = new TrainingOptions
        {
            Optimizer = new Sgd { LearningRate = LearningRateSchedule.From(time => time.Epoch < 15 ? 0.05 : 1e30) },
            BatchSize = 6,
            EarlyStopping = new EarlyStopping(Patience: 50),
        };

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(), options).Fit(_data);
        int bestEpoch = result.History.MinBy(record => record.Training.Loss).Epoch;
        var trainer = new Trainer<T>(best, new MeanSquaredError<T>(), options with { Epochs = bestEpoch, EarlyStopping = null });
        trainer.Fit(_data);

        result.StopReason.Should().Be(StopReason.Diverged);
        result.RestoredEpoch.Should().Be(bestEpoch);
        Bits.Of(network).Should().Equal(Bits.Of(best));
        result.FinalScores.Should().Be(trainer.Evaluate(_data));
        result.History[^1].LearningRate.Should().Be(0.05);
        result.Divergence!.LearningRate.Should().Be(1e30);
        result.StopMessage.Should().Contain($"has its best weights back, those of epoch {bestEpoch}").And.Contain("A lower learning rate than 1E+30");
        result.Findings.Should().NotContain(finding => finding.Remedy.Contains("0.05 by 10"), "the rate of the last whole epoch was a good one");
    }

    [Fact]
    public void Early_stopping_that_has_no_best_epoch_yet_leaves_the_weights_from_before_the_step()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        byte[] before = Bits.Of(network);
        var options = new TrainingOptions
        {
            Optimizer = new Sgd { LearningRate = LearningRateSchedule.From(_ => double.MaxValue) },
            EarlyStopping = new EarlyStopping(5),
        };

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(), options).Fit(_data with { Y = _data.Y.Multiply(T.CreateChecked(1000)) });

        result.RestoredEpoch.Should().BeNull();
        result.StopMessage.Should().Contain("keeps its weights from before that step");
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_found_at_the_row_that_the_caller_knows()
    {
        // The target of row 13 alone is below 0; the batch that holds it is shuffled, and a part of the data is held
        // back before.
        Matrix<T> y = Matrix<T>.Build.Dense(20, 1, (i, _) => T.CreateChecked(i == Row ? -1 : 1));
        Loss<T> loss = Loss.ByElement<T>((p, t) => p * p, (p, t) => t < T.Zero ? T.NaN : p);
        var options = new TrainingOptions { ValidationFraction = 0.25, BatchSize = 4, Seed = 2, Diagnostics = Diagnostics.Off };

        TrainingResult result = new Trainer<T>(Network.WithInputs<T>(2).Dense(1).Build(seed: 1), loss, options).Fit(_data.X, y);

        result.StopMessage.Should().Contain($"the gradient of the loss became NaN at row {Row}, column 0 of the data");
    }

    private const int Row = 13;

    [Fact]
    public void A_weight_that_would_overflow_is_named_with_its_layer_and_not_written()
    {
        // The loss is finite, rate times gradient is not. The bias of layer 0 has a gradient, too, and is updated after
        // its weight.
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        byte[] before = Bits.Of(network);
        T large = T.Sqrt(Largest) / T.CreateChecked(64);
        Dataset<T> data = new(_data.X.Multiply(large), _data.Y);

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>(),
            new TrainingOptions { Optimizer = new Sgd { LearningRate = 1e20 } }).Fit(data);

        result.StopReason.Should().Be(StopReason.Diverged);
        result.Divergence.Should().BeEquivalentTo(new { Epoch = 1, Step = 1L, Layer = (int?)0 });
        result.StopMessage.Should().Contain("weight would have become NaN or infinite in layer 0 (Dense 2 -> 1)");
        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void An_overflow_in_a_layer_is_traced_to_the_first_such_layer()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(2).Dense(2).Dense(1).Build(seed: 1);
        network.Parameters[2].Value.MapInplace(_ => T.Sqrt(Largest), Zeros.Include);
        network.Parameters[4].Value.MapInplace(_ => T.Sqrt(Largest), Zeros.Include);
        Dataset<T> data = new(_data.X.Add(T.CreateChecked(10)), _data.Y);

        TrainingResult result = new Trainer<T>(network, new MeanSquaredError<T>()).Fit(data);

        result.Divergence.Should().BeEquivalentTo(new { Step = 1L, Layer = (int?)2 });
        result.StopMessage.Should().Contain("in layer 2 (Dense 2 -> 1)");
    }

    [Theory]
    [MemberData(nameof(Growing))]
    public void The_optimizer_forgets_its_memory_and_training_can_go_on(MinibatchOptimizer optimizer)
    {
        bool isBroken = false;
        var squares = new MeanSquaredError<T>();
        Loss<T> loss = Loss.FromFunction<T>((predictions, targets) =>
        {
            Matrix<T> gradient = predictions.Clone();
            double value = squares.Evaluate(predictions, targets, [.. Enumerable.Repeat(T.CreateChecked(0.2), 5)], gradient);
            return (isBroken ? double.NaN : value, gradient);
        });
        Network<T> network = Network.WithInputs<T>(2).Dense(4).ReLU().Dense(1).Build(seed: 1);
        var options = new TrainingOptions { Optimizer = optimizer with { LearningRate = 0.01 }, Order = SampleOrder.AsGiven, BatchSize = 5, Epochs = 2 };
        var trainer = new Trainer<T>(network, loss, options);
        trainer.Fit(_data);
        isBroken = true;
        trainer.Fit(_data).StopReason.Should().Be(StopReason.Diverged);
        Network<T> fresh = network.Clone();
        isBroken = false;

        TrainingResult after = trainer.Fit(_data);
        new Trainer<T>(fresh, loss, options).Fit(_data);

        after.StopReason.Should().Be(StopReason.EpochsReached);
        Bits.Of(network).Should().Equal(Bits.Of(fresh));
    }

    [Fact]
    public void A_custom_loss_that_turns_NaN_later_keeps_what_was_learned()
    {
        int evaluations = 0;
        Loss<T> loss = Loss.FromFunction<T>((predictions, targets) => (++evaluations == 4 ? double.NaN : 1,
            (predictions - targets).Multiply(T.CreateChecked(0.1))));
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        Network<T> stopped = network.Clone();

        TrainingResult result = new Trainer<T>(network, loss).Fit(_data);
        evaluations = int.MinValue;
        new Trainer<T>(stopped, loss, new TrainingOptions { Steps = 3 }).Fit(_data);

        result.Divergence.Should().BeEquivalentTo(new { Step = 4L, Layer = (int?)null });
        Bits.Of(network).Should().Equal(Bits.Of(stopped));
    }

    private static T Largest => typeof(T) == typeof(float) ? T.CreateChecked(float.MaxValue) : T.CreateChecked(double.MaxValue);
}
