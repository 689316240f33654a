using System.Numerics;

namespace NeuralNet.Tests;

public sealed class AllocationInDouble : AllocationTests<double>;

public sealed class AllocationInFloat : AllocationTests<float>;

/// <summary>A training step and the prediction of one sample allocate nothing.</summary>
public abstract class AllocationTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dataset<T> _data = Some.Classification<T>(samples: 3000);

    public static TheoryData<Optimizer> Optimizers() => [.. Some.Optimizers(rate: new WarmUp(3, new CosineDecay(0.01, 5)))];

    public static TheoryData<string> Losses() => [.. Library.LossNames.Except([nameof(Loss.FromFunction), nameof(Loss.Numerical)])];

    public static TheoryData<string> Layers() => [.. Library.LayerNames];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_step_of_every_optimizer_allocates_nothing(Optimizer optimizer)
        => AssertStepsAllocateNothing(new TrainingOptions { Optimizer = optimizer, L1 = 1e-4, L2 = 1e-4, Clipping = GradientClipping.ByNorm(1) });

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
        => AssertStepsAllocateNothing(new TrainingOptions(), layer: Library.Layer<T>(layer, 6));

    [Fact]
    public void A_step_with_weights_allocates_nothing()
        => AssertStepsAllocateNothing(new TrainingOptions { ClassWeights = [1, 2, 3] }, data: _data with { SampleWeights = [.. Enumerable.Range(1, 3000).Select(i => (double)i)] });

    [Fact]
    public void A_step_of_a_network_that_several_threads_share_allocates_nothing_on_the_training_thread()
    {
        var wide = new Dataset<T>(Some.Matrix<T>(700, 256), Some.Matrix<T>(700, 128));
        Network<T> network = Network.WithInputs<T>(256).Dense(256).ReLU().Dense(128).Build(seed: 1);

        AssertNoDifference(steps => Fit(network.Clone(), new MeanSquaredError<T>(), wide, new TrainingOptions { BatchSize = 128, Threads = 2, Steps = steps }), few: 1, many: 4);
    }

    [Fact]
    public void An_epoch_allocates_nothing_but_its_record()
    {
        Network<T> network = NewNetwork(new Tanh<T>());

        // The history has room for all epochs from the start.
        AssertNoDifference(steps => Fit(network.Clone(), new SoftmaxCrossEntropy<T>(), _data, new TrainingOptions { BatchSize = 600, Steps = steps, Threads = 1 }), few: 10, many: 20);
    }

    [Fact]
    public void Predicting_a_span_allocates_nothing_after_the_first_call()
    {
        Network<T> network = NewNetwork(new ReLU<T>());
        var x = new T[2];
        var y = new T[3];
        network.Predict(x, y);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            network.Predict(x, y);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.Should().Be(0);
    }

    private static Network<T> NewNetwork(Layer<T> layer)
    {
        NetworkBuilder<T> builder = Network.WithInputs<T>(2).Dense(6).Add(layer).Dropout(0.1);
        return builder.Dense(3).Build(seed: 1);
    }

    private static void AssertStepsAllocateNothing(TrainingOptions options, Loss<T>? loss = null, Layer<T>? layer = null, Dataset<T>? data = null)
    {
        Network<T> network = NewNetwork(layer ?? new ReLU<T>());

        // All steps lie in one epoch of 430 minibatches.
        AssertNoDifference(steps => Fit(network.Clone(), loss ?? new SoftmaxCrossEntropy<T>(), data ?? _data, options with { BatchSize = 7, Steps = steps, Threads = 1 }), few: 40, many: 80);
    }

    private static long Fit(Network<T> network, Loss<T> loss, Dataset<T> data, TrainingOptions options) => new Trainer<T>(network, loss, options).Fit(data).Steps;

    /// <summary>The same run with more steps allocates no more: a step that allocates takes 24 bytes at least. Now and then the runtime itself takes some, so the least of several runs counts.</summary>
    private static void AssertNoDifference(Func<long, long> run, int few, int many)
    {
        run(few).Should().Be(few);
        run(many).Should().Be(many);

        long difference = Enumerable.Range(0, 4).Min(_ => Allocated(run, many)) - Enumerable.Range(0, 4).Min(_ => Allocated(run, few));

        difference.Should().BeLessThan(24 * (many - few));
    }

    private static long Allocated(Func<long, long> run, int steps)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        run(steps);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
