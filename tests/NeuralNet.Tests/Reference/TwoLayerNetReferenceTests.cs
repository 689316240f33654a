using System.Numerics;

namespace NeuralNet.Tests;

public sealed class TwoLayerNetReferenceInDouble : TwoLayerNetReferenceTests<double>;

public sealed class TwoLayerNetReferenceInFloat : TwoLayerNetReferenceTests<float>;

/// <summary>
/// The FC - ReLU - FC - softmax classifier with its own <c>reg</c> (half of L2), decay timings and listed minibatches.
/// </summary>
public abstract class TwoLayerNetReferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [InlineData("two-layer-net-small")]
    [InlineData("two-layer-net-medium")]
    public void The_forward_pass_gives_scores_probabilities_and_predictions(string file)
    {
        var problem = Fixture.Read<Problem>(file);
        Network<T> network = problem.Network.Build<T>(problem.Initial);
        var untilHidden = new Network<T>(network.Inputs, [network.Layers[0]]);
        var untilScores = new Network<T>(network.Inputs, [.. network.Clone().Layers.Take(3)]);
        Matrix<T> x = problem.X.To<T>();

        Matrix<T> z1 = untilHidden.Predict(x);
        Matrix<T> scores = untilScores.Predict(x);
        Matrix<T> probabilities = network.Predict(x);

        double bound = problem.StepBound<T>();
        Fixture.Error(z1, problem.Forward.Z1).Should().BeLessThan(bound);
        Fixture.Error(scores, problem.Forward.Scores).Should().BeLessThan(bound);
        Fixture.Error(probabilities, problem.Forward.Probabilities).Should().BeLessThan(bound);
        network.Classify(x).Should().Equal(problem.Forward.Predictions);
        untilScores.Classify(x).Should().Equal(problem.Forward.Predictions);
    }

    [Theory]
    [InlineData("two-layer-net-small")]
    [InlineData("two-layer-net-medium")]
    public void Loss_penalty_and_gradients_are_those_of_the_reference(string file)
    {
        var problem = Fixture.Read<Problem>(file);
        Network<T> network = problem.Network.Build<T>(problem.Initial);
        var loss = new SoftmaxCrossEntropy<T>();
        var penalized = new TrainingOptions { L2 = problem.L2 };

        double dataLoss = new Trainer<T>(network, loss).Evaluate(problem.Data<T>()).Loss;
        double total = new Trainer<T>(network, loss, penalized).Evaluate(problem.Data<T>()).Loss;
        IReadOnlyList<Matrix<T>> gradients = Gradients.Of(network, loss, problem.Data<T>(), penalized);

        double bound = problem.StepBound<T>();
        Fixture.Error(dataLoss, problem.Loss.Data).Should().BeLessThan(bound);
        Fixture.Error(total, problem.Loss.Total).Should().BeLessThan(bound);
        Fixture.Error(total - dataLoss, problem.Loss.Regularisation).Should().BeLessThan(bound * total / problem.Loss.Regularisation);
        ReferenceNetwork.Error(gradients, problem.Gradients).Should().BeLessThan(bound);
    }

    [Theory]
    [InlineData("two-layer-net-small", "endOfEpoch")]
    [InlineData("two-layer-net-small", "seed")]
    [InlineData("two-layer-net-medium", "endOfEpoch")]
    [InlineData("two-layer-net-medium", "seed")]
    public void Training_on_the_listed_minibatches_follows_the_reference_run(string file, string decayTiming)
    {
        var problem = Fixture.Read<Problem>(file);
        Training training = problem.Training;
        Run run = training.Runs.Single(candidate => candidate.DecayTiming == decayTiming);
        Network<T> network = problem.Network.Build<T>(problem.Initial);
        var trainer = new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), problem.Options(run));
        var records = new List<EpochRecord>();
        var batchAccuracies = new List<double>();
        var validationAccuracies = new List<double>();

        for (int i = 0; i < training.Iterations; i++)
        {
            records.AddRange(trainer.Fit(problem.Epoch<T>(i / training.IterationsPerEpoch)).History);
            if (run.DecayedAfterIterations.Contains(i))
            {
                batchAccuracies.Add(trainer.Evaluate(problem.Data<T>().Subset(training.Minibatches[i])).Accuracy!.Value);
                if (problem.Validation<T>() is { } validation)
                    validationAccuracies.Add(trainer.Evaluate(validation).Accuracy!.Value);
            }
        }

        double bound = problem.TrajectoryBound<T>();
        records.Select(record => record.LearningRate).Zip(run.LearningRates, (actual, expected) => Math.Abs(actual / expected - 1)).Max().Should()
            .BeLessThan(1e-14);
        Fixture.Error(records.Select(record => record.Training.Loss), run.LossHistory).Should().BeLessThan(bound);
        ReferenceNetwork.Error(network, run.Final).Should().BeLessThan(bound);
        Scores final = trainer.Evaluate(problem.Data<T>());
        Fixture.Error(final.Loss, run.FinalFullDataLoss).Should().BeLessThan(bound);
        final.Accuracy.Should().Be(run.FinalTrainAccuracy);
        batchAccuracies.Should().Equal(run.BatchAccuracyHistory);
        validationAccuracies.Should().Equal(run.ValidationAccuracyHistory ?? []);
        network.Classify(problem.X.To<T>()).Should().Equal(run.FinalPredictions);
        if (training.ValidationX is not null)
            network.Classify(training.ValidationX.To<T>()).Should().Equal(run.FinalValidationPredictions);
    }

    private sealed record Problem(
        FixtureTolerance Tolerance,
        ReferenceNetwork Network,
        FixtureMatrix X,
        int[] Labels,
        double Reg,
        double L2Factor,
        Dictionary<string, FixtureMatrix> Initial,
        ForwardValues Forward,
        LossParts Loss,
        Dictionary<string, FixtureMatrix> Gradients,
        Training Training)
    {
        public double L2 => 2 * L2Factor * Reg;

        public double StepBound<TNumber>() => Fixture.Bound<TNumber>(Tolerance.SingleStep, Network.Roundings(X.Rows));

        public double TrajectoryBound<TNumber>() => Fixture.Bound<TNumber>(Tolerance.Trajectory, Network.Roundings(Training.BatchSize) * Training.Iterations);

        public Dataset<TNumber> Data<TNumber>()
            where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
            => new(X.To<TNumber>(), Labels, Network.Sizes[^1]);

        public Dataset<TNumber>? Validation<TNumber>()
            where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
            => Training.ValidationX is null ? null : new Dataset<TNumber>(Training.ValidationX.To<TNumber>(), Training.ValidationLabels!, Network.Sizes[^1]);

        /// <summary>
        /// The minibatches of an epoch one below the other; the last epoch is filled up with batches that are not
        /// trained on.
        /// </summary>
        public Dataset<TNumber> Epoch<TNumber>(int epoch)
            where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
        {
            IEnumerable<int[]> batches = Training.Minibatches.Concat(Training.Minibatches).Skip(epoch * Training.IterationsPerEpoch)
                .Take(Training.IterationsPerEpoch);
            return Data<TNumber>().Subset([.. batches.SelectMany(batch => batch)]);
        }

        public TrainingOptions Options(Run run) => new()
        {
            Optimizer = new Sgd
            {
                LearningRate = new ExponentialDecay(Training.LearningRate, Training.Decay)
                {
                    Timing = run.DecayTiming == "seed" ? DecayTiming.AfterFirstMinibatch : DecayTiming.AfterLastMinibatch,
                },
            },
            BatchSize = Training.BatchSize,
            Order = SampleOrder.AsGiven,
            Steps = 1,
            L2 = L2,
        };
    }

    private sealed record ForwardValues(FixtureMatrix Z1, FixtureMatrix Scores, FixtureMatrix Probabilities, int[] Predictions);

    private sealed record LossParts(double Total, double Data, double Regularisation);

    private sealed record Training(
        double LearningRate,
        double Decay,
        int BatchSize,
        int Iterations,
        int IterationsPerEpoch,
        int[][] Minibatches,
        FixtureMatrix? ValidationX,
        int[]? ValidationLabels,
        Run[] Runs);

    private sealed record Run(
        string DecayTiming,
        int[] DecayedAfterIterations,
        double[] LearningRates,
        double[] LossHistory,
        double[] BatchAccuracyHistory,
        double[]? ValidationAccuracyHistory,
        Dictionary<string, FixtureMatrix> Final,
        double FinalFullDataLoss,
        int[] FinalPredictions,
        double FinalTrainAccuracy,
        int[]? FinalValidationPredictions);
}
