using System.Globalization;
using SkiaSharp;

namespace NeuralNet.Plots.Tests;

/// <summary>
/// In no picture do texts overlap or leave the sheet, whatever is drawn; numbers along an axis are short and differ
/// from each other.
/// </summary>
public sealed class LayoutTests
{
    private const int Many = 60;
    private const int Few = 16;

    private static readonly double[] _sizes = [1e-300, 1e-12, 3e-7, 0.0004, 0.02, 1, 37, 12_345, 999_999, 2.5e6, 1e12, 1e300];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Many)];

    public static TheoryData<int> FewSeeds => [.. Enumerable.Range(0, Few)];

    [Fact]
    public void The_network_with_scaling_slopes_and_rates_is_legible()
    {
        Matrix<double> x = Samples.FromRows<double>([[1, 2, 3], [2, 5, 4]]);

        Picture.OfNetwork(Network.WithInputs<double>(3).Standardize(x).Dense(4).LeakyReLU(0.0123456789).Dropout(0.123456).Dense(2).Softmax().Build(seed: 1))
            .ShouldBeLegible();
        Picture.OfNetwork(Network.WithInputs<double>(3).Standardize(x).Dense(1).Build(seed: 1), ["the first of all inputs", "b", "c"],
            ["the only output there is"]).ShouldBeLegible();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_network_is_legible(int seed)
    {
        var random = new RandomStream(seed);
        int inputs = 1 + random.NextInteger(20);
        NetworkBuilder<float> builder = Network.WithInputs<float>(inputs);
        if (random.NextInteger(2) == 0)
            builder = builder.Standardize(Matrix<float>.Build.Dense(3, inputs, (i, j) => i * 1e6f + j));
        int outputs = inputs;
        for (int layer = random.NextInteger(7); layer > 0; layer--)
        {
            builder = random.NextInteger(6) switch
            {
                0 => builder.LeakyReLU(0.01 + random.NextDouble() / 3),
                1 => builder.Dropout(random.NextDouble() / 2),
                2 => builder.Tanh(),
                3 => builder.Sigmoid(),
                _ => builder.Dense(outputs = 1 + random.NextInteger(15)),
            };
        }

        Network<float> network = builder.Dense(outputs = 1 + random.NextInteger(30)).Softmax().Build(seed);
        foreach (Dense<float> dense in network.Layers.OfType<Dense<float>>())
            dense.Weights.Multiply((float)Math.Pow(10, random.NextInteger(30) - 15), dense.Weights);

        Picture picture = Picture.OfNetwork(network, seed % 3 == 0 ? null : Names(inputs, random), seed % 3 == 1 ? null : Names(outputs, random));

        picture.ShouldBeLegible();
        picture.ShouldBeLegible(300, 900);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_confusion_matrix_is_legible(int seed)
    {
        var random = new RandomStream(seed);
        int classes = 1 + seed % 20;
        int[] Labels(int seen) => [.. Enumerable.Range(0, seen).Select(_ => random.NextInteger(classes))];
        int count = seed % 4 == 0 ? 200_000 : 50;

        var matrix = new ConfusionMatrix(Labels(count), Labels(count), classes, seed % 3 == 0 ? null : Names(classes, random));

        Picture.OfConfusionMatrix(matrix).ShouldBeLegible();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_learning_curve_is_legible_and_its_ticks_are_distinct(int seed)
    {
        var random = new RandomStream(seed);
        double size = _sizes[seed % _sizes.Length];
        int epochs = new[] { 1, 2, 30, 200 }[seed % 4], first = seed % 5 == 0 ? 1_999_999_000 : 1;
        Scores Scores() => new(size * (seed % 7 == 0 ? 1 : 1 + random.NextDouble() * (seed % 3 == 0 ? 1e-9 : seed % 3 == 1 ? 0.7 : 100)),
            size * random.NextDouble(), seed % 2 == 0 ? random.NextDouble() : null);
        EpochRecord[] history = [.. Enumerable.Range(first, epochs)
            .Select(epoch => new EpochRecord(epoch, epoch, 0.1, Scores(), seed % 6 < 4 ? Scores() : null))];

        Picture picture = Picture.OfLearningCurves(history);

        foreach ((int width, int height) in new[] { (picture.Width, picture.Height), (1600, 500), (300, 900) })
        {
            picture.ShouldBeLegible(width, height);
            TicksShouldBeDistinct(picture);
        }
    }

    [Fact]
    public void The_longest_marks_of_a_learning_curve_have_room()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(40, 1, (i, _) => i % 2);
        var trainer = new Trainer<double>(
            Network.WithInputs<double>(1).Dense(1).Build(seed: 1),
            new MeanSquaredError<double>(),
            new TrainingOptions
            {
                Epochs = 300,
                ValidationFraction = 0.25,
                EarlyStopping = new EarlyStopping(Patience: 200),
                Optimizer = new Sgd { LearningRate = 0.1 },
            });
        TrainingResult result = trainer.Fit(x, x);

        foreach (StopReason reason in Enum.GetValues<StopReason>())
            Picture.OfLearningCurves(result with { StopReason = reason, RestoredEpoch = result.History[^1].Epoch }).ShouldBeLegible();
    }

    [Theory]
    [MemberData(nameof(FewSeeds))]
    public void Every_decision_boundary_is_legible_and_its_ticks_are_distinct(int seed)
    {
        var random = new RandomStream(seed);
        double size = _sizes[1 + seed % (_sizes.Length - 2)], spread = new[] { 1, 1e-5, 1e-9, 0 }[seed % 4];
        int classes = 2 + 3 * (seed % 16);
        Matrix<double> x = Matrix<double>.Build.Dense(100, 2, (_, j) => size * ((j == 0 ? 1 : -1) + spread * random.NextDouble()));
        Network<double> network = Network.WithInputs<double>(2).Dense(classes).Build(seed);
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % classes)];

        Picture picture = Picture.OfDecisionBoundary(network, x, labels, featureNames: Names(2, random), classNames: Names(classes, random));

        foreach ((int width, int height) in new[] { (picture.Width, picture.Height), (300, 900) })
        {
            picture.ShouldBeLegible(width, height);
            TicksShouldBeDistinct(picture);
        }
    }

    [Theory]
    [InlineData(1_000_000.001, 1_000_000.002, "input 0 − 1000000", "0.0012")]
    [InlineData(-1_000_000.002, -1_000_000.001, "input 0 + 1000000.01", "0.0084")]
    [InlineData(0, 1e12, "input 0", "0.4e12")]
    [InlineData(0, 4e-12, "input 0", "3e-12")]
    [InlineData(0, 40, "input 0", "15")]
    [InlineData(0.1, 0.2, "input 0", "0.16")]
    public void Numbers_of_an_axis_have_the_digits_it_takes(double low, double high, string name, string label)
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(2).Build(seed: 1);
        Matrix<double> x = Samples.FromRows<double>([[low, 0], [high, 1]]);

        List<string> words = Picture.OfDecisionBoundary(network, x, [0, 1]).Words();

        words.Should().Contain([name, label]);
    }

    [Fact]
    public void A_tick_stands_where_its_number_is()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(2).Build(seed: 1);
        Picture picture = Picture.OfDecisionBoundary(network, Samples.FromRows<double>([[1_000_000.001, 0], [1_000_000.002, 1]]), [0, 1]);
        List<(string Text, SKRect Box)> texts = TextBoxes.Of(picture, picture.Width, picture.Height);

        foreach ((string text, SKRect box) in texts.Where(text => text.Text.StartsWith("0.001", StringComparison.Ordinal)))
        {
            double x = 1_000_000 + double.Parse(text, CultureInfo.InvariantCulture);
            picture.Panels[0].GetPixel(new ScottPlot.Coordinates(x, 0)).X.Should().BeApproximately(box.MidX, 1.5f);
        }
    }

    [Fact]
    public void Samples_with_long_captions_are_legible()
    {
        var random = new RandomStream(seed: 1);
        Matrix<float> x = Matrix<float>.Build.Dense(30, 64, (i, j) => i * j % 7);

        Picture.OfImages(x, [.. Names(30, random).Select(name => $"{name}\n{name}")], title: new string('m', 2000)).ShouldBeLegible();
        Picture.OfWeights(Some.Layer(new double[4, 40])).ShouldBeLegible();
    }

    [Fact]
    public void What_is_too_much_for_a_picture_is_refused_when_it_is_made()
    {
        NetworkBuilder<double> deep = Network.WithInputs<double>(1);
        for (int layer = 0; layer < 120; layer++)
            deep = deep.Dense(1);

        ((Action)(() => Picture.OfNetwork(deep.Build(seed: 1)))).Should().Throw<ArgumentException>()
            .WithMessage("The picture would be * pixels, but a side has 16384 at most: *");
        ((Action)(() => Picture.OfImages(Matrix<float>.Build.Dense(30, 100_000), imageWidth: 50_000))).Should().Throw<ArgumentException>()
            .WithMessage("The picture would be *");
    }

    private static void TicksShouldBeDistinct(Picture picture)
    {
        foreach (ScottPlot.Plot panel in picture.Panels)
        {
            foreach (ScottPlot.IAxis axis in new ScottPlot.IAxis[] { panel.Axes.Left, panel.Axes.Bottom })
            {
                string[] labels = [.. axis.TickGenerator.Ticks.Where(tick => tick.IsMajor).Select(tick => tick.Label)];
                labels.Should().OnlyHaveUniqueItems().And.NotBeEmpty().And.OnlyContain(label => label.Length > 0 && label.Length <= 12);
            }
        }
    }

    private static string[] Names(int count, RandomStream random)
        => [.. Enumerable.Range(0, count).Select(i => random.NextInteger(3) switch
        {
            0 => $"{i}",
            1 => $"class number {i}",
            _ => $"{i} " + new string("Wgj\n"[random.NextInteger(4)], random.NextInteger(60)),
        })];
}
