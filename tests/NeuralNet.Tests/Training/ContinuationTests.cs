using System.Numerics;

namespace NeuralNet.Tests;

public sealed class ContinuationInDouble : ContinuationTests<double>;

public sealed class ContinuationInFloat : ContinuationTests<float>;

/// <summary>A second Fit goes on where the first ended, and equal seeds give equal bits.</summary>
public abstract class ContinuationTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dataset<T> _data = Some.Classification<T>(samples: 50);

    public static TheoryData<Optimizer> OptimizersAndSchedules()
        => [.. Some.Optimizers(rate: new ExponentialDecay(0.02, 0.9)), .. Some.Schedules(0.02).Select(schedule => new Adam { LearningRate = schedule })];

    [Theory]
    [MemberData(nameof(OptimizersAndSchedules))]
    public void Five_epochs_and_five_more_are_ten_to_the_bit(Optimizer optimizer)
    {
        Trainer<T> twice = Trainer(new TrainingOptions { Optimizer = optimizer, Epochs = 5 });
        Trainer<T> once = Trainer(new TrainingOptions { Optimizer = optimizer, Epochs = 10 });

        TrainingResult first = twice.Fit(_data);
        TrainingResult second = twice.Fit(_data);
        TrainingResult whole = once.Fit(_data);

        Bits.Of(twice.Network).Should().Equal(Bits.Of(once.Network));
        first.History.Concat(second.History).Should().Equal(whole.History);
        (first.Steps + second.Steps).Should().Be(whole.Steps);
    }

    [Theory]
    [MemberData(nameof(OptimizersAndSchedules))]
    public void Stopping_within_an_epoch_and_going_on_is_not_stopping_to_the_bit(Optimizer optimizer)
    {
        Trainer<T> pieces = Trainer(new TrainingOptions { Optimizer = optimizer, Steps = 7 });
        Trainer<T> once = Trainer(new TrainingOptions { Optimizer = optimizer, Steps = 28 });

        for (int piece = 0; piece < 4; piece++)
            pieces.Fit(_data).StopReason.Should().Be(StopReason.StepsReached);
        once.Fit(_data);

        Bits.Of(pieces.Network).Should().Equal(Bits.Of(once.Network));
    }

    [Theory]
    [InlineData(SampleOrder.Shuffled)]
    [InlineData(SampleOrder.WithReplacement)]
    [InlineData(SampleOrder.AsGiven)]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others(SampleOrder order)
    {
        Trainer<T> first = Trainer(new TrainingOptions { Order = order, Epochs = 3, Seed = 5 });
        Trainer<T> same = Trainer(new TrainingOptions { Order = order, Epochs = 3, Seed = 5 });
        Trainer<T> other = Trainer(new TrainingOptions { Order = order, Epochs = 3, Seed = 6 });

        first.Fit(_data);
        same.Fit(_data);
        other.Fit(_data);

        Bits.Of(same.Network).Should().Equal(Bits.Of(first.Network));
        Bits.Of(other.Network).Should().NotEqual(Bits.Of(first.Network));
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        Dataset<T> wide = new(Some.Matrix<T>(130, 300), Some.Matrix<T>(130, 70, seed: 4));
        Network<T> one = Network.WithInputs<T>(300).Dense(256).ReLU().Dense(70).Build(seed: 1);
        Network<T> many = one.Clone();
        var options = new TrainingOptions { Epochs = 1, BatchSize = 64, Threads = 1 };

        new Trainer<T>(one, new MeanSquaredError<T>(), options).Fit(wide);
        new Trainer<T>(many, new MeanSquaredError<T>(), options with { Threads = 7 }).Fit(wide);

        Bits.Of(many).Should().Equal(Bits.Of(one));
    }

    // Dropout makes the run depend on random numbers of each step, too.
    private static Trainer<T> Trainer(TrainingOptions options) => new(
        Network.WithInputs<T>(2).Dense(6).ReLU().Dropout(0.2).Dense(3).Softmax().Build(seed: 1),
        new SoftmaxCrossEntropy<T>(),
        options with { BatchSize = 16 });
}
