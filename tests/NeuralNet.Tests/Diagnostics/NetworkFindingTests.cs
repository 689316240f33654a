namespace NeuralNet.Tests;

/// <summary>Mistakes in the network: units and gradients.</summary>
public sealed class NetworkFindingTests
{
    public static TheoryData<string> SymmetricStarts => ["sigmoid zeros", "tanh constant", "relu constant", "tanh zeros"];

    [Theory]
    [MemberData(nameof(SymmetricStarts))]
    public void Equal_initial_weights_of_a_hidden_layer_are_named(string start)
    {
        Initializer initializer = start.EndsWith("zeros", StringComparison.Ordinal) ? Initializer.Zeros : Initializer.Constant(0.1);
        NetworkBuilder<double> builder = Network.WithInputs<double>(2).Dense(6, initializer);
        builder = start[0] switch { 's' => builder.Sigmoid(), 't' => builder.Tanh(), _ => builder.ReLU() };

        // Behind tanh(0) = 0 zero weights would have no gradient at all.
        Network<double> network = builder.Dense(1, start == "tanh zeros" ? null : initializer).Sigmoid().Build(seed: 1);
        if (start == "tanh zeros")
            ((Dense<double>)network.Layers[2]).Weights.MapInplace(_ => 0.5, MathNet.Numerics.LinearAlgebra.Zeros.Include);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 5, BatchSize = 16 })
            .Fit(Positive(64));

        Finding finding = result.ShouldHave(FindingCode.IdenticalUnits);
        finding.Layer.Should().Be(0);
        finding.Observation.Should().Contain("6 of 6 units").And.Contain("units 0, 1, 2, 3 and 2 others");
        finding.Epoch.Should().Be(1);
    }

    [Fact]
    public void A_single_layer_may_start_at_zero()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3, Initializer.Zeros).Softmax().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions { Epochs = 20 })
            .Fit(Some.Classification<double>(90));

        result.Findings.Should().BeEmpty();
    }

    [Fact]
    public void ReLU_layers_that_start_at_zero_get_no_gradient()
    {
        Network<float> network = Network.WithInputs<float>(2).Dense(8, Initializer.Zeros).ReLU().Dense(8, Initializer.Zeros).ReLU().Dense(3, Initializer.Zeros)
            .Softmax().Build(seed: 1);

        TrainingResult result = new Trainer<float>(network, new SoftmaxCrossEntropy<float>(), new TrainingOptions { Epochs = 20 })
            .Fit(Some.Classification<float>(90));

        Finding finding = result.ShouldHave(FindingCode.NoGradient, Severity.Error);
        finding.Observation.Should().Contain("up to layer 2");
        finding.Remedy.Should().Contain("random weights");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void A_softmax_of_one_output_passes_nothing_on(int batchSize)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(4).Tanh().Dense(1).Softmax().Build(seed: 1);
        Matrix<double> x = Some.Matrix<double>(400, 2);
        Matrix<double> y = x.Column(0).Map(v => v > 0 ? 1.0 : 0.0).ToColumnMatrix();

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 5, BatchSize = batchSize })
            .Fit(x, y);

        Finding finding = result.ShouldHave(FindingCode.NoGradient, Severity.Error);
        finding.Layer.Should().Be(3);
        finding.Observation.Should().Contain("all parameters");
        finding.Remedy.Should().Contain("Sigmoid, not Softmax");
    }

    [Theory]
    [InlineData(1, 0.4)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 0.4)]
    [InlineData(5, 1)]
    public void A_rate_that_kills_ReLUs_is_named_with_the_share_of_dead_units(int seed, double rate)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(50).ReLU().Dense(30).ReLU().Dense(3).Softmax().Build(seed);
        var options = new TrainingOptions { Epochs = 60, BatchSize = 16, Optimizer = new Sgd { LearningRate = rate, Momentum = 0.9 } };

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), options).Fit(Some.Classification<double>(300, seed: seed));

        Finding finding = result.ShouldHave(FindingCode.DeadUnits);
        finding.Layer.Should().Match(layer => layer == 1 || layer == 3);
        finding.Observation.Should().Contain("all 300 samples");
        finding.Numbers["dead share"].Should().BeGreaterThanOrEqualTo(0.5);
        finding.Remedy.Should().Contain("lower learning rate").And.Contain("LeakyReLU");
        result.Findings.Should().NotContain(other => other.Code == FindingCode.VanishingGradients, "dead units explain it");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Weights_so_large_that_the_hidden_layer_is_saturated_are_named(int seed, bool isSigmoid)
    {
        NetworkBuilder<double> builder = Network.WithInputs<double>(20).Dense(30, new Large());
        Network<double> network = (isSigmoid ? builder.Sigmoid() : builder.Tanh()).Dense(3).Softmax().Build(seed);
        Matrix<double> x = Some.Matrix<double>(200, 20);

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions { Epochs = 3, BatchSize = 20 })
            .Fit(x, [.. Enumerable.Range(0, 200).Select(i => i % 3)]);

        Finding finding = result.ShouldHave(FindingCode.SaturatedUnits);
        finding.Layer.Should().Be(1);
        finding.Observation.Should().Contain("of the 30 units");
        finding.Remedy.Should().Contain("GlorotUniform");
        finding.Numbers["saturated share"].Should().BeGreaterThanOrEqualTo(0.9);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    public void A_stack_of_sigmoids_is_told_by_what_factor_the_gradient_fades(int layers)
    {
        NetworkBuilder<double> builder = Network.WithInputs<double>(2);
        for (int i = 0; i < layers; i++)
            builder = builder.Dense(10).Sigmoid();
        Network<double> network = builder.Dense(3).Softmax().Build(seed: 1);

        TrainingResult result = new Trainer<double>(network, new SoftmaxCrossEntropy<double>(), new TrainingOptions
        {
            Epochs = 30,
            Optimizer = new Sgd { LearningRate = 0.1 },
        })
            .Fit(Some.Classification<double>(300));

        Finding finding = result.ShouldHave(FindingCode.VanishingGradients);
        finding.Layer.Should().Be(0);
        finding.Numbers["growth"].Should().BeLessThan(1e-4);
        finding.Remedy.Should().Contain("ReLU");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_deep_network_with_large_weights_diverges_by_exploding_gradients(int seed)
    {
        NetworkBuilder<double> builder = Network.WithInputs<double>(2);
        for (int i = 0; i < 8; i++)
            builder = builder.Dense(20, new Large()).ReLU();
        Network<double> network = builder.Dense(1).Build(seed);

        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions
        {
            Epochs = 30,
            Optimizer = new Sgd { LearningRate = 0.01 },
        })
            .Fit(Some.Regression<double>(100));

        Finding finding = result.ShouldHave(FindingCode.ExplodingGradients, Severity.Error);
        finding.Numbers["growth"].Should().BeGreaterThan(100);
        finding.Remedy.Should().Contain("HeUniform");
        result.StopReason.Should().Be(StopReason.Diverged);
    }

    /// <summary>Both classes at positive inputs, so that constant ReLUs are on.</summary>
    private static Dataset<double> Positive(int samples)
    {
        Matrix<double> x = Some.Matrix<double>(samples, 2).PointwiseAbs();
        return new Dataset<double>(x, x.Column(0).Map(v => v > 0.5 ? 1.0 : 0.0).ToColumnMatrix());
    }

    private sealed record Large : Initializer
    {
        public override void Fill<T>(Matrix<T> weights, RandomStream random)
            => weights.MapInplace(_ => T.CreateChecked(50 * random.NextNormal()), MathNet.Numerics.LinearAlgebra.Zeros.Include);
    }
}
