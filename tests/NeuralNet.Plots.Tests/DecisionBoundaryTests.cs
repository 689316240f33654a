using ScottPlot;
using SkiaSharp;

namespace NeuralNet.Plots.Tests;

public sealed class DecisionBoundaryTests
{
    private static readonly Matrix<double> _corners = Samples.FromRows<double>([[-1, -1], [-1, 1], [1, -1], [1, 1]]);

    [Theory]
    [InlineData(-0.9, 0.5)]
    [InlineData(-0.1, -0.9)]
    [InlineData(0.1, 0.9)]
    [InlineData(0.8, -0.4)]
    public void Each_point_of_the_plane_has_the_colour_of_the_class_that_the_network_gives_it(double x0, double x1)
    {
        Network<double> network = Some.RightOfZero();
        int label = network.Classify(Samples.FromRows<double>([[x0, x1]]))[0];

        SKColor pixel = ColourAt(Picture.OfDecisionBoundary(network, _corners, [0, 0, 1, 1]), x0, x1);

        NearestClass(pixel).Should().Be(label);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void The_boundary_is_where_the_rule_of_decision_has_it(double threshold)
    {
        Network<double> network = Some.RightOfZero();
        ((Dense<double>)network.Layers[0]).Weights[0, 0] = 3;
        network.UseDecisionRule(DecisionRule.Above(threshold));
        double boundary = Math.Log(threshold / (1 - threshold)) / 3;

        Picture picture = Picture.OfDecisionBoundary(network, _corners, [0, 0, 1, 1]);

        NearestClass(ColourAt(picture, boundary - 0.3, 0.5)).Should().Be(0);
        NearestClass(ColourAt(picture, boundary + 0.3, 0.5)).Should().Be(1);
        picture.Words().Should().Contain("4 of 4 samples are in the area of their class (100.0 %)");
    }

    [Fact]
    public void A_softmax_of_one_column_is_one_class()
        => Picture.OfDecisionBoundary(Network.WithInputs<double>(2).Dense(1).Softmax().Build(), _corners, [0, 0, 0, 0]).Words().Should()
            .Contain("4 of 4 samples are in the area of their class (100.0 %)");

    [Fact]
    public void Three_classes_of_a_softmax_have_three_colours()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).Softmax().Build(seed: 1);
        ((Dense<double>)network.Layers[0]).Weights.SetSubMatrix(0, 0, Matrix<double>.Build.DenseOfArray(new double[,] { { -50, 50, 0 }, { 0, 0, 90 } }));
        (double X0, double X1)[] points = [(-0.9, -0.9), (0.9, -0.9), (0.2, 0.9)];

        Picture picture = Picture.OfDecisionBoundary(network, _corners, [0, 2, 1, 2]);

        points.Select(point => NearestClass(ColourAt(picture, point.X0, point.X1))).Should().Equal(0, 1, 2);
    }

    [Fact]
    public void The_colour_is_paler_where_the_network_is_unsure()
    {
        Network<double> network = Some.RightOfZero();
        ((Dense<double>)network.Layers[0]).Weights[0, 0] = 3;

        Picture picture = Picture.OfDecisionBoundary(network, _corners, [0, 0, 1, 1]);

        Reading.Distance(ColourAt(picture, 0.1, 0.5), Reading.White).Should().BeLessThan(Reading.Distance(ColourAt(picture, 0.9, 0.5), Reading.White));
    }

    [Fact]
    public void A_sample_has_the_full_colour_of_its_own_class_even_where_the_network_is_wrong()
    {
        Picture picture = Picture.OfDecisionBoundary(Some.RightOfZero(), _corners, [0, 0, 1, 0]);

        ColourAt(picture, 1, -1).Should().Be(Reading.Vermillion);
        ColourAt(picture, 1, 1).Should().Be(Reading.Blue);
        picture.Words().Should().Contain("3 of 4 samples are in the area of their class (75.0 %)");
    }

    [Fact]
    public void Samples_in_their_own_units_are_transformed_on_their_way_into_the_network()
    {
        Matrix<double> x = Samples.FromRows<double>([[100, 0], [300, 1]]);
        StandardScaler scaler = StandardScaler.Fit(x);

        Picture picture = Picture.OfDecisionBoundary(Some.RightOfZero(), x, [0, 1], scaler.Transform);

        NearestClass(ColourAt(picture, 150, 0.5)).Should().Be(0);
        NearestClass(ColourAt(picture, 250, 0.5)).Should().Be(1);
    }

    [Fact]
    public void Axes_and_classes_have_their_names()
        => Picture.OfDecisionBoundary(Some.RightOfZero(), _corners, [0, 0, 1, 1], featureNames: ["length", "width"], classNames: ["left", "right"]).Words()
            .Should().Contain(["length", "width", "left", "right"]);

    [Fact]
    public void Samples_in_one_place_are_drawn_all_the_same()
    {
        Picture picture = Picture.OfDecisionBoundary(Some.RightOfZero(), Samples.FromRows<double>([[5, 5], [5, 5]]), [1, 1]);

        NearestClass(ColourAt(picture, 4.5, 4.5)).Should().Be(1);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Network<double> plane = Some.RightOfZero();
        Network<double> three = Network.WithInputs<double>(3).Dense(1).Build(seed: 1);
        Matrix<double> withNaN = Samples.FromRows<double>([[0, 1], [2, double.NaN]]);

        Fails(() => Picture.OfDecisionBoundary(three, _corners, [0, 0, 1, 1]), "'network' has 3 inputs, but a plane shows a network with 2.*");
        Fails(() => Picture.OfDecisionBoundary(plane, Samples.FromRows<double>([[1, 2, 3]]), [0]),
            "'x' is 1 x 3, but N x 2 with at least one row was expected.*");
        Fails(() => Picture.OfDecisionBoundary(plane, withNaN, [0, 1]), "'x' holds NaN at row 1, column 1, but only finite values can be drawn.*");
        Fails(() => Picture.OfDecisionBoundary(plane, _corners, [0, 1]), "'x' has 4 rows, but 'labels' has 2 values: each sample needs one.*");
        Fails(() => Picture.OfDecisionBoundary(plane, _corners, [0, 0, 2, 1]), "'labels'[2] is 2, but with 2 classes labels run from 0 to 1.*");
        Fails(() => Picture.OfDecisionBoundary(plane, _corners, [0, 0, 1, 1], featureNames: ["x"]), "'featureNames' has 1 names, but there are 2 features.*");
        Fails(() => Picture.OfDecisionBoundary(plane, _corners, [0, 0, 1, 1], classNames: ["a", "b", "c"]),
            "'classNames' has 3 names, but there are 2 classes.*");
    }

    private static void Fails(Action draw, string message) => draw.Should().Throw<ArgumentException>().WithMessage(message);

    private static SKColor ColourAt(Picture picture, double x0, double x1)
    {
        using SKBitmap pixels = picture.Pixels();
        Pixel place = picture.Panels[0].GetPixel(new Coordinates(x0, x1));
        return pixels.GetPixel((int)place.X, (int)place.Y);
    }

    /// <summary>The class of Okabe and Ito's colours whose hue is closest.</summary>
    private static int NearestClass(SKColor pixel)
    {
        SKColor[] classes = [Reading.Blue, Reading.Vermillion, SKColor.Parse("#009E73")];
        pixel.ToHsl(out float hue, out float saturation, out _);
        saturation.Should().BePositive("the plane is coloured everywhere");
        return Enumerable.Range(0, classes.Length).MinBy(label =>
        {
            classes[label].ToHsl(out float classHue, out _, out _);
            return Math.Abs(classHue - hue);
        });
    }
}
