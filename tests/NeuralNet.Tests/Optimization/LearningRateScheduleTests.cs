namespace NeuralNet.Tests;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void A_number_is_a_constant_rate()
    {
        LearningRateSchedule schedule = 0.3;

        schedule.RateAt(At(step: 17, epoch: 4)).Should().Be(0.3);
        schedule.Should().Be(new ConstantRate(0.3));
        schedule.ToString().Should().Be("0.3");
    }

    [Theory]
    [InlineData(0, 0, 0.2)]
    [InlineData(0, 3, 0.2)]
    [InlineData(1, 0, 0.2 * 0.9)]
    [InlineData(5, 2, 0.2 * 0.9 * 0.9 * 0.9 * 0.9 * 0.9)]
    public void Exponential_decay_multiplies_once_an_epoch(int epoch, int stepInEpoch, double expected)
        => new ExponentialDecay(0.2, 0.9).RateAt(At(epoch: epoch, stepInEpoch: stepInEpoch)).Should().BeApproximately(expected, 1e-15);

    [Theory]
    [InlineData(0, 0, 0.2)]
    [InlineData(0, 1, 0.2 * 0.9)]
    [InlineData(0, 3, 0.2 * 0.9)]
    [InlineData(1, 0, 0.2 * 0.9)]
    [InlineData(1, 1, 0.2 * 0.9 * 0.9)]
    public void Exponential_decay_after_the_first_minibatch_is_an_epoch_ahead_from_then_on(int epoch, int stepInEpoch, double expected)
        => new ExponentialDecay(0.2, 0.9) { Timing = DecayTiming.AfterFirstMinibatch }.RateAt(At(epoch: epoch, stepInEpoch: stepInEpoch)).Should()
            .BeApproximately(expected, 1e-15);

    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(2, 0.2)]
    [InlineData(3, 0.1)]
    [InlineData(5, 0.1)]
    [InlineData(6, 0.05)]
    public void Step_decay_multiplies_every_few_epochs(int epoch, double expected)
        => new StepDecay(0.2, 0.5, 3).RateAt(At(epoch: epoch)).Should().BeApproximately(expected, 1e-15);

    [Theory]
    [InlineData(0, 0, 0.5)]
    [InlineData(2, 2, 0.3)]
    [InlineData(5, 0, 0.1)]
    [InlineData(50, 1, 0.1)]
    public void Cosine_decay_falls_along_half_a_cosine_and_stays_at_the_final_rate(int epoch, int stepInEpoch, double expected)
        => new CosineDecay(0.5, 5) { FinalRate = 0.1 }.RateAt(At(epoch: epoch, stepInEpoch: stepInEpoch)).Should().BeApproximately(expected, 1e-15);

    [Fact]
    public void Cosine_decay_is_the_published_formula_everywhere()
    {
        for (int step = 0; step < 20; step++)
        {
            double expected = 0.1 + 0.5 * (0.5 - 0.1) * (1 + Math.Cos(Math.PI * (step / 4.0) / 5));
            new CosineDecay(0.5, 5) { FinalRate = 0.1 }.RateAt(At(epoch: step / 4, stepInEpoch: step % 4)).Should().BeApproximately(expected, 1e-15);
        }
    }

    [Theory]
    [InlineData(0, 0.02)]
    [InlineData(4, 0.1)]
    [InlineData(9, 0.2)]
    [InlineData(10, 0.2)]
    [InlineData(1000, 0.2)]
    public void Warm_up_rises_linearly_to_the_rate_of_another_schedule(long step, double expected)
        => new WarmUp(10, 0.2).RateAt(At(step: step)).Should().BeApproximately(expected, 1e-15);

    [Fact]
    public void A_function_is_given_the_time_of_the_update()
    {
        var times = new List<TrainingTime>();
        var schedule = LearningRateSchedule.From(time =>
        {
            times.Add(time);
            return 0.01;
        });
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = schedule }, BatchSize = 3, Epochs = 2 };

        new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(Some.Regression<double>(samples: 5));

        times.Should().Equal(new TrainingTime(0, 0, 0, 2), new TrainingTime(1, 0, 1, 2), new TrainingTime(2, 1, 0, 2), new TrainingTime(3, 1, 1, 2));
    }

    private static TrainingTime At(long step = 0, int epoch = 0, int stepInEpoch = 0) => new(step, epoch, stepInEpoch, StepsPerEpoch: 4);
}
