using System.Numerics;

namespace NeuralNet.Tests;

public sealed class ContinueWithInDouble : ContinueWithTests<double>;

public sealed class ContinueWithInFloat : ContinueWithTests<float>;

/// <summary>
/// Training that was ended goes on under other settings or on other data, with the optimizer's memory.
/// </summary>
public abstract class ContinueWithTests<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dataset<T> _data = Some.Classification<T>(samples: 50);

    private readonly string _directory = Directory.CreateTempSubdirectory("continue").FullName;

    private string CheckpointPath => Path.Combine(_directory, "run.safetensors");

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    public static TheoryData<MinibatchOptimizer> Optimizers() => [.. Some.Optimizers(rate: 0.02)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Another_rate_after_five_epochs_is_a_schedule_that_changes_there_to_the_bit(MinibatchOptimizer optimizer)
    {
        Trainer<T> whole = NewTrainer(optimizer with { LearningRate = LearningRateSchedule.From(time => time.Epoch < 5 ? 0.02 : 0.005) }, epochs: 9);
        Trainer<T> first = NewTrainer(optimizer, epochs: 5);

        TrainingResult expected = whole.Fit(_data);
        first.Fit(_data);
        Trainer<T> second = first.ContinueWith(Options(optimizer with { LearningRate = 0.005 }, epochs: 4));
        TrainingResult result = second.Fit(_data);

        Bits.Of(second.Network).Should().Equal(Bits.Of(whole.Network));
        result.History.Select(record => (record.Epoch, record.Step, record.Training)).Should().Equal(expected.History.Skip(5).Select(record
            => (record.Epoch, record.Step, record.Training)));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_checkpoint_goes_on_at_another_rate_as_the_trainer_does_that_wrote_it(MinibatchOptimizer optimizer)
    {
        var options = Options(optimizer, epochs: 5) with { Checkpoint = new CheckpointOptions(CheckpointPath) };
        Trainer<T> first = NewTrainer(options);
        first.Fit(_data);
        TrainingOptions slower = Options(optimizer with { LearningRate = 0.005 }, epochs: 4);

        Trainer<T> loaded = Trainer.Load<T>(CheckpointPath).ContinueWith(slower);
        loaded.Fit(_data);
        first.ContinueWith(slower).Fit(_data);

        Bits.Of(loaded.Network).Should().Equal(Bits.Of(first.Network));
    }

    [Fact]
    public void A_checkpoint_goes_on_with_more_data_and_keeps_the_memory()
    {
        Dataset<T> more = Some.Classification<T>(samples: 80, seed: 5);
        TrainingOptions options = Options(new Adam { LearningRate = 0.02 }, epochs: 5);
        Trainer<T> first = NewTrainer(options with { Checkpoint = new CheckpointOptions(CheckpointPath) });
        first.Fit(_data);
        Network<T> withoutMemory = first.Network.Clone();

        Trainer<T> loaded = Trainer.Load<T>(CheckpointPath).ContinueWith(options);
        TrainingResult result = loaded.Fit(more);
        first.Fit(more);
        new Trainer<T>(withoutMemory, new SoftmaxCrossEntropy<T>(), options).Fit(more);

        result.History[0].Epoch.Should().Be(6);
        Bits.Of(loaded.Network).Should().Equal(Bits.Of(first.Network), "a trainer that is still there goes on with more data by a second Fit");
        Bits.Of(loaded.Network).Should().NotEqual(Bits.Of(withoutMemory));
    }

    [Fact]
    public void Restore_alone_still_insists_on_the_data_of_the_run()
    {
        TrainingOptions options = Options(new Adam(), epochs: 2) with { Checkpoint = new CheckpointOptions(CheckpointPath) };
        NewTrainer(options).Fit(_data);
        Trainer<T> loaded = Trainer.Load<T>(CheckpointPath);

        loaded.Invoking(trainer => trainer.Fit(Some.Classification<T>(samples: 80,
            seed: 5))).Should().Throw<ArgumentException>().WithMessage("These are not the data of the run*");
    }

    [Fact]
    public void The_trainer_it_came_from_keeps_a_memory_of_its_own()
    {
        Trainer<T> first = NewTrainer(new Sgd { LearningRate = 0.02, Momentum = 0.9 }, epochs: 3);
        Trainer<T> same = NewTrainer(new Sgd { LearningRate = 0.02, Momentum = 0.9 }, epochs: 3);
        first.Fit(_data);
        same.Fit(_data);
        Trainer<T> second = first.ContinueWith(first.Options);
        T[][] weights = [.. first.Network.Parameters.Select(parameter => parameter.Value.ToColumnMajorArray())];
        second.Fit(Some.Classification<T>(samples: 50, seed: 8));
        for (int i = 0; i < weights.Length; i++)
            weights[i].CopyTo(first.Network.Parameters[i].Value.AsColumnMajorArray(), 0);

        first.Fit(_data);
        same.Fit(_data);

        Bits.Of(first.Network).Should().Equal(Bits.Of(same.Network));
    }

    [Fact]
    public void An_optimizer_to_which_the_memory_means_nothing_is_refused()
    {
        Trainer<T> adam = NewTrainer(new Adam(), epochs: 1);
        Trainer<T> momentum = NewTrainer(new Sgd { Momentum = 0.9 }, epochs: 1);

        adam.Invoking(trainer => trainer.ContinueWith(Options(new RmsProp(), 1))).Should().Throw<ArgumentException>().WithMessage("Training went on "
            + "with Adam*means nothing to RmsProp*same kind*");
        momentum.Invoking(trainer => trainer.ContinueWith(Options(new Sgd(), 1))).Should().Throw<ArgumentException>().WithMessage("*means nothing to Sgd*");
        adam.Invoking(trainer => trainer.ContinueWith(Options(new Adam { Beta1 = 2 }, 1)))
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("'Beta1'*");
    }

    private static TrainingOptions Options(Optimizer optimizer, int epochs) => new() { Optimizer = optimizer, Epochs = epochs, BatchSize = 16 };

    private static Trainer<T> NewTrainer(Optimizer optimizer, int epochs) => NewTrainer(Options(optimizer, epochs));

    private static Trainer<T> NewTrainer(TrainingOptions options)
        => new(Network.WithInputs<T>(2).Dense(6).ReLU().Dropout(0.1).Dense(3).Softmax().Build(seed: 1), new SoftmaxCrossEntropy<T>(), options);
}
