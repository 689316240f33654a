using System.Numerics;

namespace NeuralNet.Tests;

public sealed class SpiralReferenceInDouble : SpiralReferenceTests<double>;

public sealed class SpiralReferenceInFloat : SpiralReferenceTests<float>;

/// <summary>The linear softmax classifier of the CS231n case study.</summary>
public abstract class SpiralReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Problem s_problem = Fixture.Read<Problem>("softmax-spiral");

    private static readonly ReferenceNetwork s_network = new([2, 3], ["softmax"]);

    private static readonly int s_roundings = s_network.Roundings(samples: 300);

    private static Dataset<T> Data => new(s_problem.X.To<T>(), s_problem.Labels, classes: 3);

    private static TrainingOptions Options => new()
    {
        Optimizer = new Sgd { LearningRate = s_problem.LearningRate },
        L2 = 2 * s_problem.L2Factor * s_problem.Reg,
        BatchSize = 300,
        Epochs = s_problem.Iterations,
    };

    [Fact]
    public void The_first_gradients_are_those_of_the_reference()
    {
        Network<T> network = s_network.Build<T>(s_problem.Initial);

        IReadOnlyList<Matrix<T>> gradients = Gradients.Of(network, new SoftmaxCrossEntropy<T>(), Data, Options);

        // 300 terms of up to 1/300 each nearly cancel in the bias gradient, whose scale is the 0.001 of the error measure.
        ReferenceNetwork.Error(gradients, s_problem.InitialGradients).Should().BeLessThan(Fixture.Bound<T>(s_problem.Tolerance.SingleStep, s_roundings, cancellation: 1 / 0.001));
    }

    [Fact]
    public void Two_hundred_steps_follow_the_reference_run_to_its_accuracy()
    {
        Network<T> network = s_network.Build<T>(s_problem.Initial);
        var trainer = new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), Options);

        TrainingResult result = trainer.Fit(Data);

        double bound = Fixture.Bound<T>(s_problem.Tolerance.Trajectory, s_roundings * s_problem.Iterations);
        double[] losses = [.. result.History.Select(record => record.Training.Loss).Where((_, step) => step % 10 == 0)];
        Fixture.Error(losses, s_problem.LossEvery10).Should().BeLessThan(bound);
        ReferenceNetwork.Error(network, s_problem.Final).Should().BeLessThan(bound);
        Scores final = trainer.Evaluate(Data);
        Fixture.Error(final.Loss, s_problem.LossAfterLast).Should().BeLessThan(bound);
        final.Accuracy.Should().Be(s_problem.TrainAccuracy);
        network.Classify(s_problem.X.To<T>()).Zip(s_problem.Labels).Count(pair => pair.First == pair.Second).Should().Be(s_problem.Correct);
        final.Accuracy!.Value.Should().BeApproximately(s_problem.Published.TrainAccuracy, 0.005);
        losses.Zip(s_problem.Published.LossEvery10, (actual, printed) => Math.Abs(actual - printed)).Max().Should().BeLessThan(1e-6);
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
