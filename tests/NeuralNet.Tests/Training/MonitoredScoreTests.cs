namespace NeuralNet.Tests;

/// <summary>Early stopping and plateaus watch the score that the user chooses.</summary>
public sealed class MonitoredScoreTests : IDisposable
{
    private static readonly Dataset<double> _data = Some.Classification<double>(samples: 60);
    private static readonly TrainingOptions _options = new()
    {
        Optimizer = new Sgd { LearningRate = 0.3 },
        BatchSize = 15,
        Epochs = 60,
        ValidationFraction = 0.4,
        Seed = 3,
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("scores").FullName;

    private string CheckpointPath => Path.Combine(_directory, "run.safetensors");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Early_stopping_on_the_accuracy_puts_the_most_accurate_epoch_back()
    {
        TrainingResult result = Train(_options with { EarlyStopping = new EarlyStopping(8) { Score = MonitoredScore.Accuracy } });

        result.StopReason.Should().Be(StopReason.NoImprovement);
        result.RestoredEpoch.Should().Be(result.History.MaxBy(record => record.Validation!.Value.Accuracy).Epoch);
        result.RestoredEpoch.Should().NotBe(result.History.MinBy(record => record.Validation!.Value.Loss).Epoch, "or the test would not tell the scores apart");
        result.StopMessage.Should().Contain("the validation accuracy has not improved for 8 epochs");
    }

    [Fact]
    public void Early_stopping_on_the_mean_absolute_error_puts_the_epoch_with_the_smallest_back()
    {
        TrainingResult result = Train(_options with { EarlyStopping = new EarlyStopping(60) { Score = MonitoredScore.MeanAbsoluteError } });

        result.RestoredEpoch.Should().Be(result.History.MinBy(record => record.Validation!.Value.MeanAbsoluteError).Epoch);
    }

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 2)]
    public void Early_stopping_on_a_function_of_ones_own_is_told_every_epoch_once(bool isLargest, int best)
    {
        double[] scores = [3, 1, 2, 5, double.NaN, 4, 3];
        var asked = new List<int>();
        double Score(EpochRecord record)
        {
            asked.Add(record.Epoch);
            return scores[record.Epoch - 1];
        }

        var early = new EarlyStopping(20) { Score = isLargest ? MonitoredScore.Largest(Score) : MonitoredScore.Smallest(Score) };
        TrainingResult result = Train(_options with { Epochs = scores.Length, EarlyStopping = early });

        result.RestoredEpoch.Should().Be(best);
        asked.Should().Equal(1, 2, 3, 4, 5, 6, 7);
    }

    [Fact]
    public void The_accuracy_of_numbers_is_refused_before_training()
    {
        Dataset<double> data = Some.Regression<double>(samples: 20);
        var early = new Trainer<double>(NewNetwork(1), new MeanSquaredError<double>(),
            new TrainingOptions { EarlyStopping = new EarlyStopping(2) { Score = MonitoredScore.Accuracy } });
        var plateau = new Trainer<double>(NewNetwork(1), new MeanSquaredError<double>(),
            new TrainingOptions { Optimizer = new Sgd { LearningRate = new ReduceOnPlateau(0.1) { Score = MonitoredScore.Accuracy } } });

        early.Invoking(trainer => trainer.Fit(data.X, data.Y)).Should().Throw<ArgumentException>().WithMessage("The accuracy is to be watched, but "
            + "'y' holds no classes*");
        plateau.Invoking(trainer => trainer.Fit(data)).Should().Throw<ArgumentException>().WithMessage("The accuracy is to be watched, but "
            + "'training.Y' holds no classes*");
    }

    [Fact]
    public void A_checkpoint_names_the_score_that_is_watched_and_the_run_goes_on_with_it()
    {
        TrainingOptions options = _options with { EarlyStopping = new EarlyStopping(8) { Score = MonitoredScore.Accuracy } };
        Network<double> whole = NewNetwork(3);
        TrainingResult expected = Train(options, whole);
        Train(options with { Epochs = 5, Checkpoint = new CheckpointOptions(CheckpointPath) });

        Trainer<double> loaded = Trainer.Load<double>(CheckpointPath);
        Trainer<double> longer = new(loaded.Network, loaded.Loss, loaded.Options with { Epochs = 60, Checkpoint = null });
        longer.Restore(CheckpointPath);
        TrainingResult result = longer.Fit(_data);

        loaded.Options.EarlyStopping.Should().Be(options.EarlyStopping);
        result.RestoredEpoch.Should().Be(expected.RestoredEpoch);
        Bits.Of(longer.Network).Should().Equal(Bits.Of(whole));
    }

    [Fact]
    public void A_checkpoint_of_another_watched_score_or_of_a_function_says_so()
    {
        var own = new EarlyStopping(8) { Score = MonitoredScore.Largest(record => record.Epoch) };
        Train(_options with { Epochs = 2, EarlyStopping = own, Checkpoint = new CheckpointOptions(CheckpointPath) });
        var other = new Trainer<double>(NewNetwork(3), new SoftmaxCrossEntropy<double>(), _options with { EarlyStopping = new EarlyStopping(8) });
        var same = new Trainer<double>(NewNetwork(3), new SoftmaxCrossEntropy<double>(), _options with { Epochs = 3, EarlyStopping = own });

        other.Invoking(trainer => trainer.Restore(CheckpointPath)).Should().Throw<ArgumentException>().WithMessage("*EarlyStopping is*Score "
            + "Largest*in the checkpoint*");
        new Action(() => Trainer.Load<double>(CheckpointPath)).Should().Throw<InvalidDataException>().WithMessage("*watched score 'Largest', which "
            + "was made of a function*");
        same.Restore(CheckpointPath);
        same.Fit(_data).RestoredEpoch.Should().Be(3);
    }

    private static Network<double> NewNetwork(int outputs) => Network.WithInputs<double>(2).Dense(6).Tanh().Dense(outputs).Build(seed: 1);

    private static TrainingResult Train(TrainingOptions options, Network<double>? network = null)
        => new Trainer<double>(network ?? NewNetwork(3), new SoftmaxCrossEntropy<double>(), options).Fit(_data);
}
