namespace NeuralNet.Tests;

public sealed class DenseTests
{
    [Fact]
    public void A_dense_layer_multiplies_by_the_weights_and_adds_the_biases_to_every_row()
    {
        var layer = new Dense<double>(2, 3);
        Samples.FromRows<double>([[1, 2, 3], [4, 5, 6]]).CopyTo(layer.Weights);
        Samples.FromRows<double>([[10, 20, 30]]).CopyTo(layer.Biases);
        var network = new Network<double>(2, [layer]);

        Matrix<double> y = network.Predict(Samples.FromRows<double>([[1, 1], [2, -1]]));

        y.Should().BeEquivalentTo(Samples.FromRows<double>([[15, 27, 39], [8, 19, 30]]));
    }

    [Fact]
    public void Setting_an_element_of_the_weights_changes_the_network_at_once()
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(1, Initializer.Zeros).Build();

        ((Dense<double>)network.Layers[0]).Weights[0, 0] = 3;

        network.Predict(Samples.FromRows<double>([[2]]))[0, 0].Should().Be(6);
    }

    [Fact]
    public void Layers_print_their_kind_and_settings()
    {
        new Dense<double>(4, 3).ToString().Should().Be("Dense 4 -> 3");
        new Dropout<double>(0.25).ToString().Should().Be("Dropout (rate 0.25)");
        new LeakyReLU<double>().ToString().Should().Be("LeakyReLU (slope 0.01)");
        new Softmax<double>().ToString().Should().Be("Softmax");
    }
}
