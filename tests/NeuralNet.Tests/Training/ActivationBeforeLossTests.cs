namespace NeuralNet.Tests;

/// <summary>
/// A cross-entropy works on logits: a network that hands it probabilities is refused, wherever they were made.
/// </summary>
public sealed class ActivationBeforeLossTests
{
    private static readonly SoftmaxCrossEntropy<double> _softmax = new();
    private static readonly BinaryCrossEntropy<double> _binary = new();

    private static NetworkBuilder<double> Dense => Network.WithInputs<double>(2).Dense(3);

    public static TheoryData<string, string> Refused => new()
    {
        { "Softmax, Dropout", "layer 1 is Softmax*no layer behind it (Dropout (rate 0.1)) makes logits of it again" },
        { "Softmax, Softmax", "layer 1 is Softmax" },
        { "Softmax, ReLU, Dropout", "layer 1 is Softmax" },
        { "Softmax, Dropout, Softmax", "layer 1 is Softmax" },
        { "Sigmoid, Softmax", "layer 1 is Sigmoid" },
        { "Sigmoid", "the network ends in Sigmoid" },
        { "binary: Sigmoid, ReLU", "layer 1 is Sigmoid" },
        { "binary: Sigmoid, Sigmoid", "layer 1 is Sigmoid" },
        { "binary: Sigmoid, Dropout, LeakyReLU", "layer 1 is Sigmoid" },
        { "binary: Sigmoid, Scaling", "layer 1 is Sigmoid" },
        { "binary: Softmax", "the network ends in Softmax" },
    };

    public static TheoryData<string> Accepted => ["", "Softmax", "Dropout", "ReLU", "Sigmoid, Dense", "Softmax, Dense, Softmax", "binary: Sigmoid",
        "binary: Tanh", "binary: Sigmoid, Dense, Sigmoid"];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Probabilities_that_no_Dense_layer_makes_logits_again_are_refused(string layers, string message)
    {
        (Network<double> network, Loss<double> loss) = Parts(layers);

        Action create = () => _ = new Trainer<double>(network, loss);

        create.Should().Throw<ArgumentException>().WithMessage($"*works on logits, but {message}*let the network end in Dense*").And.ParamName.Should()
            .Be("loss");
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Logits_are_welcome_and_so_is_the_activation_that_the_loss_includes_once_at_the_end(string layers)
    {
        (Network<double> network, Loss<double> loss) = Parts(layers);

        Action create = () => _ = new Trainer<double>(network, loss);

        create.Should().NotThrow();
    }

    [Fact]
    public void Other_losses_take_the_outputs_as_they_are()
    {
        Action create = () => _ = new Trainer<double>(Dense.Sigmoid().ReLU().Build(), new MeanSquaredError<double>());

        create.Should().NotThrow();
    }

    private static (Network<double> Network, Loss<double> Loss) Parts(string layers)
    {
        bool isBinary = layers.StartsWith("binary: ", StringComparison.Ordinal);
        NetworkBuilder<double> builder = Dense;
        foreach (string layer in layers.Replace("binary: ", "", StringComparison.Ordinal).Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            builder = layer switch
            {
                "Softmax" => builder.Softmax(),
                "Sigmoid" => builder.Sigmoid(),
                "Tanh" => builder.Tanh(),
                "ReLU" => builder.ReLU(),
                "LeakyReLU" => builder.LeakyReLU(),
                "Dropout" => builder.Dropout(0.1),
                "Dense" => builder.Dense(3),
                "Scaling" => builder.Add(new Scaling<double>([0, 0, 0], [1, 1, 1])),
                _ => throw new ArgumentException(layer),
            };
        }

        return (builder.Build(seed: 1), isBinary ? _binary : _softmax);
    }
}
