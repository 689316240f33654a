using System.Buffers;
using System.Numerics;
using System.Runtime;

namespace NeuralNet.Tests;

public sealed class AllocationInDouble : AllocationTests<double>;

public sealed class AllocationInFloat : AllocationTests<float>;

/// <summary>
/// A training step and the prediction of one sample allocate nothing. The diagnostics look at a few steps more closely
/// and are off here.
/// </summary>
public abstract class AllocationTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dataset<T> _data = Some.Classification<T>(samples: 200);

    [Fact]
    public void The_counter_of_allocated_bytes_is_exact_here()
        => GCSettings.LatencyMode.Should().Be(GCLatencyMode.Batch, "no collection in the background may add to it");

    public static TheoryData<Optimizer> Optimizers() => [.. Some.Optimizers(rate: 0.01)];

    public static TheoryData<LearningRateSchedule> Schedules() => [.. Some.Schedules(0.01)];

    public static TheoryData<string> Losses() => [.. Library.LossNames.Except([nameof(Loss.FromFunction), nameof(Loss.Numerical)])];

    public static TheoryData<string> Layers() => [.. Library.LayerNames];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_step_of_every_optimizer_allocates_nothing(Optimizer optimizer)
        => AssertStepsAllocateNothing(new TrainingOptions { Optimizer = optimizer, L1 = 1e-4, L2 = 1e-4, Clipping = GradientClipping.ByNorm(1) });

    [Theory]
    [MemberData(nameof(Schedules))]
    public void A_step_with_every_schedule_allocates_nothing(LearningRateSchedule schedule)
        => AssertStepsAllocateNothing(new TrainingOptions { Optimizer = new Sgd { LearningRate = schedule } });

    [Theory]
    [InlineData(SampleOrder.Shuffled)]
    [InlineData(SampleOrder.WithReplacement)]
    [InlineData(SampleOrder.AsGiven)]
    public void A_step_in_every_order_of_samples_allocates_nothing(SampleOrder order)
        => AssertStepsAllocateNothing(new TrainingOptions { Order = order, Clipping = GradientClipping.ByValue(1), TimeLimit = TimeSpan.FromHours(1) });

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_step_with_every_loss_allocates_nothing(string loss)
        => AssertStepsAllocateNothing(new TrainingOptions(), loss: Library.Loss<T>(loss));

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_step_through_every_layer_allocates_nothing(string layer)
        => AssertStepsAllocateNothing(new TrainingOptions(), network: NewNetwork(Library.Layer<T>(layer, 6)));

    [Fact]
    public void A_step_with_weights_allocates_nothing()
        => AssertStepsAllocateNothing(new TrainingOptions { ClassWeights = [1, 2, 3] }, data: _data with
        {
            SampleWeights = [.. Enumerable.Range(1, _data.X.RowCount).Select(i => (double)i)],
        });

    [Fact]
    public void A_step_of_a_network_that_several_threads_share_allocates_nothing_on_the_training_thread()
        => AssertStepsAllocateNothing(
            new TrainingOptions { Threads = 2 },
            new MeanSquaredError<T>(),
            Network.WithInputs<T>(256).Dense(256).ReLU().Dense(128).Build(seed: 1),
            new Dataset<T>(Some.Matrix<T>(700, 256), Some.Matrix<T>(700, 128)),
            batchSize: 128);

    [Fact]
    public void A_step_of_a_narrow_layer_on_wide_samples_allocates_nothing()
        => AssertStepsAllocateNothing(
            new TrainingOptions(),
            new MeanSquaredError<T>(),
            Network.WithInputs<T>(1801).Dense(27).ReLU().Dense(3).Build(seed: 1),
            new Dataset<T>(Some.Matrix<T>(600, 1801), Some.Matrix<T>(600, 3)),
            batchSize: 75);

    [Fact]
    public void Predicting_a_span_allocates_nothing_after_the_first_call()
    {
        Network<T> network = Network.WithInputs<T>(2).Standardize(_data.X).Dense(6).ReLU().Dense(3).Softmax().Build(seed: 1);
        FrozenNetwork<T> frozen = network.ToFrozen();
        var x = new T[2];
        var y = new T[3];
        network.Predict(x, y);
        frozen.Predict(x, y);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            network.Predict(x, y);
            frozen.Predict(x, y);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.Should().Be(0);
    }

    private static Network<T> NewNetwork(Layer<T> layer) => Network.WithInputs<T>(2).Dense(6).Add(layer).Dropout(0.1).Dense(3).Build(seed: 1);

    /// <summary>
    /// Trains an epoch twice, the first time to warm up, and reads the allocated bytes wherever a step asks for its
    /// rate. On the way the arrays that the whole application shares are taken away, as other work or a collection may
    /// do at any time.
    /// </summary>
    private static void AssertStepsAllocateNothing(TrainingOptions options, Loss<T>? loss = null, Network<T>? network = null, Dataset<T>? data = null,
        int batchSize = 7)
    {
        var optimizer = (MinibatchOptimizer)options.Optimizer;
        LearningRateSchedule schedule = optimizer.LearningRate;
        var starts = new long[64];
        var ends = new long[64];
        int steps = 0;
        var reading = LearningRateSchedule.From(time =>
        {
            ends[steps] = GC.GetAllocatedBytesForCurrentThread();
            if (steps == 3)
                TakeAllPooledArrays();
            starts[++steps] = GC.GetAllocatedBytesForCurrentThread();
            return schedule.RateAt(time);
        });
        options = options with { Optimizer = optimizer with { LearningRate = reading }, BatchSize = batchSize, Epochs = 1, Diagnostics = Diagnostics.Off };
        var trainer = new Trainer<T>(network ?? NewNetwork(new ReLU<T>()), loss ?? new SoftmaxCrossEntropy<T>(), options);

        trainer.Fit(data ?? _data);
        steps = 0;
        trainer.Fit(data ?? _data);

        // The first step of a Fit makes the memory that layers keep.
        long[] bytes = [.. starts[2..steps].Zip(ends[2..steps], (before, after) => after - before)];
        bytes.Should().HaveCountGreaterThan(3).And.OnlyContain(difference => difference == 0);
    }

    private static void TakeAllPooledArrays()
    {
        for (int length = 16; length <= 1 << 20; length *= 2)
        {
            long before;
            do
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                ArrayPool<T>.Shared.Rent(length);
            }
            while (GC.GetAllocatedBytesForCurrentThread() == before);
        }
    }
}
