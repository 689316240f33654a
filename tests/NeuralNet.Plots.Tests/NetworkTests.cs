using System.Xml.Linq;

namespace NeuralNet.Plots.Tests;

public sealed class NetworkTests
{
    [Fact]
    public void Layers_widths_activations_names_and_the_number_of_parameters_are_written()
    {
        Network<float> network = Network.WithInputs<float>(2).Dense(3).ReLU().Dropout(0.5).Dense(1).Sigmoid().Build(seed: 1);

        List<string> words = Picture.OfNetwork(network, inputNames: ["height", "weight"], outputNames: ["adult"]).Words();

        words.Should().Contain(["2 inputs, 1 output, 13 parameters", "inputs", "Dense", "ReLU", "Dropout (rate 0.5)", "Sigmoid", "height", "weight", "adult"]);
        words.Where(word => word is "2" or "3" or "1").Should().Equal("2", "3", "1");
    }

    [Fact]
    public void A_weight_is_a_line_in_the_colour_of_its_sign_and_the_strongest_is_the_thickest()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);
        ((Dense<double>)network.Layers[0]).Weights.SetSubMatrix(0, 0, Matrix<double>.Build.DenseOfArray(new double[,] { { 4 }, { -4 } }));

        Picture picture = Picture.OfNetwork(network);

        string[] strokes = [.. Lines(picture).Select(line => line.Attribute("stroke")!.Value)];
        strokes.Should().BeEquivalentTo("#0072B2", "#D55E00");
        picture.Words().Should().Contain("largest 4");
    }

    [Fact]
    public void Weaker_weights_are_thinner_and_lie_below_stronger_ones()
    {
        Network<double> network = Network.WithInputs<double>(3).Dense(1).Build(seed: 1);
        ((Dense<double>)network.Layers[0]).Weights.SetSubMatrix(0, 0, Matrix<double>.Build.DenseOfArray(new double[,] { { 1 }, { -3 }, { 2 } }));

        List<double> widths = [.. Lines(Picture.OfNetwork(network)).Select(line => Reading.Number(line, "stroke-width"))];

        widths.Should().HaveCount(3).And.BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_layer_of_up_to_twelve_units_shows_all_and_a_wider_one_its_first_and_last_five()
    {
        Picture twelve = Picture.OfNetwork(Network.WithInputs<double>(1).Dense(12).Build(seed: 1));
        Picture thirteen = Picture.OfNetwork(Network.WithInputs<double>(1).Dense(13).Build(seed: 1),
            outputNames: [.. Enumerable.Range(0, 13).Select(unit => $"unit {unit}")]);

        Lines(twelve).Should().HaveCount(12);
        Lines(thirteen).Should().HaveCount(10);
        thirteen.Words().Where(word => word.StartsWith("unit", StringComparison.Ordinal)).Should()
            .Equal("unit 0", "unit 1", "unit 2", "unit 3", "unit 4", "unit 8", "unit 9", "unit 10", "unit 11", "unit 12");
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);
        Network<double> broken = Network.WithInputs<double>(2).Dense(1).Build(seed: 1);
        ((Dense<double>)broken.Layers[0]).Weights[1, 0] = double.NaN;

        Fails(() => Picture.OfNetwork(network, inputNames: ["a"]), "'inputNames' has 1 names, but there are 2 inputs.*");
        Fails(() => Picture.OfNetwork(network, outputNames: ["a", "b"]), "'outputNames' has 2 names, but there are 1 outputs.*");
        Fails(() => Picture.OfNetwork(network, inputNames: ["a", null!]), "'inputNames'[1] is null.*");
        Fails(() => Picture.OfNetwork(broken), "'network' holds NaN at row 1, column 0, but only finite values can be drawn.*");
    }

    private static void Fails(Action draw, string message) => draw.Should().Throw<ArgumentException>().WithMessage(message);

    private static IEnumerable<XElement> Lines(Picture picture)
        => Reading.Elements(picture.ToSvg(picture.Width, picture.Height), "path")
            .Where(path => path.Attribute("stroke") is not null && Reading.Number(path, "stroke-width") is > 0.59 and < 4.01);
}
