using System.Numerics;

namespace NeuralNet.Tests;

public sealed class CheckpointsInDouble : CheckpointTests<double>;

public sealed class CheckpointsInFloat : CheckpointTests<float>;

/// <summary>
/// A run that was interrupted and taken up from its checkpoint ends as one that was never interrupted: every bit, every
/// record, every finding.
/// </summary>
public abstract partial class CheckpointTests<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dataset<T> _data = Some.Classification<T>(samples: 50);

    private readonly string _directory = Directory.CreateTempSubdirectory("checkpoint").FullName;

    private string Path => System.IO.Path.Combine(_directory, "run.safetensors");

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    public static TheoryData<string> Runs => [.. RunsByName.Keys];

    // 4 steps an epoch: 1 and 2 are within the first epoch, 8 is at the end of one, 22 within the sixth.
    private static int[] Interruptions => [1, 2, 8, 22, 27];

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_run_that_is_cancelled_several_times_and_taken_up_is_one_that_was_never_cancelled(string name)
    {
        Run run = RunsByName[name];
        Trainer<T> uninterrupted = run.Trainer(run.Options);
        TrainingResult whole = uninterrupted.Fit(run.Data);

        foreach (int step in Interruptions.Append((int)whole.Steps - 1).Where(step => step < whole.Steps).Distinct())
        {
            using var cancellation = new CancellationTokenSource();
            Trainer<T> trainer = run.Trainer(run.Cancelled(cancellation, step) with { Checkpoint = Checkpoint(every: 1000) });
            if (step != Interruptions[0])
                trainer.Restore(Path);
            TrainingResult part = trainer.Fit(run.Data, cancellation: cancellation.Token);
            (part.StopReason, part.Steps).Should().Be((StopReason.Cancelled, step));
        }

        Trainer<T> last = run.Trainer(run.Options);
        last.Restore(Path);
        TrainingResult result = last.Fit(run.Data);

        Bits.Of(last.Network).Should().Equal(Bits.Of(uninterrupted.Network));
        ShouldBeTheSame(result, whole);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_run_whose_program_ended_after_a_checkpoint_is_one_that_did_not_end(string name)
    {
        Run run = RunsByName[name];
        Trainer<T> uninterrupted = run.Trainer(run.Options);
        TrainingResult whole = uninterrupted.Fit(run.Data);
        Trainer<T> first = run.Trainer(run.Options with { Checkpoint = Checkpoint(every: 3), Epochs = 5 });
        first.Fit(run.Data);

        Trainer<T> second = run.Trainer(run.Options);
        second.Restore(Path);
        TrainingResult result = second.Fit(run.Data);

        Bits.Of(second.Network).Should().Equal(Bits.Of(uninterrupted.Network));
        ShouldBeTheSame(result, whole);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_trainer_made_of_the_checkpoint_alone_goes_on_in_the_same_way(string name)
    {
        Run run = RunsByName[name];
        TrainingOptions options = run.Options with { Checkpoint = Checkpoint(every: 3), Epochs = 5 };
        run.Trainer(options).Fit(run.Data);
        Trainer<T> expected = run.Trainer(options with { Checkpoint = null });
        TrainingResult whole = expected.Fit(run.Data);

        Func<Trainer<T>> load = () => Trainer.Load<T>(Path);

        if (run.IsMadeOfFunctions)
        {
            load.Should().Throw<InvalidDataException>().WithMessage("*function*");
            return;
        }

        Trainer<T> loaded = load();
        TrainingResult result = loaded.Fit(run.Data);
        Bits.Of(loaded.Network).Should().Equal(Bits.Of(expected.Network));
        ShouldBeTheSame(result, whole);
        loaded.Options.Checkpoint.Should().Be(options.Checkpoint);
    }

    [Fact]
    public void A_checkpoint_is_written_every_few_epochs_counted_over_all_Fits()
    {
        var epochs = new List<int>();
        Trainer<T> trainer = NewTrainer(_options with
        {
            Epochs = 4,
            Checkpoint = Checkpoint(every: 3),
            Progress = new Listener(_ => epochs.Add(File.Exists(Path) ? LastEpoch() : 0)),
        });

        trainer.Fit(_data);
        trainer.Fit(_data);

        // What each epoch finds when it ends, before its own checkpoint is written.
        epochs.Should().Equal(0, 0, 0, 3, 3, 3, 6, 6);
        Directory.GetFiles(_directory).Should().Equal(Path);
    }

    [Fact]
    public void A_checkpoint_of_a_second_Fit_takes_up_the_second_Fit()
    {
        Trainer<T> uninterrupted = NewTrainer(_options with { Epochs = 4 });
        uninterrupted.Fit(_data);
        TrainingResult whole = uninterrupted.Fit(_data);
        Trainer<T> trainer = NewTrainer(_options with { Epochs = 4, Checkpoint = Checkpoint(every: 3) });
        trainer.Fit(_data);
        trainer.Fit(_data);

        Trainer<T> restored = NewTrainer(_options with { Epochs = 4 });
        restored.Restore(Path);
        TrainingResult result = restored.Fit(_data);

        Bits.Of(restored.Network).Should().Equal(Bits.Of(uninterrupted.Network));
        ShouldBeTheSame(result, whole);
        result.History[0].Epoch.Should().Be(5);
    }

    [Fact]
    public void A_run_that_has_ended_is_taken_up_with_more_epochs()
    {
        NewTrainer(_options with { Epochs = 6, Checkpoint = Checkpoint(every: 6) }).Fit(_data);
        Trainer<T> whole = NewTrainer(_options with { Epochs = 10 });
        whole.Fit(_data);

        Trainer<T> longer = NewTrainer(_options with { Epochs = 10 });
        longer.Restore(Path);
        TrainingResult result = longer.Fit(_data);

        result.History.Count.Should().Be(10);
        Bits.Of(longer.Network).Should().Equal(Bits.Of(whole.Network));
    }

    [Fact]
    public void The_trainer_itself_can_go_back_to_its_checkpoint()
    {
        Trainer<T> trainer = NewTrainer(_options with { Epochs = 6, Checkpoint = Checkpoint(every: 4) });
        trainer.Fit(_data);
        byte[] expected = Bits.Of(trainer.Network);
        trainer.Fit(_data);

        File.Copy(Path, Path + ".copy");
        trainer.Restore(Path);
        trainer.Fit(_data);

        // The last checkpoint was that of epoch 12, at the end of the second Fit.
        LastEpoch().Should().Be(12);
        Bits.Of(trainer.Network).Should().NotEqual(expected);
        Trainer<T> other = NewTrainer(_options with { Epochs = 6 });
        other.Restore(Path + ".copy");
        other.Fit(_data);
        Bits.Of(trainer.Network).Should().Equal(Bits.Of(other.Network));
    }

    [Fact]
    public void When_the_time_is_over_a_checkpoint_is_written_too_and_the_time_starts_anew()
    {
        var limit = TimeSpan.FromMilliseconds(20);
        TrainingOptions options = _options with
        {
            TimeLimit = limit,
            Progress = new Listener(_ => Thread.Sleep(2 * limit)),
            Checkpoint = Checkpoint(every: 1000),
        };

        TrainingResult first = NewTrainer(options).Fit(_data);
        Trainer<T> second = NewTrainer(_options with { TimeLimit = TimeSpan.FromHours(1) });
        second.Restore(Path);
        TrainingResult result = second.Fit(_data);

        first.StopReason.Should().Be(StopReason.TimeLimit);
        result.StopReason.Should().Be(StopReason.EpochsReached);
        result.Elapsed.Should().BeGreaterThan(limit, "the time before the checkpoint counts");
        Trainer<T> whole = NewTrainer(_options);
        whole.Fit(_data);
        Bits.Of(second.Network).Should().Equal(Bits.Of(whole.Network));
    }

    [Fact]
    public void A_checkpoint_is_a_model_with_the_weights_of_its_moment()
    {
        Trainer<T> trainer = NewTrainer(_options with { Epochs = 3, Checkpoint = Checkpoint(every: 3) });
        trainer.Fit(_data);

        Network<T> model = Network.Load<T>(Path);

        Bits.Of(model.Predict(_data.X)).Should().Equal(Bits.Of(trainer.Network.Predict(_data.X)));
    }

    [Fact]
    public void Writing_checkpoints_changes_no_bit_of_the_run()
    {
        Trainer<T> with = NewTrainer(_options with { Checkpoint = Checkpoint(every: 1) });
        Trainer<T> without = NewTrainer(_options);

        TrainingResult result = with.Fit(_data);

        ShouldBeTheSame(result, without.Fit(_data));
        Bits.Of(with.Network).Should().Equal(Bits.Of(without.Network));
    }

    [Fact]
    public void What_a_crash_left_beside_the_checkpoint_does_not_hurt()
    {
        string left = $"{Path}.neuralnet-{Guid.NewGuid():N}.tmp";
        File.WriteAllText(left, "half a checkpo");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow - TimeSpan.FromHours(1));

        NewTrainer(_options with { Checkpoint = Checkpoint(every: 3) }).Fit(_data);

        NewTrainer(_options).Restore(Path);
        Directory.GetFiles(_directory).Should().Equal(Path);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_leaves_the_one_before_and_says_so()
    {
        string place = System.IO.Path.Combine(_directory, "mounted"), file = System.IO.Path.Combine(place, "run.safetensors");
        Directory.CreateDirectory(place);
        Trainer<T> trainer = NewTrainer(_options with
        {
            Checkpoint = new CheckpointOptions(file) { EveryEpochs = 2 },
            Progress = new Listener(record =>
            {
                if (record.Epoch == 4)
                    Directory.Move(place, place + "-no-more");
            }),
        });

        Action fit = () => trainer.Fit(_data);

        fit.Should().Throw<IOException>().WithMessage("*could not be written to*run.safetensors*");
        Directory.Move(place + "-no-more", place);
        Checkpoint<T>.Read(file).OpenState().History[^1].Epoch.Should().Be(2);
        trainer.Fit(_data).History[0].Epoch.Should().Be(5, "training can go on");
    }

    [Fact]
    public void A_checkpoint_is_restored_and_loaded_from_a_stream_as_from_its_file()
    {
        NewTrainer(_options with { Epochs = 3, Checkpoint = Checkpoint(every: 3) }).Fit(_data);
        byte[] file = File.ReadAllBytes(Path);
        Trainer<T> whole = NewTrainer(_options with { Epochs = 6 });
        whole.Fit(_data);

        foreach (bool canSeek in new[] { true, false })
        {
            Trainer<T> restored = NewTrainer(_options with { Epochs = 6 });
            using Stream stream = Loading.NewStream(file, canSeek);
            restored.Restore(stream);
            restored.Fit(_data);
            Bits.Of(restored.Network).Should().Equal(Bits.Of(whole.Network));

            Trainer<T> loaded = Trainer.Load<T>(Loading.NewStream(file, canSeek));
            loaded.Options.Checkpoint.Should().BeNull("a stream is no place to write the next one to");
            loaded = new Trainer<T>(loaded.Network, loaded.Loss, loaded.Options with { Epochs = 6 });
            loaded.Restore(Loading.NewStream(file, canSeek));
            loaded.Fit(_data);
            Bits.Of(loaded.Network).Should().Equal(Bits.Of(whole.Network));
        }
    }

    [Fact]
    public void What_is_wrong_with_a_checkpoint_is_said_with_its_name()
    {
        NewTrainer(_options with { Epochs = 3, Checkpoint = Checkpoint(every: 3) }).Fit(_data);
        byte[] file = File.ReadAllBytes(Path);
        file[^1] ^= 1;
        File.WriteAllBytes(Path, file);

        Action load = () => Trainer.Load<T>(Path), restore = () => NewTrainer(_options).Restore(Path);
        Action fromStream = () => NewTrainer(_options).Restore(new MemoryStream(file));

        load.Should().Throw<InvalidDataException>().WithMessage($"'{Path}' cannot be loaded: The file's checksum is *");
        restore.Should().Throw<InvalidDataException>().WithMessage($"'{Path}' cannot be loaded: The file's checksum is *");
        fromStream.Should().Throw<InvalidDataException>().WithMessage("The file's checksum is *");
    }

    [Fact]
    public void A_place_that_is_not_there_is_found_out_before_training()
    {
        string nowhere = System.IO.Path.Combine(_directory, "nowhere", "run.safetensors");
        Trainer<T> trainer = NewTrainer(_options with { Checkpoint = new CheckpointOptions(nowhere) });
        byte[] before = Bits.Of(trainer.Network);

        Action fit = () => trainer.Fit(_data);
        Action toDirectory = () => NewTrainer(_options with { Checkpoint = new CheckpointOptions(_directory) }).Fit(_data);

        fit.Should().Throw<DirectoryNotFoundException>().WithMessage($"*no directory*nowhere*");
        toDirectory.Should().Throw<IOException>().WithMessage("*that is a directory*");
        Bits.Of(trainer.Network).Should().Equal(before);
    }

    [Fact]
    public void Restoring_while_training_is_refused()
    {
        NewTrainer(_options with { Checkpoint = Checkpoint(every: 3) }).Fit(_data);
        Exception? thrown = null;
        Trainer<T>? trainer = null;
        trainer = NewTrainer(_options with { Progress = new Listener(_ => thrown = Record.Exception(() => trainer!.Restore(Path))) });

        trainer.Fit(_data);

        thrown.Should().BeOfType<InvalidOperationException>();
    }

    private static readonly TrainingOptions _options = new() { Optimizer = new Adam { LearningRate = 0.02 }, Epochs = 8, BatchSize = 13, Seed = 5 };

    private static Trainer<T> NewTrainer(TrainingOptions options, Network<T>? network = null, Loss<T>? loss = null)
        => new(network ?? Network.WithInputs<T>(2).Dense(6).ReLU().Dropout(0.2).Dense(3).Softmax().Build(seed: 1), loss ?? new SoftmaxCrossEntropy<T>(),
            options);

    private CheckpointOptions Checkpoint(int every) => new(Path) { EveryEpochs = every };

    private int LastEpoch() => Checkpoint<T>.Read(Path).OpenState().History[^1].Epoch;

    private static void ShouldBeTheSame(TrainingResult actual, TrainingResult expected)
    {
        actual.History.Select(Comparable).Should().Equal(expected.History.Select(Comparable));
        actual.History.SelectMany(record => record.Findings).Concat(actual.Findings).Select(Comparable)
            .Should().Equal(expected.History.SelectMany(record => record.Findings).Concat(expected.Findings).Select(Comparable));
        (actual.StopReason, actual.StopMessage, actual.Steps, actual.FinalScores, actual.RestoredEpoch, actual.Divergence)
            .Should().Be((expected.StopReason, expected.StopMessage, expected.Steps, expected.FinalScores, expected.RestoredEpoch, expected.Divergence));
    }

    private static string Comparable(Finding finding)
        => FormattableString.Invariant($"{finding}|{finding.Severity}|{finding.Code}|{finding.Layer}|{finding.LayerName}|{finding.Epoch}|")
            + string.Join(' ', finding.Columns) + "|"
            + string.Join(' ', finding.Numbers.Select(number => FormattableString.Invariant($"{number.Key}={number.Value:R}")));

    private static (EpochRecord, int) Comparable(EpochRecord record)
        => (new EpochRecord(record.Epoch, record.Step, record.LearningRate, record.Training, record.Validation), record.Findings.Count);

    private sealed class Listener(Action<EpochRecord> action) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => action(value);
    }
}
