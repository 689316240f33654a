namespace NeuralNet.Tests;

/// <summary>Numbers that others printed: the toy problem of the CS231n two-layer network.</summary>
public sealed class PublishedNumbersTests
{
    private static readonly Problem _problem = Fixture.Read<Problem>("two-layer-net-course-toy");

    private static Dataset<double> Data => new(_problem.X.To<double>(), _problem.Labels, classes: 3);

    [Fact]
    public void The_course_notebook_prints_these_scores_and_this_loss()
    {
        Network<double> network = _problem.Network.Build<double>(_problem.Initial);
        var trainer = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions { L2 = 2 * _problem.Published.LossReg });

        Matrix<double> scores = new Network<double>(4, [.. network.Layers.Take(3)]).Predict(_problem.X.To<double>());
        double loss = trainer.Evaluate(Data).Loss;

        Fixture.Error(scores, _problem.Scores).Should().BeLessThan(_problem.Tolerance.SingleStep);
        (scores - _problem.Published.Scores.To<double>()).Enumerate().Max(Math.Abs).Should().BeLessThan(1e-8);
        Fixture.Error(loss, _problem.Loss).Should().BeLessThan(_problem.Tolerance.SingleStep);
        loss.Should().BeApproximately(_problem.Published.Loss, 1e-11);
    }

    [Fact]
    public void Training_with_how_often_each_sample_was_drawn_as_its_weight_ends_at_the_published_loss()
    {
        Network<double> network = _problem.Network.Build<double>(_problem.Initial);
        Trainer<double> trainer = Trainer(network, batchSize: 5);
        var losses = new List<double>();

        foreach (int[] counts in _problem.Training.SampleCounts)
            losses.Add(trainer.Fit(Data with { SampleWeights = [.. counts.Select(count => (double)count)] }).History[0].Training.Loss);

        AssertRun(network, losses);
    }

    [Fact]
    public void Training_with_every_sample_as_often_as_it_was_drawn_ends_at_the_published_loss()
    {
        Network<double> network = _problem.Network.Build<double>(_problem.Initial);
        Trainer<double> trainer = Trainer(network, batchSize: 200);
        var losses = new List<double>();

        foreach (int[] counts in _problem.Training.SampleCounts)
            losses.Add(trainer.Fit(Data.Subset([.. counts.SelectMany((count, sample) => Enumerable.Repeat(sample, count))])).History[0].Training.Loss);

        AssertRun(network, losses);
    }

    private static Trainer<double> Trainer(Network<double> network, int batchSize) => new(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions
    {
        Optimizer = new Sgd { LearningRate = new ExponentialDecay(_problem.Training.LearningRate, _problem.Training.Decay) },
        L2 = 2 * _problem.Training.L2Factor * _problem.Training.Reg,
        BatchSize = batchSize,
        Epochs = 1,
    });

    private static void AssertRun(Network<double> network, List<double> losses)
    {
        Fixture.Error(losses, _problem.Training.LossHistory).Should().BeLessThan(_problem.Tolerance.Trajectory);
        ReferenceNetwork.Error(network, _problem.Training.Final).Should().BeLessThan(_problem.Tolerance.Trajectory);
        losses[0].Should().BeApproximately(_problem.Published.Iteration0Loss, 1e-6);
        losses[^1].Should().BeApproximately(_problem.Published.FinalLoss, 1e-15);
    }

    private sealed record Problem(
        FixtureTolerance Tolerance,
        ReferenceNetwork Network,
        FixtureMatrix X,
        int[] Labels,
        Dictionary<string, FixtureMatrix> Initial,
        Published Published,
        FixtureMatrix Scores,
        double Loss,
        Training Training);

    private sealed record Published(FixtureMatrix Scores, double Loss, double LossReg, double Iteration0Loss, double FinalLoss);

    private sealed record Training(double LearningRate, double Decay, double Reg, double L2Factor, int[][] SampleCounts, double[] LossHistory,
        Dictionary<string, FixtureMatrix> Final);
}
