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
        TrainingOptions options = _options with { TimeLimit = limit, Progress = new Listener(_ => Thread.Sleep(2 * limit)), Checkpoint = Checkpoint(every: 1000) };

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

    public static TheoryData<string> Misfits => [.. MisfitsByName.Keys];

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_checkpoint_of_another_network_loss_or_options_is_refused_with_what_differs(string name)
    {
        NewTrainer(_options with { Epochs = 2, Checkpoint = Checkpoint(every: 1) }).Fit(_data);
        (string message, Func<Trainer<T>> make) = MisfitsByName[name];
        Trainer<T> trainer = make();
        byte[] before = Bits.Of(trainer.Network);

        Action restore = () => trainer.Restore(Path);

        restore.Should().Throw<ArgumentException>().WithMessage($"*{message}*");
        Bits.Of(trainer.Network).Should().Equal(before);
    }

    [Fact]
    public void Every_difference_is_named_at_once()
    {
        NewTrainer(_options with { Epochs = 2, Checkpoint = Checkpoint(every: 1) }).Fit(_data);

        Action restore = () => NewTrainer(_options with { Seed = 6, BatchSize = 32 }).Restore(Path);

        restore.Should().Throw<ArgumentException>().WithMessage("*BatchSize is 13 in the checkpoint, but 32 here; Seed is 5 in the checkpoint, but 6 here.*");
    }

    [Fact]
    public void Other_data_are_refused_and_the_right_ones_may_follow()
    {
        TrainingOptions options = _options with { Epochs = 4 };
        NewTrainer(options with { Epochs = 2, Checkpoint = Checkpoint(every: 1) }).Fit(_data);
        Trainer<T> trainer = NewTrainer(options);
        trainer.Restore(Path);
        byte[] restored = Bits.Of(trainer.Network);
        Matrix<T> x = _data.X.Clone();
        x[17, 1] = T.BitIncrement(x[17, 1]);

        Action fewer = () => trainer.Fit(_data.Subset([.. Enumerable.Range(0, 49)]));
        Action changed = () => trainer.Fit(_data with { X = x });
        Action weighted = () => trainer.Fit(_data with { SampleWeights = [.. Enumerable.Range(1, 50).Select(i => (double)i)] });
        Action validated = () => trainer.Fit(_data, validation: _data);

        fewer.Should().Throw<ArgumentException>().WithMessage("*the number of training samples is 50 in the checkpoint, but 49 here*");
        changed.Should().Throw<ArgumentException>().WithMessage("*the checksum of the training inputs*");
        weighted.Should().Throw<ArgumentException>().WithMessage("*the checksum of the sample and class weights*");
        validated.Should().Throw<ArgumentException>().WithMessage("*the number of validation samples is 0 in the checkpoint, but 50 here*");
        Bits.Of(trainer.Network).Should().Equal(restored);
        Trainer<T> whole = NewTrainer(options);
        ShouldBeTheSame(trainer.Fit(_data), whole.Fit(_data));
        Bits.Of(trainer.Network).Should().Equal(Bits.Of(whole.Network));
    }

    [Fact]
    public void A_model_is_no_checkpoint()
    {
        Trainer<T> trainer = NewTrainer(_options);
        trainer.Network.Save(Path);

        Action restore = () => trainer.Restore(Path);

        restore.Should().Throw<InvalidDataException>().WithMessage("*no state of a training run*Network.Load*");
    }

    [Fact]
    public void The_other_precision_is_refused()
    {
        NewTrainer(_options with { Epochs = 1, Checkpoint = Checkpoint(every: 1) }).Fit(_data);

        Action load = typeof(T) == typeof(float) ? () => Trainer.Load<double>(Path) : () => Trainer.Load<float>(Path);

        load.Should().Throw<InvalidDataException>().WithMessage("*precision it was written in*");
    }

    [Fact]
    public void A_checkpoint_that_is_cut_or_has_a_changed_byte_is_refused_and_nothing_changes()
    {
        NewTrainer(_options with { Epochs = 2, Checkpoint = Checkpoint(every: 1) }).Fit(_data);
        byte[] file = File.ReadAllBytes(Path);
        Trainer<T> trainer = NewTrainer(_options);
        byte[] before = Bits.Of(trainer.Network);
        var random = new RandomStream(3);

        for (int trial = 0; trial < 300; trial++)
        {
            byte[] damaged = [.. file];
            int position = random.NextInteger(file.Length);
            damaged[position] ^= (byte)(1 << random.NextInteger(8));
            File.WriteAllBytes(Path, trial % 3 == 0 ? file[..position] : damaged);

            Exception? thrown = Record.Exception(() => trainer.Restore(Path));

            thrown.Should().BeAssignableTo<InvalidDataException>("byte {0} of {1} was changed or missing", position, file.Length);
        }

        Bits.Of(trainer.Network).Should().Equal(before);
    }

    private static readonly TrainingOptions _options = new() { Optimizer = new Adam { LearningRate = 0.02 }, Epochs = 8, BatchSize = 13, Seed = 5 };

    private static Dictionary<string, (string Message, Func<Trainer<T>> Make)> MisfitsByName { get; } = new()
    {
        ["units"] = ("layer 0 is Dense (inputs 2, units 6) in the checkpoint, but Dense (inputs 2, units 7) here", () => NewTrainer(_options, Network.WithInputs<T>(2).Dense(7).ReLU().Dropout(0.2).Dense(3).Softmax().Build())),
        ["activation"] = ("layer 1 is ReLU in the checkpoint, but Tanh here", () => NewTrainer(_options, Network.WithInputs<T>(2).Dense(6).Tanh().Dropout(0.2).Dense(3).Softmax().Build())),
        ["dropout"] = ("layer 2 is Dropout (rate 0.2) in the checkpoint, but Dropout (rate 0.25) here", () => NewTrainer(_options, Network.WithInputs<T>(2).Dense(6).ReLU().Dropout(0.25).Dense(3).Softmax().Build())),
        ["layers"] = ("5 layers in the checkpoint, but 3 here", () => NewTrainer(_options, Network.WithInputs<T>(2).Dense(6).Dense(3).Softmax().Build())),
        ["loss"] = ("the loss is SoftmaxCrossEntropy (labelSmoothing 0) in the checkpoint, but SoftmaxCrossEntropy (labelSmoothing 0.1) here", () => NewTrainer(_options, loss: new SoftmaxCrossEntropy<T>(0.1))),
        ["optimizer"] = ("Optimizer is Adam (*but AdamW (", () => NewTrainer(_options with { Optimizer = new AdamW { LearningRate = 0.02 } })),
        ["rate"] = ("learningRate ConstantRate (rate 0.02)) in the checkpoint, but *learningRate ConstantRate (rate 0.020000001)) here", () => NewTrainer(_options with { Optimizer = new Adam { LearningRate = 0.020000001 } })),
        ["schedule"] = ("but *learningRate CosineDecay (initialRate 0.02, epochs 8, finalRate 0)", () => NewTrainer(_options with { Optimizer = new Adam { LearningRate = new CosineDecay(0.02, 8) } })),
        ["batch"] = ("BatchSize is 13 in the checkpoint, but 32 here", () => NewTrainer(_options with { BatchSize = 32 })),
        ["seed"] = ("Seed is 5 in the checkpoint, but 6 here", () => NewTrainer(_options with { Seed = 6 })),
        ["order"] = ("Order is Shuffled in the checkpoint, but AsGiven here", () => NewTrainer(_options with { Order = SampleOrder.AsGiven })),
        ["L1"] = ("L1 is 0 in the checkpoint, but 0.5 here", () => NewTrainer(_options with { L1 = 0.5 })),
        ["L2"] = ("L2 is 0 in the checkpoint, but 1E-10 here", () => NewTrainer(_options with { L2 = 1e-10 })),
        ["clipping"] = ("Clipping is none in the checkpoint, but ByNorm (largestNorm 1) here", () => NewTrainer(_options with { Clipping = GradientClipping.ByNorm(1) })),
        ["class weights"] = ("ClassWeights is none in the checkpoint, but List (0 1, 1 2, 2 3) here", () => NewTrainer(_options with { ClassWeights = [1, 2, 3] })),
        ["validation"] = ("ValidationFraction is 0 in the checkpoint, but 0.25 here", () => NewTrainer(_options with { ValidationFraction = 0.25 })),
        ["early stopping"] = ("EarlyStopping is none in the checkpoint, but EarlyStopping (Patience 3, MinimumImprovement 0) here", () => NewTrainer(_options with { EarlyStopping = new EarlyStopping(3) })),
        ["diagnostics"] = ("Diagnostics is On in the checkpoint, but Off here", () => NewTrainer(_options with { Diagnostics = Diagnostics.Off })),
    };

    private static Trainer<T> NewTrainer(TrainingOptions options, Network<T>? network = null, Loss<T>? loss = null)
        => new(network ?? Network.WithInputs<T>(2).Dense(6).ReLU().Dropout(0.2).Dense(3).Softmax().Build(seed: 1), loss ?? new SoftmaxCrossEntropy<T>(), options);

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
        => FormattableString.Invariant($"{finding}|{finding.Severity}|{finding.Code}|{finding.Layer}|{finding.LayerName}|{finding.Epoch}|{string.Join(' ', finding.Columns)}|") + string.Join(' ', finding.Numbers.Select(number => FormattableString.Invariant($"{number.Key}={number.Value:R}")));

    private static (EpochRecord, int) Comparable(EpochRecord record)
        => (new EpochRecord(record.Epoch, record.Step, record.LearningRate, record.Training, record.Validation), record.Findings.Count);

    private sealed class Listener(Action<EpochRecord> action) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => action(value);
    }
}
