namespace NeuralNet.Tests;

/// <summary>Two networks never train the same weights, and a layer's parameters are those it computes with.</summary>
public sealed class OwnParametersTests
{
    private static readonly Dataset<double> _data = Some.Regression<double>(samples: 20);

    [Fact]
    public void A_network_of_another_networks_layers_has_copies_of_their_weights()
    {
        Network<double> first = Network.WithInputs<double>(2).Dense(3).Tanh().Dense(1).Build(seed: 1);
        byte[] before = Bits.Of(first);

        var second = new Network<double>(2, [.. first.Layers, new Tanh<double>()]);
        (second.Predict(_data.X) - first.Predict(_data.X).Map(Math.Tanh)).L2Norm().Should().BeLessThan(1e-14);
        new Trainer<double>(second, new MeanSquaredError<double>()).Fit(_data);

        Bits.Of(first).Should().Equal(before);
        Bits.Of(second).Should().NotEqual(before);
    }

    [Fact]
    public void A_layer_that_belongs_to_no_network_yet_is_taken_as_it_is()
    {
        var layer = new Dense<double>(2, 1);

        var network = new Network<double>(2, [layer]);
        layer.Weights[0, 0] = 5;

        network.Predict([1, 0])[0].Should().Be(5);
    }

    [Fact]
    public void A_layer_with_parameters_that_appears_twice_is_refused()
    {
        var layer = new Dense<double>(2, 2);
        var owned = new Network<double>(2, [new Dense<double>(2, 2)]);

        new Action(() => _ = new Network<double>(2, [layer, layer])).Should().Throw<ArgumentException>().WithMessage("*appears twice*Copy()*");
        new Action(() => _ = new Network<double>(2, [.. owned.Layers, .. owned.Layers])).Should().Throw<ArgumentException>().WithMessage("*appears "
            + "twice*Copy()*");
    }

    [Theory]
    [InlineData(Fault.NewEachTime, "Gain.Parameters makes 'gain' anew at each call, so that what is trained is never what the layer computes with: "
        + "make it once, in a field*")]
    [InlineData(Fault.Null, "Gain.Parameters is null, but a list was expected, [] for none.")]
    [InlineData(Fault.NullElement, "Gain.Parameters[0] is null, but a parameter was expected.")]
    public void A_layer_whose_parameters_cannot_be_trained_is_refused_when_its_network_is_made(Fault fault, string message)
    {
        new Action(() => _ = new Network<double>(2, [new Gain(fault)])).Should().Throw<InvalidOperationException>().WithMessage(message);
        new Action(() => Network.WithInputs<double>(2).Add(new Gain(fault)).Build()).Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public void A_list_that_is_made_anew_of_the_same_parameters_is_trained()
    {
        var gain = new Gain(Fault.None);
        double before = gain.Value;

        new Trainer<double>(new Network<double>(2, [gain, new Dense<double>(2, 1)]), new MeanSquaredError<double>(),
            new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.1 } }).Fit(_data);

        gain.Value.Should().NotBe(before);
    }

    public enum Fault
    {
        None,
        NewEachTime,
        Null,
        NullElement,
    }

    /// <summary>y = gain x.</summary>
    private sealed class Gain : Layer<double>
    {
        private readonly Fault _fault;
        private readonly Parameter<double> _gain = new("gain", 1, 1);

        public Gain(Fault fault)
        {
            _fault = fault;
            _gain.Value[0, 0] = 0.5;
        }

        public double Value => _gain.Value[0, 0];

        public override IReadOnlyList<Parameter<double>> Parameters => _fault switch
        {
            Fault.NewEachTime => [new Parameter<double>("gain", 1, 1)],
            Fault.Null => null!,
            Fault.NullElement => [null!],
            _ => [_gain],
        };

        public override int OutputSize(int inputSize) => inputSize;

        public override void Forward(Matrix<double> input, Matrix<double> output) => input.Multiply(Value, output);

        public override void Backward(LayerPass<double> pass)
        {
            pass.ParameterGradients[0][0, 0] = pass.OutputGradient.PointwiseMultiply(pass.Input).Enumerate().Sum();
            if (pass.InputGradient is { } inputGradient)
                pass.OutputGradient.Multiply(Value, inputGradient);
        }

        public override Layer<double> Copy() => new Gain(_fault);
    }
}
