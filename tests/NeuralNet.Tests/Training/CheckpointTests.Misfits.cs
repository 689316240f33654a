namespace NeuralNet.Tests;

/// <summary>What a checkpoint is not for, and what the message says.</summary>
public abstract partial class CheckpointTests<T>
{
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

    private static Dictionary<string, (string Message, Func<Trainer<T>> Make)> MisfitsByName { get; } = new()
    {
        ["units"] = ("layer 0 is Dense (inputs 2, units 6) in the checkpoint, but Dense (inputs 2, units 7) here",
            () => NewTrainer(_options, Network.WithInputs<T>(2).Dense(7).ReLU().Dropout(0.2).Dense(3).Softmax().Build())),
        ["activation"] = ("layer 1 is ReLU in the checkpoint, but Tanh here",
            () => NewTrainer(_options, Network.WithInputs<T>(2).Dense(6).Tanh().Dropout(0.2).Dense(3).Softmax().Build())),
        ["dropout"] = ("layer 2 is Dropout (rate 0.2) in the checkpoint, but Dropout (rate 0.25) here",
            () => NewTrainer(_options, Network.WithInputs<T>(2).Dense(6).ReLU().Dropout(0.25).Dense(3).Softmax().Build())),
        ["layers"] = ("5 layers in the checkpoint, but 3 here", () => NewTrainer(_options, Network.WithInputs<T>(2).Dense(6).Dense(3).Softmax().Build())),
        ["loss"] = ("the loss is SoftmaxCrossEntropy (labelSmoothing 0) in the checkpoint, but SoftmaxCrossEntropy (labelSmoothing 0.1) here",
            () => NewTrainer(_options, loss: new SoftmaxCrossEntropy<T>(0.1))),
        ["optimizer"] = ("Optimizer is Adam (*but AdamW (", () => NewTrainer(_options with { Optimizer = new AdamW { LearningRate = 0.02 } })),
        ["rate"] = ("learningRate ConstantRate (rate 0.02)) in the checkpoint, but *learningRate ConstantRate (rate 0.020000001)) here",
            () => NewTrainer(_options with { Optimizer = new Adam { LearningRate = 0.020000001 } })),
        ["schedule"] = ("but *learningRate CosineDecay (initialRate 0.02, epochs 8, finalRate 0)", () => NewTrainer(_options with
        {
            Optimizer = new Adam { LearningRate = new CosineDecay(0.02, 8) },
        })),
        ["batch"] = ("BatchSize is 13 in the checkpoint, but 32 here", () => NewTrainer(_options with { BatchSize = 32 })),
        ["seed"] = ("Seed is 5 in the checkpoint, but 6 here", () => NewTrainer(_options with { Seed = 6 })),
        ["order"] = ("Order is Shuffled in the checkpoint, but AsGiven here", () => NewTrainer(_options with { Order = SampleOrder.AsGiven })),
        ["L1"] = ("L1 is 0 in the checkpoint, but 0.5 here", () => NewTrainer(_options with { L1 = 0.5 })),
        ["L2"] = ("L2 is 0 in the checkpoint, but 1E-10 here", () => NewTrainer(_options with { L2 = 1e-10 })),
        ["clipping"] = ("Clipping is none in the checkpoint, but ByNorm (largestNorm 1) here",
            () => NewTrainer(_options with { Clipping = GradientClipping.ByNorm(1) })),
        ["class weights"] = ("ClassWeights is none in the checkpoint, but List (0 1, 1 2, 2 3) here",
            () => NewTrainer(_options with { ClassWeights = [1, 2, 3] })),
        ["validation"] = ("ValidationFraction is 0 in the checkpoint, but 0.25 here", () => NewTrainer(_options with { ValidationFraction = 0.25 })),
        ["early stopping"] = ("EarlyStopping is none in the checkpoint, but EarlyStopping (Patience 3, MinimumImprovement 0) here",
            () => NewTrainer(_options with { EarlyStopping = new EarlyStopping(3) })),
        ["diagnostics"] = ("Diagnostics is On in the checkpoint, but Off here", () => NewTrainer(_options with { Diagnostics = Diagnostics.Off })),
    };
}
