using NeuralNet.Tests;

namespace NeuralNet.Uncertainty.Tests;

public sealed class FixedTests
{
    private static readonly Matrix<double> _x = Sets.Normal(60, 2, seed: 1);

    private static readonly Matrix<double> _y = _x.Column(0).PointwiseMultiply(_x.Column(1)).ToColumnMatrix();

    private static readonly TrainingOptions _options = new()
    {
        Epochs = 20,
        BatchSize = 7,
        Optimizer = new AdamW { LearningRate = 0.05, WeightDecay = 0.1 },
        L2 = 0.01,
    };

    [Fact]
    public void What_is_fixed_keeps_every_bit_and_what_follows_is_trained()
    {
        Network<double> network = Transferred(out Network<double> trained);
        byte[] before = Bits.Of(trained.Parameters[0].Value), head = Bits.Of(network.Parameters[0].Value);

        new Trainer<double>(network, new MeanSquaredError<double>(), _options).Fit(_x, _y);

        Bits.Of(((Fixed<double>)network.Layers[0]).Layer.Parameters[0].Value).Should().Equal(before);
        network.Parameters.Should().HaveCount(2);
        Bits.Of(network.Parameters[0].Value).Should().NotEqual(head);
        network.Layers[0].ToString().Should().Be("Fixed Dense 2 -> 8");
    }

    [Fact]
    public void The_rest_is_trained_as_on_the_outputs_of_what_is_fixed_to_the_bit()
    {
        Network<double> network = Transferred(out Network<double> trained);
        Matrix<double> features = new Network<double>(2, [.. trained.Layers.Take(2)]).Predict(_x);
        Network<double> head = new(8, [network.Layers[2]]);

        new Trainer<double>(network, new MeanSquaredError<double>(), _options).Fit(_x, _y);
        new Trainer<double>(head, new MeanSquaredError<double>(), _options).Fit(features, _y);

        Bits.Of(network.Parameters[0].Value).Should().Equal(Bits.Of(head.Parameters[0].Value));
    }

    [Fact]
    public void Gradients_pass_through_a_fixed_layer()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(4).Tanh().Add(new Dense<double>(4, 3).AsFixed()).Tanh().Dense(1).Build(seed: 1);

        GradientCheck.Run(network, new MeanSquaredError<double>(), _x.SubMatrix(0, 5, 0, 2), _y.SubMatrix(0, 5, 0, 1)).IsCorrect.Should().BeTrue();
        ((Fixed<double>)network.Layers[2]).Layer.Parameters[0].Value.Should()
            .NotBe(Matrix<double>.Build.Dense(4, 3), "a network sets the weights of all layers");
    }

    [Fact]
    public void It_is_saved_loaded_frozen_and_minimised_by_newton_steps_like_any_layer()
    {
        Network<double> network = Transferred(out _);
        using var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;

        Network<double> loaded = Network.Load(file, new KnownTypes<double>().WithUncertainty());

        Bits.Of(loaded.Predict(_x)).Should().Equal(Bits.Of(network.Predict(_x)));
        Bits.Of(network.ToFrozen().Predict(_x)).Should().Equal(Bits.Of(network.Predict(_x)));
        new Trainer<double>(loaded, new MeanSquaredError<double>(), new TrainingOptions { Optimizer = new LevenbergMarquardt(), Epochs = 20 }).Fit(_x, _y);
        Matrix<double> residuals = loaded.Predict(_x) - _y;
        residuals.Column(0).Average().Should().BeApproximately(0, 1e-9, "the last layer is a least-squares fit");
    }

    [Fact]
    public void Weights_stay_at_or_above_0_and_biases_are_free()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(6, WeightConstraint.NonNegative).Tanh().Dense(1, WeightConstraint.NonNegative)
            .Build(seed: 1);

        new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Epochs = 50 }).Fit(_x, (-_x.Column(0) - 3).ToColumnMatrix());

        network.Parameters.Where(parameter => parameter.Name == "weight").Should().AllSatisfy(weight => weight.Value.Enumerate().Min().Should().Be(0));
        network.Parameters.SelectMany(bias => bias.Value.Enumerate()).Min().Should().BeLessThan(0);
        network.Jacobian(_x).SelectMany(jacobian => jacobian.Enumerate()).Min().Should().BeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public void Weights_into_a_unit_are_no_longer_than_the_largest_norm()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(6, WeightConstraint.MaxNorm(0.5)).Tanh().Dense(1).Build(seed: 1);
        var trainer = new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.5 } });

        for (int i = 0; i < 100; i++)
            trainer.Step(_x, 10 * _y);

        double[] norms = [.. network.Parameters[0].Value.EnumerateColumns().Select(column => column.L2Norm())];
        norms.Should().OnlyContain(norm => norm <= 0.5 * (1 + 1e-15));
        norms.Max().Should().BeApproximately(0.5, 1e-12);
    }

    [Fact]
    public void A_constrained_network_is_saved_and_loaded_and_steps_allocate_nothing()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(6, WeightConstraint.MaxNorm(0.5)).Tanh().Dense(1, WeightConstraint.NonNegative)
            .Build(seed: 1);
        using var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;
        Network<double> loaded = Network.Load(file, new KnownTypes<double>().WithUncertainty());
        var trainer = new Trainer<double>(loaded, new MeanSquaredError<double>(), new TrainingOptions { Diagnostics = Diagnostics.Off });

        Bits.Of(loaded.Predict(_x)).Should().Equal(Bits.Of(network.Predict(_x)));
        loaded.ToString().Should().Be(network.ToString()).And.Contain("Dense 2 -> 6 (MaxNorm 0.5)");
        trainer.Step(_x, _y);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
            trainer.Step(_x, _y);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100);
    }

    [Fact]
    public void Methods_that_know_nothing_of_constraints_refuse_them()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1, WeightConstraint.NonNegative).Build(seed: 1);

        Action train = () => new Trainer<double>(network, new MeanSquaredError<double>(), new TrainingOptions { Optimizer = new Lbfgs() }).Fit(_x, _y);

        train.Should().Throw<ArgumentException>().WithMessage("*Layer 0 (Dense 2 -> 1 (NonNegative)) keeps its weights within bounds*Lbfgs*Adam*");
        FluentActions.Invoking(() => WeightConstraint.MaxNorm(0)).Should().Throw<ArgumentException>().WithMessage("*'largest' is 0*");
        FluentActions.Invoking(() => new Constrained<double>(new Tanh<double>(), WeightConstraint.NonNegative)).Should().Throw<ArgumentException>()
            .WithMessage("*Tanh has no weights*");
    }

    private static Network<double> Transferred(out Network<double> trained)
    {
        trained = Network.WithInputs<double>(2).Dense(8).Tanh().Dense(3).Build(seed: 1);
        return new Network<double>(2, [trained.Layers[0].AsFixed(), trained.Layers[1], .. Network.WithInputs<double>(8).Dense(1).Build(seed: 2).Layers]);
    }
}
