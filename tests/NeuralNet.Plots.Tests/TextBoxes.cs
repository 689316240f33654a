using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace NeuralNet.Plots.Tests;

/// <summary>
/// The texts of a picture and the rectangles that their ink covers, measured from its SVG with the typeface of the
/// library.
/// </summary>
internal static class TextBoxes
{
    private static readonly SKTypeface _typeface = SKTypeface.FromStream(typeof(Picture).Assembly.GetManifestResourceStream("DejaVuSans.ttf"));

    public static List<(string Text, SKRect Box)> Of(Picture picture, int width, int height)
        => [.. Reading.Elements(picture.ToSvg(width, height), "text").Select(text => (Text: text.Value.Trim(), Box: Box(text)))
            .Where(text => text.Text.Length > 0)];

    /// <summary>Asserts that every text lies on the sheet and that no two of them overlap.</summary>
    public static void ShouldBeLegible(this Picture picture) => picture.ShouldBeLegible(picture.Width, picture.Height);

    public static void ShouldBeLegible(this Picture picture, int width, int height)
    {
        List<(string Text, SKRect Box)> texts = Of(picture, width, height);

        texts.Should().NotBeEmpty();
        for (int i = 0; i < texts.Count; i++)
        {
            SKRect box = texts[i].Box;
            (box.Left >= 0 && box.Top >= 0 && box.Right <= width && box.Bottom <= height).Should()
                .BeTrue($"'{texts[i].Text}' at {box} lies on the sheet of {width} x {height}");
            for (int j = 0; j < i; j++)
                box.IntersectsWith(texts[j].Box).Should()
                    .BeFalse($"'{texts[i].Text}' at {box} and '{texts[j].Text}' at {texts[j].Box} have room beside each other");
        }
    }

    private static SKRect Box(XElement text)
    {
        using var font = new SKFont(_typeface, (float)Reading.Number(text, "font-size"));
        font.MeasureText(text.Value.Trim(), out SKRect ink);
        ink.Offset(Numbers(text.Attribute("x")!.Value)[0], Numbers(text.Attribute("y")!.Value)[0]);
        return Matrix(text.Attribute("transform")?.Value ?? "").MapRect(ink);
    }

    private static SKMatrix Matrix(string transform)
    {
        SKMatrix matrix = SKMatrix.Identity;
        foreach (string part in transform.Split(')', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] call = part.Split('(');
            float[] numbers = Numbers(call[1]);
            matrix = matrix.PreConcat(call[0].Trim() switch
            {
                "translate" => SKMatrix.CreateTranslation(numbers[0], numbers.Length > 1 ? numbers[1] : 0),
                "scale" => SKMatrix.CreateScale(numbers[0], numbers[^1]),
                "rotate" => numbers.Length == 1 ? SKMatrix.CreateRotationDegrees(numbers[0])
                    : SKMatrix.CreateRotationDegrees(numbers[0], numbers[1], numbers[2]),
                "matrix" => new SKMatrix(numbers[0], numbers[2], numbers[4], numbers[1], numbers[3], numbers[5], 0, 0, 1),
                _ => throw new NotSupportedException($"The transform '{part}' is none that the test knows."),
            });
        }

        return matrix;
    }

    private static float[] Numbers(string text)
        => [.. text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
}
