namespace NeuralNet.Tests;

/// <summary>Standard deviations and intervals of networks that Bayesian regularisation has trained.</summary>
public sealed class UncertaintyTests
{
    [Fact]
    public void The_deviation_of_a_linear_network_is_that_of_the_reference()
    {
        // 1 / beta + j' H^-1 j with H = beta X'X + alpha P, from MathNet's inverse.
        Dataset<double> data = Noisy(samples: 40, inputs: 3);
        Network<double> network = Network.WithInputs<double>(3).Dense(1).Build(seed: 1);
        TrainingResult result = Train(network, data);
        (double alpha, double beta) = (result.Evidence!.Value.WeightPrecision, result.Evidence.Value.NoisePrecision);
        Matrix<double> x = Extended(data.X), fresh = Some.Matrix<double>(5, 3, seed: 8), j = Extended(fresh);
        Matrix<double> h = beta * x.TransposeThisAndMultiply(x);
        for (int k = 0; k < 3; k++)
            h[k, k] += alpha;

        Matrix<double> deviations = network.PredictDeviations(fresh);

        Matrix<double> variances = j * h.Inverse() * j.Transpose();
        for (int n = 0; n < 5; n++)
            deviations[n, 0].Should().BeApproximately(Math.Sqrt(1 / beta + variances[n, n]), 1e-10);
    }

    [Fact]
    public void Intervals_of_95_percent_hold_95_percent_of_new_targets()
    {
        int held = 0, all = 0;
        for (int seed = 1; seed <= 40; seed++)
        {
            Dataset<double> data = Sine(60, seed), fresh = Sine(50, seed + 1000);
            Network<double> network = Network.WithInputs<double>(1).Dense(5).Tanh().Dense(1).Build(seed);
            Train(network, data);

            PredictionIntervals<double> intervals = network.PredictIntervals(fresh.X);

            held += fresh.Y.EnumerateIndexed().Count(y => y.Item3 >= intervals.Lower[y.Item1, 0] && y.Item3 <= intervals.Upper[y.Item1, 0]);
            all += fresh.Y.RowCount;
        }

        ((double)held / all).Should().BeInRange(0.93, 0.97);
    }

    [Fact]
    public void They_are_saved_with_the_network_to_the_bit_and_cloned_with_it()
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(5).Tanh().Dense(2).Build(seed: 1);
        Dataset<double> one = Sine(40, seed: 1);
        Train(network, one with { Y = one.Y.Append(one.Y * 3) });
        using var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;

        Network<double> loaded = Network.Load<double>(file), clone = network.Clone();

        Matrix<double> expected = network.PredictDeviations(one.X);
        Bits.Of(loaded.PredictDeviations(one.X)).Should().Equal(Bits.Of(expected));
        Bits.Of(clone.PredictDeviations(one.X)).Should().Equal(Bits.Of(expected));
        loaded.PredictIntervals(one.X, 0.5).Upper.Should().Be(network.PredictIntervals(one.X, 0.5).Upper);
    }

    [Fact]
    public void Float_networks_have_them_too()
    {
        Network<float> network = Network.WithInputs<float>(1).Dense(5).Tanh().Dense(1).Build(seed: 1);
        Dataset<double> sine = Sine(40, seed: 1);
        new Trainer<float>(network, new MeanSquaredError<float>(), new TrainingOptions { Optimizer = new BayesianRegularization() })
            .Fit(sine.X.Map(value => (float)value), sine.Y.Map(value => (float)value));

        network.PredictDeviations(sine.X.Map(value => (float)value)).Enumerate().Should().OnlyContain(deviation => deviation > 0.05f && deviation < 0.5f);
    }

    [Fact]
    public void A_network_that_does_not_know_or_whose_weights_have_changed_says_so()
    {
        Network<double> untrained = Network.WithInputs<double>(1).Dense(3).Tanh().Dense(1).Build(seed: 1), changed = untrained.Clone();
        Dataset<double> sine = Sine(40, seed: 1);
        Train(changed, sine);
        changed.HasDeviations.Should().BeTrue();
        changed.Parameters[0].Value[0, 0] += 1;

        (untrained.HasDeviations, changed.HasDeviations).Should().Be((false, false));
        ((Action)(() => untrained.PredictDeviations(sine.X))).Should().Throw<InvalidOperationException>().WithMessage("*train it with BayesianRegularization*");
        ((Action)(() => changed.PredictIntervals(sine.X))).Should().Throw<InvalidOperationException>().WithMessage("*weights have changed*");
        ((Action)(() => changed.PredictIntervals(sine.X, 1))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => changed.PredictDeviations(sine.X.Append(sine.X)))).Should().Throw<ArgumentException>();
        using var file = new MemoryStream();
        changed.Save(file);
        file.Position = 0;
        Network.Load<double>(file).HasDeviations.Should().BeFalse();
    }

    [Fact]
    public void Weights_of_Nguyen_and_Widrow_have_one_length_and_biases_that_spread_the_units()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(9, Initializer.NguyenWidrow).Tanh().Dense(1).Build(seed: 3);
        Matrix<double> weights = network.Parameters[0].Value, biases = network.Parameters[1].Value;

        for (int j = 0; j < 9; j++)
        {
            weights.Column(j).L2Norm().Should().BeApproximately(0.7 * 3, 1e-12);
            (biases[0, j] * Math.Sign(weights[0, j])).Should().BeApproximately(2.1 * (j - 4) / 4, 1e-12);
        }

        using var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;
        ((Dense<double>)Network.Load<double>(file).Layers[0]).Initializer.Should().Be(Initializer.NguyenWidrow);
    }

    private static TrainingResult Train(Network<double> network, Dataset<double> data)
        => new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Optimizer = new BayesianRegularization() }).Fit(data);

    private static Matrix<double> Extended(Matrix<double> x) => x.Append(Matrix<double>.Build.Dense(x.RowCount, 1, 1));

    private static Dataset<double> Noisy(int samples, int inputs)
    {
        Matrix<double> x = Some.Matrix<double>(samples, inputs);
        return new Dataset<double>(x, x * Some.Matrix<double>(inputs, 1, seed: 5) + 0.3 * Some.Matrix<double>(samples, 1, seed: 6));
    }

    private static Dataset<double> Sine(int samples, int seed)
    {
        var random = new RandomStream(seed, index: 2);
        var x = Matrix<double>.Build.Dense(samples, 1, (_, _) => 2 * random.NextDouble() - 1);
        return new Dataset<double>(x, x.Map(value => Math.Sin(3 * value) + 0.2 * random.NextNormal()));
    }
}
