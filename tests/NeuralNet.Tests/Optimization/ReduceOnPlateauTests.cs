namespace NeuralNet.Tests;

/// <summary>
/// The rate falls when a score has come to rest. Expected rates are counted by hand from the scores given.
/// </summary>
public sealed class ReduceOnPlateauTests : IDisposable
{
    private static readonly Dataset<double> _data = Some.Regression<double>(samples: 20);

    private readonly string _directory = Directory.CreateTempSubdirectory("plateau").FullName;

    private string CheckpointPath => Path.Combine(_directory, "run.safetensors");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_rate_falls_after_so_many_epochs_without_improvement_and_each_fall_starts_the_count_again()
    {
        // Best so far:     5  4  4    4    3  3    3    3    3
        double[] scores = [5, 4, 4.5, 4.2, 3, 3.5, 3.4, 3.3, 3.2];
        var schedule = new ReduceOnPlateau(0.8) { Factor = 0.5, Patience = 2, Score = MonitoredScore.Smallest(record => scores[record.Epoch - 1]) };

        TrainingResult result = Train(schedule, epochs: 9);

        result.History.Select(record => record.LearningRate).Should().Equal(0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2);
    }

    [Fact]
    public void Improvements_that_are_too_small_do_not_count_and_the_rate_has_a_floor()
    {
        double[] scores = [5, 4.9, 4.8, 4.7, 4.6];
        var schedule = new ReduceOnPlateau(0.8)
        {
            Factor = 0.25,
            Patience = 1,
            MinimumImprovement = 1,
            SmallestRate = 0.1,
            Score = MonitoredScore.Smallest(record => scores[record.Epoch - 1]),
        };

        TrainingResult result = Train(schedule, epochs: 5);

        result.History.Select(record => record.LearningRate).Should().Equal(0.8, 0.8, 0.2, 0.1, 0.1);
    }

    [Fact]
    public void The_loss_of_the_validation_data_is_watched_unless_another_score_is_chosen()
    {
        var options = new TrainingOptions
        {
            Optimizer = new Sgd { LearningRate = new ReduceOnPlateau(0.9) { Patience = 1, Factor = 0.1 } },
            BatchSize = 5,
            Epochs = 20,
        };

        TrainingHistory history = new Trainer<double>(NewNetwork(), new MeanSquaredError<double>(), options).Fit(_data,
            Some.Regression<double>(samples: 10, seed: 9)).History;

        double best = double.PositiveInfinity, rate = 0.9;
        int falls = 0;
        foreach (EpochRecord record in history)
        {
            record.LearningRate.Should().BeApproximately(rate, 1e-15);
            if (record.Validation!.Value.Loss < best)
                best = record.Validation.Value.Loss;
            else
                (rate, falls) = (rate * 0.1, falls + 1);
        }

        falls.Should().BeGreaterThan(1, "or nothing was shown");
    }

    [Fact]
    public void A_warm_up_passes_the_plateaus_on_and_they_are_counted_over_all_calls_of_Fit()
    {
        var schedule = new WarmUp(1, new ReduceOnPlateau(0.8) { Factor = 0.5, Patience = 2, Score = MonitoredScore.Smallest(_ => 1) });
        var trainer = new Trainer<double>(NewNetwork(), new MeanSquaredError<double>(),
            new TrainingOptions { Optimizer = new Sgd { LearningRate = schedule }, Epochs = 2 });

        double[] rates = [.. Enumerable.Range(0, 4).SelectMany(_ => trainer.Fit(_data).History).Select(record => record.LearningRate)];

        rates.Should().Equal(0.8, 0.8, 0.8, 0.4, 0.4, 0.2, 0.2, 0.1);
    }

    [Fact]
    public void A_run_that_is_taken_up_from_its_checkpoint_falls_where_it_would_have_fallen()
    {
        var options = new TrainingOptions
        {
            Optimizer = new Sgd { LearningRate = new ReduceOnPlateau(0.9) { Patience = 2, Factor = 0.3, MinimumImprovement = 1e-3 } },
            BatchSize = 5,
            Epochs = 20,
        };
        Network<double> whole = NewNetwork();
        TrainingResult expected = new Trainer<double>(whole, new MeanSquaredError<double>(), options).Fit(_data);
        new Trainer<double>(NewNetwork(),
            new MeanSquaredError<double>(), options with { Epochs = 7, Checkpoint = new CheckpointOptions(CheckpointPath) }).Fit(_data);

        Trainer<double> loaded = Trainer.Load<double>(CheckpointPath);
        var trainer = new Trainer<double>(loaded.Network, loaded.Loss, loaded.Options with { Epochs = 20, Checkpoint = null });
        trainer.Restore(CheckpointPath);
        TrainingResult result = trainer.Fit(_data);

        loaded.Options.Optimizer.Should().Be(options.Optimizer);
        expected.History.Select(record => record.LearningRate).Distinct().Count().Should().BeGreaterThan(2);
        result.History.Select(record => record.LearningRate).Should().Equal(expected.History.Select(record => record.LearningRate));
        Bits.Of(trainer.Network).Should().Equal(Bits.Of(whole));
    }

    [Theory]
    [InlineData("Factor")]
    [InlineData("Patience")]
    [InlineData("SmallestRate")]
    [InlineData("InitialRate")]
    [InlineData("MinimumImprovement")]
    public void A_setting_outside_its_range_is_refused(string setting)
    {
        ReduceOnPlateau schedule = setting switch
        {
            "Factor" => new ReduceOnPlateau(0.1) { Factor = 1 },
            "Patience" => new ReduceOnPlateau(0.1) { Patience = 0 },
            "SmallestRate" => new ReduceOnPlateau(0.1) { SmallestRate = -1 },
            "InitialRate" => new ReduceOnPlateau(double.NaN),
            _ => new ReduceOnPlateau(0.1) { MinimumImprovement = -1 },
        };

        schedule.Invoking(s => Train(s, epochs: 1)).Should().Throw<ArgumentOutOfRangeException>().WithMessage($"'{setting}'*");
    }

    private static Network<double> NewNetwork() => Network.WithInputs<double>(2).Dense(4).Tanh().Dense(1).Build(seed: 1);

    private static TrainingResult Train(LearningRateSchedule schedule, int epochs)
    {
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = schedule }, Epochs = epochs };
        return new Trainer<double>(NewNetwork(), new MeanSquaredError<double>(), options).Fit(_data);
    }
}
