namespace NeuralNet.Tests;

public sealed class SampleOrderTests
{
    private const int Samples = 23;

    // The target of a sample is its number.
    private static readonly Dataset<double> _numbered = new(Some.Matrix<double>(Samples, 2), Matrix<double>.Build.Dense(Samples, 1, (i, _) => i));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(22)]
    public void Shuffling_without_replacement_visits_every_sample_once_an_epoch_in_a_new_order(int batchSize)
    {
        List<int[]> batches = Batches(SampleOrder.Shuffled, batchSize, epochs: 3);

        int[][] epochs = [.. batches.SelectMany(batch => batch).Chunk(Samples)];
        epochs.Should().HaveCount(3);
        foreach (int[] epoch in epochs)
            epoch.Should().BeEquivalentTo(Enumerable.Range(0, Samples));
        epochs[0].Should().NotEqual(Enumerable.Range(0, Samples)).And.NotEqual(epochs[1]);
        epochs[1].Should().NotEqual(epochs[2]);
        batches.Select(batch => batch.Length).Take(Samples / batchSize).Should().AllBeEquivalentTo(batchSize);
    }

    [Fact]
    public void The_given_order_is_kept_in_every_epoch()
    {
        List<int[]> batches = Batches(SampleOrder.AsGiven, batchSize: 10, epochs: 2);

        batches.Select(batch => batch.Length).Should().Equal(10, 10, 3, 10, 10, 3);
        batches.SelectMany(batch => batch).Should().Equal(Enumerable.Range(0, Samples).Concat(Enumerable.Range(0, Samples)));
    }

    [Fact]
    public void Drawing_with_replacement_fills_every_minibatch_and_repeats_some_samples()
    {
        List<int[]> batches = Batches(SampleOrder.WithReplacement, batchSize: 10, epochs: 400);

        batches.Should().HaveCount(3 * 400).And.OnlyContain(batch => batch.Length == 10);
        batches.Should().Contain(batch => batch.Distinct().Count() < 10);

        // Each sample is drawn about 12000 / 23 = 522 times, with a deviation of 22: five of them are never exceeded by
        // chance.
        int[] counts = [.. batches.SelectMany(batch => batch).GroupBy(sample => sample).Select(group => group.Count())];
        counts.Should().HaveCount(Samples).And.OnlyContain(count => Math.Abs(count - 12000.0 / Samples) < 5 * 22.4);
    }

    [Fact]
    public void Drawing_with_replacement_can_make_minibatches_larger_than_the_data()
    {
        List<int[]> batches = Batches(SampleOrder.WithReplacement, batchSize: 200, epochs: 2);

        batches.Select(batch => batch.Length).Should().Equal(200, 200);
    }

    [Fact]
    public void A_limit_of_steps_ends_training_within_an_epoch()
    {
        List<int[]> batches = Batches(SampleOrder.AsGiven, batchSize: 10, epochs: 10, steps: 5);

        batches.SelectMany(batch => batch).Should().Equal(Enumerable.Range(0, Samples).Concat(Enumerable.Range(0, 20)));
    }

    private static List<int[]> Batches(SampleOrder order, int batchSize, int epochs, long? steps = null)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);
        var batches = new List<int[]>();
        Loss<double> recording = Loss.FromFunction<double>((predictions, targets) =>
        {
            batches.Add([.. targets.Enumerate().Select(target => (int)target)]);
            return (1, predictions.Clone());
        });

        // The diagnostics would ask the loss again when training is over, and it would record those batches too.
        var options = new TrainingOptions
        {
            Diagnostics = Diagnostics.Off,
            Order = order,
            BatchSize = batchSize,
            Epochs = epochs,
            Steps = steps,
            Seed = 4,
            Optimizer = new Sgd { LearningRate = 1e-6 },
        };

        TrainingResult result = new Trainer<double>(network, recording, options).Fit(_numbered);

        result.Steps.Should().Be(batches.Count);
        result.StopReason.Should().Be(steps is null ? StopReason.EpochsReached : StopReason.StepsReached);
        return batches;
    }
}
