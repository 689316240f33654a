namespace NeuralNet.Tests;

/// <summary>
/// Each optimizer beside its published formula, written out element by element, on a linear regression whose gradient
/// is known in closed form.
/// </summary>
public sealed class OptimizerTests
{
    private const int Steps = 12;

    private static readonly Matrix<double> _x = Some.Matrix<double>(7, 2);
    private static readonly Matrix<double> _y = Some.Matrix<double>(7, 1, seed: 4);

    /// <summary>A falling rate, so that the two forms of momentum differ.</summary>
    private static double Rate(long step) => 0.1 / (1 + 0.2 * step);

    [Fact]
    public void An_optimizer_of_any_kind_says_its_learning_rate_and_null_where_it_has_none()
    {
        Optimizer adam = new Adam { LearningRate = 0.01 } with { Beta1 = 0.8 };
        Optimizer descent = new Sgd() with { LearningRate = new StepDecay(0.3, 0.5, 10) };

        adam.LearningRate.Should().Be(new ConstantRate(0.01));
        descent.LearningRate.Should().Be(new StepDecay(0.3, 0.5, 10));
        new Lbfgs().LearningRate.Should().BeNull();
        $"{new Rprop()}{new LevenbergMarquardt()}".Should().NotContain("LearningRate");
        adam.ToString().Split("LearningRate").Should().HaveCount(2, "it stands there once");
    }

    [Fact]
    public void Gradient_descent_follows_its_formula()
        => AssertFollows(new Sgd(), (w, g, rate, _, _) => w - rate * g);

    [Fact]
    public void Momentum_with_the_rate_outside_the_velocity_follows_its_formula()
        => AssertFollows(new Sgd { Momentum = 0.8 }, (w, g, rate, s, _) =>
        {
            s.First = 0.8 * s.First + g;
            return w - rate * s.First;
        });

    [Fact]
    public void Momentum_with_the_rate_inside_the_velocity_follows_its_formula()
        => AssertFollows(new Sgd { Momentum = 0.8, Form = MomentumForm.RateInsideVelocity }, (w, g, rate, s, _) =>
        {
            s.First = 0.8 * s.First - rate * g;
            return w + s.First;
        });

    [Fact]
    public void Nesterov_momentum_with_the_rate_outside_the_velocity_follows_its_formula()
        => AssertFollows(new Sgd { Momentum = 0.8, Kind = MomentumKind.Nesterov }, (w, g, rate, s, _) =>
        {
            s.First = 0.8 * s.First + g;
            return w - rate * (g + 0.8 * s.First);
        });

    [Fact]
    public void Nesterov_momentum_with_the_rate_inside_the_velocity_follows_its_formula()
        => AssertFollows(new Sgd { Momentum = 0.8, Form = MomentumForm.RateInsideVelocity, Kind = MomentumKind.Nesterov }, (w, g, rate, s, _) =>
        {
            s.First = 0.8 * s.First - rate * g;
            return w + 0.8 * s.First - rate * g;
        });

    [Fact]
    public void RMSProp_follows_its_formula()
        => AssertFollows(new RmsProp { Decay = 0.7, Epsilon = 1e-3 }, (w, g, rate, s, _) =>
        {
            s.First = 0.7 * s.First + 0.3 * g * g;
            return w - rate * g / (Math.Sqrt(s.First) + 1e-3);
        });

    [Fact]
    public void Adam_follows_its_formula()
        => AssertFollows(new Adam { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-3 }, (w, g, rate, s, t) => w - AdamChange(g, rate, s, t));

    [Fact]
    public void AdamW_decays_weights_but_not_biases_apart_from_the_gradient()
        => AssertFollows(
            new AdamW { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-3, WeightDecay = 0.4 },
            (w, g, rate, s, t) => w * (1 - rate * 0.4) - AdamChange(g, rate, s, t),
            (b, g, rate, s, t) => b - AdamChange(g, rate, s, t));

    public static TheoryData<MinibatchOptimizer> All() => [.. Some.Optimizers(rate: 0.05)];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_optimizer_solves_a_quadratic(MinibatchOptimizer optimizer)
    {
        // Without decay the minimum is that of least squares. A falling rate lets those come to rest whose steps do not
        // shrink with the gradient.
        MinibatchOptimizer falling = optimizer with { LearningRate = new WarmUp(1, LearningRateSchedule.From(time => 0.05 / (1 + time.Step / 200))) };
        falling = falling is AdamW adamW ? adamW with { WeightDecay = 0 } : falling;
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);
        Matrix<double> design = _x.Append(Matrix<double>.Build.Dense(7, 1, 1));
        Matrix<double> solution = design.QR().Solve(_y);

        new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Optimizer = falling, Epochs = 5000, BatchSize = 7 }).Fit(_x, _y);

        var layer = (Dense<double>)network.Layers[0];
        layer.Weights.Stack(layer.Biases).Enumerate().Zip(solution.Enumerate(), (actual, expected) => Math.Abs(actual - expected)).Max().Should()
            .BeLessThan(1e-3);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Penalties_act_the_same_to_the_bit_with_clipping_that_never_clips(MinibatchOptimizer optimizer)
    {
        var options = new TrainingOptions { Optimizer = optimizer, Epochs = 5, BatchSize = 3, L1 = 0.02, L2 = 0.1 };
        Network<double> free = NewNetwork(), clipped = NewNetwork(), unpenalized = NewNetwork();

        TrainingResult ofFree = new Trainer<double>(free, new MeanSquaredError<double>(), options).Fit(_x, _y);
        TrainingResult ofClipped = new Trainer<double>(clipped, new MeanSquaredError<double>(), options with { Clipping = GradientClipping.ByValue(1e9) })
            .Fit(_x, _y);
        new Trainer<double>(unpenalized, new MeanSquaredError<double>(), options with { L1 = 0, L2 = 0 }).Fit(_x, _y);

        Bits.Of(free).Should().Equal(Bits.Of(clipped)).And.NotEqual(Bits.Of(unpenalized));
        ofFree.History.Select(record => record.Training).Should().Equal(ofClipped.History.Select(record => record.Training));

        static Network<double> NewNetwork() => Network.WithInputs<double>(2).Dense(19).Tanh().Dense(1).Build(seed: 1);
    }

    [Fact]
    public void An_epsilon_below_all_floats_still_keeps_the_quotient_finite_where_there_is_no_gradient()
    {
        Matrix<float> zeros = Matrix<float>.Build.Dense(4, 2), ones = Matrix<float>.Build.Dense(4, 1, 1);
        foreach (MinibatchOptimizer optimizer in (MinibatchOptimizer[])[new Adam { Epsilon = 1e-60 }, new RmsProp { Epsilon = 1e-60 }])
        {
            Network<float> network = Network.WithInputs<float>(2).Dense(1).Build(seed: 1);
            float[] weights = ((Dense<float>)network.Layers[0]).Weights.ToColumnMajorArray();

            new Trainer<float>(network, new MeanSquaredError<float>(), new TrainingOptions { Optimizer = optimizer, Epochs = 3 }).Fit(zeros, ones);

            ((Dense<float>)network.Layers[0]).Weights.ToColumnMajorArray().Should().Equal(weights);
            ((Dense<float>)network.Layers[0]).Biases[0, 0].Should().BeGreaterThan(0);
        }
    }

    private static double AdamChange(double g, double rate, Memory s, int t)
    {
        s.First = 0.8 * s.First + 0.2 * g;
        s.Second = 0.95 * s.Second + 0.05 * g * g;
        return rate * (s.First / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(s.Second / (1 - Math.Pow(0.95, t))) + 1e-3);
    }

    private delegate double Formula(double value, double gradient, double rate, Memory memory, int step);

    private static void AssertFollows(MinibatchOptimizer optimizer, Formula formula, Formula? biasFormula = null)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);
        var layer = (Dense<double>)network.Layers[0];
        double[] expected = [layer.Weights[0, 0], layer.Weights[1, 0], layer.Biases[0, 0]];
        Memory[] memory = [new(), new(), new()];
        for (int step = 0; step < Steps; step++)
        {
            double[] gradient = Gradient(expected);
            for (int i = 0; i < expected.Length; i++)
                expected[i] = (i == 2 ? biasFormula ?? formula : formula)(expected[i], gradient[i], Rate(step), memory[i], step + 1);
        }

        var options = new TrainingOptions
        {
            Optimizer = optimizer with { LearningRate = LearningRateSchedule.From(time => Rate(time.Step)) },
            Epochs = Steps,
            BatchSize = 7,
        };
        new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(_x, _y);

        double[] actual = [layer.Weights[0, 0], layer.Weights[1, 0], layer.Biases[0, 0]];
        actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max().Should().BeLessThan(1e-13);
    }

    /// <summary>2/N sum over the samples of (w x + b - y) x, and the same without x for the bias.</summary>
    private static double[] Gradient(double[] parameters)
    {
        var gradient = new double[3];
        for (int i = 0; i < _x.RowCount; i++)
        {
            double scaled = 2.0 / _x.RowCount * (parameters[0] * _x[i, 0] + parameters[1] * _x[i, 1] + parameters[2] - _y[i, 0]);
            gradient[0] += scaled * _x[i, 0];
            gradient[1] += scaled * _x[i, 1];
            gradient[2] += scaled;
        }

        return gradient;
    }

    private sealed class Memory
    {
        public double First { get; set; }

        public double Second { get; set; }
    }
}
