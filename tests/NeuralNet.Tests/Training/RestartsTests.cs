using System.Collections.Concurrent;

namespace NeuralNet.Tests;

/// <summary>Training from several initial weights, of which the best run is kept.</summary>
public sealed class RestartsTests
{
    private static readonly Dataset<double> _data = Wave(60, seed: 1);
    private static readonly Dataset<double> _validation = Wave(30, seed: 2);

    [Fact]
    public void Each_run_is_the_one_that_its_seed_gives_and_the_network_has_the_weights_of_the_best()
    {
        Network<double> network = Build(seed: 77);
        var options = new TrainingOptions { Optimizer = new LevenbergMarquardt(), Epochs = 15, Seed = 3, Restarts = new Restarts(5) };

        TrainingResult result = Fit(network, options);

        Network<double>[] alone = [.. Enumerable.Range(3, 5).Select(Build)];
        TrainingResult[] results = [.. alone.Select(one => Fit(one, options with { Restarts = null }))];
        result.Restarts.Select(restart => restart.Seed).Should().Equal(3, 4, 5, 6, 7);
        result.Restarts.Select(restart => restart.Loss).Should().Equal(results.Select(one => one.FinalScores!.Value.Loss));
        result.Restarts.Select(restart => restart.Steps).Should().Equal(results.Select(one => one.Steps));
        result.Restarts.Select(restart => restart.StopReason).Should().Equal(results.Select(one => (StopReason?)one.StopReason));
        int best = Array.IndexOf(results, results.MinBy(one => one.FinalScores!.Value.Loss));
        Bits.Of(network).Should().Equal(Bits.Of(alone[best]));
        result.History.Should().Equal(results[best].History);
        result.ToString().Should().Contain("seed     3  loss").And.Contain("seed     7  loss");
    }

    [Theory]
    [InlineData(RestartScore.TrainingLoss)]
    [InlineData(RestartScore.ValidationLoss)]
    [InlineData(RestartScore.Evidence)]
    public void The_best_is_kept_by_the_score_that_the_options_say(RestartScore score)
    {
        Network<double> network = Build(1);
        var options = new TrainingOptions { Optimizer = new BayesianRegularization(), Epochs = 40, Restarts = new Restarts(6) { KeepBy = score } };
        var trainer = new Trainer<double>(network, new MeanSquaredError<double>(), options);

        TrainingResult result = trainer.Fit(_data, _validation);

        Restart kept = score switch
        {
            RestartScore.Evidence => result.Restarts.MaxBy(restart => restart.Evidence!.Value.LogEvidence)!,
            RestartScore.ValidationLoss => result.Restarts.MinBy(restart => restart.ValidationLoss)!,
            _ => result.Restarts.MinBy(restart => restart.Loss)!,
        };
        trainer.Evaluate(_data).Loss.Should().Be(kept.Loss);
        trainer.Evaluate(_validation).Loss.Should().Be(kept.ValidationLoss!.Value);
        result.Evidence.Should().Be(kept.Evidence);
        network.HasDeviations.Should().BeTrue();
    }

    [Fact]
    public void Unless_the_options_say_what_counts_it_is_the_evidence_or_the_validation_loss_or_the_training_loss()
    {
        var options = new TrainingOptions { Optimizer = new BayesianRegularization(), Epochs = 40, Restarts = new Restarts(6) };
        TrainingResult byEvidence = Fit(Build(1), options, _validation);
        TrainingResult byValidation = Fit(Build(1), options with { Optimizer = new Rprop() }, _validation);
        TrainingResult byTraining = Fit(Build(1), options with { Optimizer = new Rprop() });

        byEvidence.Evidence!.Value.LogEvidence.Should().Be(byEvidence.Restarts.Max(restart => restart.Evidence!.Value.LogEvidence));
        byValidation.FinalScores!.Value.Loss.Should().Be(byValidation.Restarts.MinBy(restart => restart.ValidationLoss)!.Loss);
        byTraining.FinalScores!.Value.Loss.Should().Be(byTraining.Restarts.Min(restart => restart.Loss));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_with_every_optimizer()
    {
        foreach (Optimizer optimizer in Some.FullBatchOptimizers().Append<Optimizer>(new Adam()))
        {
            (byte[] Weights, double[] Losses)[] runs = [.. new[] { 1, 2, 3, 7 }.Select(threads =>
            {
                Network<double> network = Build(1);
                TrainingResult result = Fit(network, new TrainingOptions { Optimizer = optimizer, Epochs = 8, Restarts = new Restarts(5), Threads = threads });
                return (Bits.Of(network), result.Restarts.Select(restart => restart.Loss).ToArray());
            })];

            runs.Should().AllSatisfy(run => run.Weights.Should().Equal(runs[0].Weights));
            runs.Should().AllSatisfy(run => run.Losses.Should().Equal(runs[0].Losses));
        }
    }

    [Fact]
    public void A_run_that_throws_or_diverges_is_a_line_of_the_list()
    {
        var options = new TrainingOptions
        {
            Optimizer = new LevenbergMarquardt(),
            Epochs = 10,
            Restarts = new Restarts(4),
            Progress = new Listener(record => { if (record.InitialSeed == 1) throw new TimeoutException("the database is away"); }),
        };
        Network<double> network = Network.WithInputs<double>(1).Dense(6).Tanh().Dense(1, new Explosive(2)).Build(seed: 9);

        TrainingResult result = Fit(network, options);

        result.Restarts[1].Should().BeEquivalentTo(new { Seed = 1, StopReason = (StopReason?)null, Message = "the database is away" });
        result.Restarts[1].Exception.Should().BeOfType<TimeoutException>();
        result.Restarts[2].StopReason.Should().Be(StopReason.Diverged);
        result.FinalScores!.Value.Loss.Should().Be(Math.Min(result.Restarts[0].Loss, result.Restarts[3].Loss));
        result.ToString().Should().Contain("seed     1  loss NaN  0 steps  the database is away").And.Contain("Diverged");
    }

    [Fact]
    public void If_every_run_throws_so_does_Fit_and_nothing_has_changed()
    {
        Network<double> network = Build(1);
        byte[] before = Bits.Of(network);
        var options = new TrainingOptions { Restarts = new Restarts(3), Progress = new Listener(_ => throw new TimeoutException("away")) };

        ((Action)(() => Fit(network, options))).Should().Throw<TimeoutException>();
        ((Action)(() => new Trainer<double>(network, new MeanAbsoluteError<double>(), options with { Optimizer = new LevenbergMarquardt() }).Fit(_data)))
            .Should().Throw<ArgumentException>().WithMessage("*needs the second derivative of the loss*");

        Bits.Of(network).Should().Equal(before);
    }

    [Fact]
    public void Progress_is_told_of_every_epoch_of_every_run_one_at_a_time()
    {
        var told = new ConcurrentBag<(int Seed, int Epoch)>();
        int inside = 0, most = 0;
        var options = new TrainingOptions
        {
            Epochs = 5,
            Restarts = new Restarts(4),
            Threads = 4,
            Progress = new Listener(record =>
            {
                most = Math.Max(most, Interlocked.Increment(ref inside));
                told.Add((record.InitialSeed!.Value, record.Epoch));
                Interlocked.Decrement(ref inside);
            }),
        };

        TrainingResult result = Fit(Build(1), options);

        told.Should().BeEquivalentTo(from seed in Enumerable.Range(0, 4) from epoch in Enumerable.Range(1, 5) select (seed, epoch));
        most.Should().Be(1);
        result.History.Should().OnlyContain(record => record.InitialSeed == null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Cancelled_within_an_iteration_and_taken_up_from_its_checkpoints_it_ends_as_if_it_had_not_been(int threads)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("restarts").FullName, "run.safetensors");
        var options = new TrainingOptions { Optimizer = new LevenbergMarquardt(), Epochs = 12, Restarts = new Restarts(4), Threads = threads };
        Network<double> whole = Build(1), parts = Build(1);
        TrainingResult uninterrupted = Fit(whole, options);
        using var cancellation = new CancellationTokenSource();
        TrainingOptions withCheckpoint = options with { Checkpoint = new CheckpointOptions(path) { EveryEpochs = 5 } };

        TrainingResult cut = new Trainer<double>(parts, new MeanSquaredError<double>(), withCheckpoint with
        {
            Progress = new Listener(record =>
            {
                if (record is { InitialSeed: 2, Epoch: 7 })
                    cancellation.Cancel();
            }),
        }).Fit(_data, cancellation: cancellation.Token);
        var second = new Trainer<double>(parts, new MeanSquaredError<double>(), withCheckpoint);
        second.Restore(path);
        TrainingResult result = second.Fit(_data);

        cut.StopReason.Should().Be(StopReason.Cancelled);
        cut.StopMessage.Should().Contain("of 4 restarts were cut short: training was cancelled. Of the one that is kept:");
        Bits.Of(parts).Should().Equal(Bits.Of(whole));
        result.History.Should().Equal(uninterrupted.History);
        result.Restarts.Select(restart => restart.ToString()).Should().Equal(uninterrupted.Restarts.Select(restart => restart.ToString()));
    }

    [Fact]
    public void Checkpoints_of_other_data_or_of_none_are_refused()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("restarts").FullName, "run.safetensors");
        var options = new TrainingOptions { Epochs = 2, Restarts = new Restarts(2), Checkpoint = new CheckpointOptions(path) };
        var trainer = new Trainer<double>(Build(1), new MeanSquaredError<double>(), options);
        ((Action)(() => trainer.Restore(path))).Should().Throw<FileNotFoundException>().WithMessage("*run.0.safetensors*");
        trainer.Fit(_data);

        trainer.Restore(path);

        ((Action)(() => trainer.Fit(_validation))).Should().Throw<ArgumentException>().WithMessage("*not the data of the run*");
        ((Action)(() => new Trainer<double>(Build(1), new MeanSquaredError<double>(), options with { L2 = 1 }).Restore(path))).Should()
            .Throw<ArgumentException>().WithMessage("*L2 is 0 in the checkpoint, but 1 here*");
        Trainer.Load<double>(Path.ChangeExtension(path, "1.safetensors")).Options.Restarts.Should().BeNull();
    }

    [Fact]
    public void The_time_limit_is_for_all_runs_together()
    {
        var options = new TrainingOptions { Optimizer = new Rprop(), Epochs = int.MaxValue, Restarts = new Restarts(50), TimeLimit = TimeSpan.FromTicks(1) };

        TrainingResult result = Fit(Build(1), options);

        result.StopReason.Should().Be(StopReason.TimeLimit);
        result.Restarts.Should().HaveCount(50).And.OnlyContain(restart => restart.StopReason == StopReason.TimeLimit && restart.Steps == 0);
        result.StopMessage.Should().Contain("50 of 50 restarts were cut short: the time limit of 00:00:00.0000001 is over.");
    }

    [Fact]
    public void Afterwards_training_goes_on_from_the_best_run()
    {
        Network<double> network = Build(1);
        var options = new TrainingOptions { Optimizer = new Adam(), Epochs = 5, Restarts = new Restarts(3) };
        var trainer = new Trainer<double>(network, new MeanSquaredError<double>(), options);
        TrainingResult result = trainer.Fit(_data);
        int seed = result.Restarts.MinBy(restart => restart.Loss)!.Seed;

        trainer.ContinueWith(options with { Restarts = null }).Fit(_data);

        Network<double> alone = Build(seed);
        var same = new Trainer<double>(alone, new MeanSquaredError<double>(), options with { Restarts = null });
        same.Fit(_data);
        same.Fit(_data);
        Bits.Of(network).Should().Equal(Bits.Of(alone));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Refused(new TrainingOptions { Restarts = new Restarts(0) }).Should().Contain("'Count' is 0");
        Refused(new TrainingOptions { Restarts = new Restarts(2) { KeepBy = RestartScore.Evidence } }).Should()
            .Contain("'KeepBy' is Evidence, which only BayesianRegularization has, but the optimizer is Adam");
        Refused(new TrainingOptions { Restarts = new Restarts(2) { KeepBy = RestartScore.ValidationLoss } }).Should()
            .Contain("'KeepBy' is ValidationLoss, but there are no validation data");
        Refused(new TrainingOptions { Restarts = new Restarts(2) { KeepBy = (RestartScore)7 } }).Should().Contain("'KeepBy' is 7");
        ((Action)(() => new Trainer<double>(Build(1), new MeanSquaredError<double>()).ContinueWith(new TrainingOptions { Restarts = new Restarts(2) })))
            .Should().Throw<ArgumentException>().WithMessage("*'Restarts' is set, but new initial weights continue nothing*");
    }

    private static string Refused(TrainingOptions options) => ((Action)(() => Fit(Build(1), options))).Should().Throw<ArgumentException>().Which.Message;

    private static Network<double> Build(int seed) => Network.WithInputs<double>(1).Dense(6).Tanh().Dense(1).Build(seed);

    private static TrainingResult Fit(Network<double> network, TrainingOptions options, Dataset<double>? validation = null)
        => new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(_data, validation);

    private static Dataset<double> Wave(int samples, int seed)
    {
        var random = new RandomStream(seed);
        var x = Matrix<double>.Build.Dense(samples, 1, (_, _) => 2 * random.NextDouble() - 1);
        return new Dataset<double>(x, x.Map(value => Math.Sin(6 * value) + 0.1 * random.NextNormal()));
    }

    private sealed class Listener(Action<EpochRecord> told) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => told(value);
    }

    /// <summary>Glorot's weights of layer 2, but for one seed such large ones that the loss overflows.</summary>
    private sealed record Explosive(int Seed) : Initializer
    {
        public override void Fill<T>(Matrix<T> weights, RandomStream random)
        {
            var first = new RandomStream(Seed, RandomUse.InitialWeights, index: 2);
            GlorotUniform.Fill(weights, random);
            Matrix<T> other = weights.Clone();
            GlorotUniform.Fill(other, first);
            if (other.Equals(weights))
                weights.MapInplace(_ => T.CreateSaturating(double.MaxValue));
        }
    }
}
