using System.Numerics;

namespace NeuralNet.Tests;

public sealed class XorReferenceInDouble : XorReferenceTests<double>;

public sealed class XorReferenceInFloat : XorReferenceTests<float>;

public abstract class XorReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Problem _problem = Fixture.Read<Problem>("xor");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_pass_gives_loss_mean_absolute_error_and_gradients(int index)
    {
        Case c = _problem.Cases[index];
        Network<T> network = c.Network.Build<T>(c.Initial);
        Dataset<T> data = _problem.Data<T>();

        Scores scores = new Trainer<T>(network, new MeanSquaredError<T>()).Evaluate(data);
        IReadOnlyList<Matrix<T>> gradients = Gradients.Of(network, new MeanSquaredError<T>(), data);

        double bound = Fixture.Bound<T>(_problem.Tolerance.SingleStep, c.Network.Roundings(samples: 4));
        Fixture.Error(scores.Loss, c.InitialLoss).Should().BeLessThan(bound);
        Fixture.Error(scores.MeanAbsoluteError, c.InitialMeanAbsoluteError).Should().BeLessThan(bound);

        // At the start the four samples' gradients cancel: each is about 0.1, their mean down to 0.001.
        ReferenceNetwork.Error(gradients, c.InitialGradients).Should()
            .BeLessThan(Fixture.Bound<T>(_problem.Tolerance.SingleStep, c.Network.Roundings(4), cancellation: 0.1 / 0.001));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Training_stops_at_the_mean_absolute_error_after_the_reference_number_of_steps(int index)
    {
        Case c = _problem.Cases[index];
        Network<T> network = c.Network.Build<T>(c.Initial);
        var trainer = new Trainer<T>(network, new MeanSquaredError<T>(), c.Options());

        TrainingResult result = trainer.Fit(_problem.Data<T>());

        result.StopReason.Should().Be(StopReason.MeanAbsoluteErrorReached);
        result.Steps.Should().BeInRange(c.Steps - StepsOfSlack(c), c.Steps + StepsOfSlack(c));
        result.FinalScores!.Value.MeanAbsoluteError.Should().BeLessThan(c.Threshold);
        network.Classify(_problem.X.To<T>()).Should().Equal(0, 1, 1, 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Histories_weights_and_outputs_follow_the_reference_run(int index)
    {
        Case c = _problem.Cases[index];
        Network<T> network = c.Network.Build<T>(c.Initial);
        var trainer = new Trainer<T>(network, new MeanSquaredError<T>(), c.Options() with { Steps = c.Steps, StopWhenMeanAbsoluteErrorBelow = 1e-9 });

        TrainingResult result = trainer.Fit(_problem.Data<T>());

        double bound = Fixture.Bound<T>(c.TrajectoryTolerance, c.Network.Roundings(4) * c.Steps);
        EpochRecord[] kept = [.. result.History.Where((_, step) => step % c.HistoryEvery == 0)];
        Fixture.Error(kept.Select(record => record.Training.MeanAbsoluteError), c.MeanAbsoluteErrorHistory).Should().BeLessThan(bound);
        Fixture.Error(kept.Select(record => record.Training.Loss), c.LossHistory).Should().BeLessThan(bound);
        Fixture.Error(result.History[^1].Training.MeanAbsoluteError, c.MeanAbsoluteErrorBeforeLastStep).Should().BeLessThan(bound);
        Fixture.Error(result.FinalScores!.Value.MeanAbsoluteError, c.FinalMeanAbsoluteError).Should().BeLessThan(bound);
        Fixture.Error(result.FinalScores!.Value.Loss, c.FinalLoss).Should().BeLessThan(bound);
        Fixture.Error(network.Predict(_problem.X.To<T>()), c.FinalOutput).Should().BeLessThan(bound);
        ReferenceNetwork.Error(network, c.Final).Should().BeLessThan(bound);
    }

    /// <summary>
    /// None in double. In float the error of the trajectory shifts the moment the threshold is passed, by its size over
    /// the change of a step.
    /// </summary>
    private static int StepsOfSlack(Case c)
    {
        if (typeof(T) == typeof(double))
            return 0;
        double error = Fixture.Bound<T>(0, c.Network.Roundings(4) * c.Steps) * c.Threshold;
        double margin = Math.Min(c.MeanAbsoluteErrorBeforeLastStep - c.Threshold, c.Threshold - c.FinalMeanAbsoluteError);
        return error < margin ? 0 : (int)Math.Ceiling(error / (c.MeanAbsoluteErrorBeforeLastStep - c.FinalMeanAbsoluteError));
    }

    private sealed record Problem(FixtureMatrix X, FixtureMatrix T, StepTolerance Tolerance, Case[] Cases)
    {
        public Dataset<TNumber> Data<TNumber>()
            where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
            => new(X.To<TNumber>(), T.To<TNumber>());
    }

    private sealed record StepTolerance(double SingleStep);

    private sealed record Case(
        ReferenceNetwork Network,
        double LearningRate,
        double Momentum,
        double Threshold,
        Dictionary<string, FixtureMatrix> Initial,
        double InitialLoss,
        double InitialMeanAbsoluteError,
        Dictionary<string, FixtureMatrix> InitialGradients,
        int Steps,
        int HistoryEvery,
        double[] MeanAbsoluteErrorHistory,
        double[] LossHistory,
        double MeanAbsoluteErrorBeforeLastStep,
        double FinalMeanAbsoluteError,
        double FinalLoss,
        FixtureMatrix FinalOutput,
        Dictionary<string, FixtureMatrix> Final,
        double TrajectoryTolerance)
    {
        public TrainingOptions Options() => new()
        {
            Optimizer = new Sgd { LearningRate = LearningRate, Momentum = Momentum },
            Epochs = 100_000,
            BatchSize = 4,
            StopWhenMeanAbsoluteErrorBelow = Threshold,
        };
    }
}
