using System.Numerics;

namespace NeuralNet.Tests;

public sealed class SpiralReferenceInDouble : SpiralReferenceTests<double>;

public sealed class SpiralReferenceInFloat : SpiralReferenceTests<float>;

/// <summary>The linear softmax classifier of the CS231n case study.</summary>
public abstract class SpiralReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Problem _problem = Fixture.Read<Problem>("softmax-spiral");

    private static readonly ReferenceNetwork _network = new([2, 3], ["softmax"]);

    private static readonly int _roundings = _network.Roundings(samples: 300);

    private static Dataset<T> Data => new(_problem.X.To<T>(), _problem.Labels, classes: 3);

    private static TrainingOptions Options => new()
    {
        Optimizer = new Sgd { LearningRate = _problem.LearningRate },
        L2 = 2 * _problem.L2Factor * _problem.Reg,
        BatchSize = 300,
        Epochs = _problem.Iterations,
    };

    [Fact]
    public void The_first_gradients_are_those_of_the_reference()
    {
        Network<T> network = _network.Build<T>(_problem.Initial);

        IReadOnlyList<Matrix<T>> gradients = Gradients.Of(network, new SoftmaxCrossEntropy<T>(), Data, Options);

        // 300 terms of up to 1/300 each nearly cancel in the bias gradient, whose scale is the 0.001 of the error
        // measure.
        ReferenceNetwork.Error(gradients, _problem.InitialGradients).Should()
            .BeLessThan(Fixture.Bound<T>(_problem.Tolerance.SingleStep, _roundings, cancellation: 1 / 0.001));
    }

    [Fact]
    public void Two_hundred_steps_follow_the_reference_run_to_its_accuracy()
    {
        Network<T> network = _network.Build<T>(_problem.Initial);
        var trainer = new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), Options);

        TrainingResult result = trainer.Fit(Data);

        double bound = Fixture.Bound<T>(_problem.Tolerance.Trajectory, _roundings * _problem.Iterations);
        double[] losses = [.. result.History.Select(record => record.Training.Loss).Where((_, step) => step % 10 == 0)];
        Fixture.Error(losses, _problem.LossEvery10).Should().BeLessThan(bound);
        ReferenceNetwork.Error(network, _problem.Final).Should().BeLessThan(bound);
        Scores final = trainer.Evaluate(Data);
        Fixture.Error(final.Loss, _problem.LossAfterLast).Should().BeLessThan(bound);
        final.Accuracy.Should().Be(_problem.TrainAccuracy);
        network.Classify(_problem.X.To<T>()).Zip(_problem.Labels).Count(pair => pair.First == pair.Second).Should().Be(_problem.Correct);
        final.Accuracy!.Value.Should().BeApproximately(_problem.Published.TrainAccuracy, 0.005);
        losses.Zip(_problem.Published.LossEvery10, (actual, printed) => Math.Abs(actual - printed)).Max().Should().BeLessThan(1e-6);
    }

    private sealed record Problem(
        FixtureTolerance Tolerance,
        FixtureMatrix X,
        int[] Labels,
        double Reg,
        double L2Factor,
        double LearningRate,
        int Iterations,
        Dictionary<string, FixtureMatrix> Initial,
        Dictionary<string, FixtureMatrix> InitialGradients,
        double[] LossEvery10,
        double LossAfterLast,
        Dictionary<string, FixtureMatrix> Final,
        double TrainAccuracy,
        int Correct,
        Published Published);

    private sealed record Published(double[] LossEvery10, double TrainAccuracy);
}
