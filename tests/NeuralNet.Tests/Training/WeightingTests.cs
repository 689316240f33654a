using System.Numerics;

namespace NeuralNet.Tests;

public sealed class WeightingInDouble : WeightingTests<double>;

public sealed class WeightingInFloat : WeightingTests<float>;

/// <summary>Sample weights, class weights, label smoothing and penalties, each as its formula says.</summary>
public abstract class WeightingTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A handful of roundings of numbers up to about 1.
    private static readonly double _tolerance = 50 * (typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53));

    private static readonly Dataset<T> _data = Some.Classification<T>(samples: 6);

    public static TheoryData<string> Losses() => [.. Library.LossNames.Where(name => Library.Loss<T>(name).RowWeighting == RowWeighting.Supported)];

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_sample_of_weight_three_counts_like_three_samples(string name)
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).Build(seed: 1);
        Dataset<T> weighted = _data with { SampleWeights = [1, 3, 0, 2, 1, 1] };
        Dataset<T> repeated = _data.Subset([0, 1, 1, 1, 3, 3, 4, 5]);
        Loss<T> loss = Library.Loss<T>(name);

        AssertSame(network, loss, weighted, null, repeated, null);
    }

    [Fact]
    public void Only_the_ratios_of_weights_matter()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).Build(seed: 1);
        Dataset<T> small = _data with { SampleWeights = [1, 3, 0, 2, 1, 1] };
        Dataset<T> large = _data with { SampleWeights = [1e6, 3e6, 0, 2e6, 1e6, 1e6] };

        AssertSame(network, new SoftmaxCrossEntropy<T>(), small, null, large, null);
    }

    [Fact]
    public void Class_weights_are_the_weights_of_the_samples_of_a_class_times_their_own()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).Build(seed: 1);
        Dataset<T> weighted = _data with { SampleWeights = [1, 3, 1, 2, 1, 1] };
        Dataset<T> expected = _data with { SampleWeights = [2 * 1, 5 * 3, 0.5 * 1, 2 * 2, 5 * 1, 0.5 * 1] };

        AssertSame(network, new SoftmaxCrossEntropy<T>(), weighted, new TrainingOptions { ClassWeights = [2, 5, 0.5] }, expected, null);
    }

    [Fact]
    public void Class_weights_of_one_output_are_those_of_zero_and_one()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Sigmoid().Build(seed: 1);
        var data = new Dataset<T>(_data.X, Matrix<T>.Build.Dense(6, 1, (i, _) => i < 2 ? T.One : T.Zero));

        AssertSame(network, new BinaryCrossEntropy<T>(), data, new TrainingOptions { ClassWeights = [1, 4] },
            data with { SampleWeights = [4, 4, 1, 1, 1, 1] }, null);
    }

    [Fact]
    public void Smoothed_labels_are_targets_moved_towards_all_classes()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).Build(seed: 1);
        Dataset<T> moved = _data with { Y = _data.Y.Multiply(T.CreateChecked(0.8)).Add(T.CreateChecked(0.2 / 3)) };

        AssertSame(network, new SoftmaxCrossEntropy<T>(labelSmoothing: 0.2), _data, null, moved, null, new SoftmaxCrossEntropy<T>());
    }

    [Fact]
    public void Smoothed_binary_labels_are_targets_moved_towards_one_half()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).Build(seed: 1);
        Dataset<T> moved = _data with { Y = _data.Y.Multiply(T.CreateChecked(0.8)).Add(T.CreateChecked(0.1)) };

        AssertSame(network, new BinaryCrossEntropy<T>(labelSmoothing: 0.2), _data, null, moved, null, new BinaryCrossEntropy<T>());
    }

    [Fact]
    public void Penalties_add_half_L2_times_squares_and_L1_times_absolutes_of_weights_but_not_of_biases()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).Build(seed: 1);
        ((Dense<T>)network.Layers[0]).Biases.MapInplace(_ => T.CreateChecked(7), Zeros.Include);
        Matrix<T> weights = ((Dense<T>)network.Layers[0]).Weights;
        weights[0, 0] = T.Zero;
        var loss = new SoftmaxCrossEntropy<T>();
        var penalized = new TrainingOptions { L1 = 0.3, L2 = 0.2 };

        double added = new Trainer<T>(network, loss, penalized).Evaluate(_data).Loss - new Trainer<T>(network, loss).Evaluate(_data).Loss;
        IReadOnlyList<Matrix<T>> plain = Gradients.Of(network, loss, _data);
        IReadOnlyList<Matrix<T>> gradients = Gradients.Of(network, loss, _data, penalized);

        double[] w = [.. weights.Enumerate().Select(double.CreateChecked)];
        added.Should().BeApproximately(w.Sum(value => 0.1 * value * value + 0.3 * Math.Abs(value)), _tolerance);
        IEnumerable<double> addedGradients = (gradients[0] - plain[0]).Enumerate().Select(double.CreateChecked);
        addedGradients.Zip(w, (actual, value) => Math.Abs(actual - 0.2 * value - 0.3 * Math.Sign(value))).Max().Should().BeLessThan(_tolerance);
        Bits.Of(gradients[1]).Should().Equal(Bits.Of(plain[1]));
    }

    [Fact]
    public void The_loss_of_an_epoch_weighs_its_minibatches_like_their_samples()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(3).Build(seed: 1);
        Dataset<T> weighted = _data with { SampleWeights = [1, 3, 0, 2, 1, 1] };
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 0 }, Epochs = 1, BatchSize = 4 };

        double whole = new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), options).Evaluate(weighted).Loss;
        double ofEpoch = new Trainer<T>(network, new SoftmaxCrossEntropy<T>(), options).Fit(weighted).History[0].Training.Loss;

        ofEpoch.Should().BeApproximately(whole, _tolerance);
    }

    private static void AssertSame(Network<T> network, Loss<T> loss, Dataset<T> data, TrainingOptions? options, Dataset<T> expectedData,
        TrainingOptions? expectedOptions, Loss<T>? expectedLoss = null)
    {
        expectedLoss ??= loss;

        // One step tells the loss, classes' weights included; Evaluate would leave them out.
        double value = LossOf(network, loss, data, options);
        double expectedValue = LossOf(network, expectedLoss, expectedData, expectedOptions);
        IReadOnlyList<Matrix<T>> gradients = Gradients.Of(network, loss, data, options);
        IReadOnlyList<Matrix<T>> expected = Gradients.Of(network, expectedLoss, expectedData, expectedOptions);

        value.Should().BeApproximately(expectedValue, _tolerance * Math.Max(1, Math.Abs(expectedValue)));
        for (int i = 0; i < gradients.Count; i++)
            (gradients[i] - expected[i]).Enumerate().Max(difference => Math.Abs(double.CreateChecked(difference))).Should().BeLessThan(_tolerance);
    }

    private static double LossOf(Network<T> network, Loss<T> loss, Dataset<T> data, TrainingOptions? options)
        => new Trainer<T>(network.Clone(), loss, (options ?? new TrainingOptions()) with { Epochs = 1 }).Fit(data).History[0].Training.Loss;
}
