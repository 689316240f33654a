using SkiaSharp;

namespace NeuralNet.Plots.Tests;

public sealed class ImagesTests
{
    [Fact]
    public void The_largest_value_is_dark_the_smallest_white_and_line_follows_line()
    {
        // A single image, dark in its lower left quarter: 2 lines of 2 pixels.
        using SKBitmap pixels = Picture.OfImages(Samples.FromRows<float>([[-3, -3, 5, -3]])).Pixels();

        SKPointI[] dark = [.. Places(pixels, SKColor.Parse("#202020"))];

        dark.Length.Should().BeCloseTo(42 * 42, delta: 90, "the frame covers some pixels");
        dark.Average(place => place.X).Should().BeLessThan(pixels.Width / 2.0);
        dark.Average(place => place.Y).Should().BeGreaterThan(pixels.Height / 2.0);
    }

    [Fact]
    public void Captions_of_several_lines_and_the_title_are_written()
        => Picture.OfImages(Samples.FromRows<double>([[0, 1], [1, 0]]), ["is 4\nread as 9", "is 7"], imageWidth: 2, title: "Mistakes").Words().Should()
            .BeEquivalentTo("is 4", "read as 9", "is 7", "Mistakes");

    [Fact]
    public void Images_that_are_all_alike_are_white()
    {
        using SKBitmap pixels = Picture.OfImages(Samples.FromRows<double>([[7, 7, 7, 7]])).Pixels();

        pixels.Count(SKColor.Parse("#202020"), tolerance: 20).Should().Be(0);
    }

    [Fact]
    public void A_unit_s_weights_are_blue_where_positive_orange_where_negative_and_white_at_zero()
    {
        Picture picture = Picture.OfWeights(Some.Layer(new double[,] { { 2 }, { -2 }, { 0 }, { 0 } }));
        using SKBitmap pixels = picture.Pixels();

        SKPointI[] blue = [.. Places(pixels, Reading.Blue)];
        SKPointI[] orange = [.. Places(pixels, Reading.Vermillion)];

        blue.Length.Should().BeCloseTo(42 * 42, delta: 90, "the frame covers some pixels");
        orange.Length.Should().BeCloseTo(42 * 42, delta: 90);
        blue.Max(place => place.X).Should().BeLessThan(orange.Min(place => place.X), "the first input is left of the second");
        picture.Words().Should().Contain(["Weights of Dense 4 -> 1", "0", "orange: negative, white: 0, blue: positive; full colour from 2 on"]);
    }

    [Fact]
    public void Of_many_units_as_many_as_fit_are_drawn_and_the_title_says_so()
    {
        List<string> words = Picture.OfWeights(new Dense<float>(4, 401)).Words();

        words.Should().Contain(["Weights of Dense 4 -> 401, units 0 to 399", "399"]).And.NotContain("400");
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Matrix<double> six = Samples.FromRows<double>([[1, 2, 3, 4, 5, 6]]);

        Fails(() => Picture.OfImages(six), "A row of 'x' has 6 values, which is no square: 'imageWidth' is needed to tell how wide an image is.*");
        Fails(() => Picture.OfImages(six, imageWidth: 4), "'imageWidth' is 4, but a row of 'x' has 6 values, which are not rows of that width.*");
        Fails(() => Picture.OfImages(six, imageWidth: 0), "'imageWidth' is 0, but a row of 'x' has 6 values, which are not rows of that width.*");
        Fails(() => Picture.OfImages(six, ["a", "b"], imageWidth: 3), "'captions' has 2 names, but there are 1 images.*");
        Fails(() => Picture.OfImages(Samples.FromRows<double>([[double.NaN]])), "'x' holds NaN at row 0, column 0, but only finite values can be drawn.*");
        Fails(() => Picture.OfImages(Matrix<double>.Build.Dense(401, 4)), "'x' has 401 rows, but 1 to 400 images fit in a picture.*");
        Fails(() => Picture.OfWeights(new Dense<double>(6, 1)),
            "The layer has 6 values, which is no square: 'imageWidth' is needed to tell how wide an image is.*");
        Fails(() => Picture.OfWeights(Some.Layer(new double[,] { { double.NaN } })),
            "'layer' holds NaN at row 0, column 0, but only finite values can be drawn.*");
    }

    private static void Fails(Action draw, string message) => draw.Should().Throw<ArgumentException>().WithMessage(message);

    private static IEnumerable<SKPointI> Places(SKBitmap pixels, SKColor colour)
        => from y in Enumerable.Range(0, pixels.Height)
           from x in Enumerable.Range(0, pixels.Width)
           where pixels.GetPixel(x, y) == colour
           select new SKPointI(x, y);
}
