using SkiaSharp;

namespace NeuralNet.Plots.Tests;

public sealed class ConfusionMatrixTests
{
    // 3 of 4 cats right, both dogs right, no bird.
    private static readonly ConfusionMatrix _matrix = new(predicted: [0, 0, 0, 1, 1, 1], actual: [0, 0, 0, 0, 1, 1], classes: 3, names: ["cat", "dog", "bird"]);

    [Fact]
    public void Counts_names_recalls_and_the_accuracy_are_written()
    {
        List<string> words = Picture.OfConfusionMatrix(_matrix).Words();

        words.Should().Contain(["Accuracy 83.33 % of 6 samples", "actual class", "predicted class", "recall", "75.0 %", "100.0 %", "none"]);
        words.Where(word => word is "cat" or "dog" or "bird").Should().HaveCount(6, "each class names a row and a column");
        words.Where(word => word.Length == 1).Should().Equal("3", "1", "0", "0", "2", "0", "0", "0", "0");
    }

    [Fact]
    public void Right_answers_are_blue_and_mistakes_vermillion()
    {
        using SKBitmap pixels = Picture.OfConfusionMatrix(_matrix).Pixels();

        // All dogs right: full colour. One of four cats: the only mistake, nearly full colour.
        pixels.Count(Reading.Blue).Should().BeGreaterThan(1000);
        pixels.Count(SKColor.Parse("#D96E1A"), tolerance: 2).Should().BeGreaterThan(1000);
    }

    [Fact]
    public void Without_mistakes_no_cell_is_vermillion()
    {
        using SKBitmap pixels = Picture.OfConfusionMatrix(new ConfusionMatrix([0, 1], [0, 1], 2)).Pixels();

        pixels.Count(Reading.Vermillion, tolerance: 60).Should().Be(0);
    }

    [Fact]
    public void A_long_name_is_cut_and_one_in_letters_that_no_font_has_is_no_error()
    {
        string longName = new('w', 100);

        List<string> words = Picture.OfConfusionMatrix(new ConfusionMatrix([0, 1], [0, 1], 2, [longName, "\U0001F408 猫"])).Words();

        words.Should().Contain(word => word.StartsWith("www", StringComparison.Ordinal) && word.EndsWith('…') && word.Length < 30);
    }

    [Fact]
    public void More_classes_than_can_be_told_apart_are_an_error_that_says_so()
    {
        Action draw = () => Picture.OfConfusionMatrix(new ConfusionMatrix([0], [0], 101));

        draw.Should().Throw<ArgumentException>().WithMessage("'matrix' has 101 classes, but at most 100 can be told apart in a picture.*");
    }
}
