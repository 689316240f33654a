using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using ScottPlot;

namespace NeuralNet.Plots;

public sealed partial class Picture
{
    private const int MostImages = 400;
    private const float CaptionSize = 12;
    private const float LongestCaption = 300;
    private const float LongestTitle = 1200;

    // An image of one line would be a hairline.
    private const int ThinnestImage = 16;

    /// <summary>
    /// Samples that are images, as a grid with a caption below each; the largest value is black, the smallest white.
    /// </summary>
    /// <param name="x">Samples, <c>N x pixels</c>, 1 to 400 rows, finite; each row holds an image line by line.</param>
    /// <param name="captions">A caption for each, which may have several lines; none if null.</param>
    /// <param name="imageWidth">Pixels in a line of an image; if null, images are square.</param>
    /// <param name="title">A title above; none if null.</param>
    /// <exception cref="ArgumentException">x holds no images of that width, too many or values that are not finite, or
    /// has another number of rows than there are captions.</exception>
    public static Picture OfImages<T>(Matrix<T> x, IReadOnlyList<string>? captions = null, int? imageWidth = null, string? title = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.RowCount is < 1 or > MostImages)
            throw new ArgumentException($"'{nameof(x)}' has {PlotCheck.Text(x.RowCount)} rows, but 1 to {PlotCheck.Text(MostImages)} images fit in a picture.",
                nameof(x));
        PlotCheck.Names(captions, nameof(captions), x.RowCount, "images");
        (int width, int height) = PlotCheck.ImageSize(x.ColumnCount, imageWidth, $"A row of '{nameof(x)}' has");
        PlotCheck.Finite(x, nameof(x));
        double low = double.CreateTruncating(x.Enumerate().Min());
        double high = double.CreateTruncating(x.Enumerate().Max());
        double range = high > low ? high - low : 1;
        return Grid(x.RowCount, width, height, captions, title ?? "", footer: "", (image, row, column) =>
            Palette.Tint(Palette.Ink, (double.CreateTruncating(x[image, row * width + column]) - low) / range));
    }

    /// <summary>
    /// The weights of a layer as images: one for each unit, with the weight of each of its inputs; blue where positive,
    /// orange where negative, white at 0.
    /// </summary>
    /// <param name="layer">The layer; of more than 400 units the first 400 are drawn, and the title says so.</param>
    /// <param name="imageWidth">Inputs in a line of an image; if null, images are square.</param>
    /// <exception cref="ArgumentException">The inputs are no lines of that width, or a weight is not
    /// finite.</exception>
    public static Picture OfWeights<T>(Dense<T> layer, int? imageWidth = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(layer);
        Matrix<T> weights = layer.Weights;
        (int width, int height) = PlotCheck.ImageSize(weights.RowCount, imageWidth, "The layer has");
        PlotCheck.Finite(weights, nameof(layer));
        int units = Math.Min(weights.ColumnCount, MostImages);
        double scale = FullColour([.. weights.Enumerate().Select(weight => Math.Abs(double.CreateTruncating(weight)))]);
        string part = units < weights.ColumnCount ? $", units 0 to {PlotCheck.Text(units - 1)}" : "";
        return Grid(
            units,
            width,
            height,
            [.. Enumerable.Range(0, units).Select(unit => PlotCheck.Text(unit))],
            $"Weights of {layer}{part}",
            string.Create(CultureInfo.InvariantCulture, $"orange: negative, white: 0, blue: positive; full colour from {scale:G3} on"),
            (unit, row, column) => Palette.Signed(double.CreateTruncating(weights[row * width + column, unit]) / scale));
    }

    // Below the largest, so that a few strong weights do not leave all others pale.
    private static double FullColour(double[] strengths)
    {
        Array.Sort(strengths);
        double strength = strengths[(int)(0.98 * (strengths.Length - 1))];
        return strength > 0 ? strength : Math.Max(strengths[^1], double.Epsilon);
    }

    private static Picture Grid(int images, int width, int height, IReadOnlyList<string>? captions, string title, string footer,
        Func<int, int, int, Color> colour)
    {
        const int gap = 10;
        title = Lettering.Fit(title, 15, LongestTitle);
        int pixelWidth = Math.Max(1, (images > 64 ? 56 : 84) / Math.Max(width, height));
        int pixelHeight = Math.Max(pixelWidth, ThinnestImage / height);
        string[][] lines = [.. Enumerable.Range(0, images)
            .Select(image => captions is null ? [] : captions[image].Split('\n').Select(line => Lettering.Fit(line, CaptionSize, LongestCaption)).ToArray())];
        float captionWidth = lines.SelectMany(line => line).Select(line => Lettering.Width(line, CaptionSize)).DefaultIfEmpty().Max();
        double captionHeight = 16 * lines.Max(line => line.Length);
        double cellWidth = Math.Max(width * pixelWidth, captionWidth) + gap;
        double cellHeight = height * pixelHeight + captionHeight + gap;

        int columns = Math.Clamp((int)Math.Ceiling(Math.Sqrt(images * 1.4 * cellHeight / cellWidth)), 1, images);
        int rows = (images - 1) / columns + 1;
        double top = title.Length > 0 ? 44 : gap;
        double gridWidth = columns * cellWidth + gap;
        double sheetWidth = Math.Max(gridWidth, Math.Max(Lettering.Width(title, 15), Lettering.Width(footer, CaptionSize)) + 30);
        double sheetHeight = top + rows * cellHeight + (footer.Length > 0 ? 30 : 0);
        double left = (sheetWidth - gridWidth) / 2 + gap;
        var sheet = new Sheet(Math.Ceiling(sheetWidth), Math.Ceiling(sheetHeight));
        if (title.Length > 0)
            sheet.Text(title, sheetWidth / 2, 22, Alignment.MiddleCenter, 15);
        if (footer.Length > 0)
            sheet.Text(footer, sheetWidth / 2, sheetHeight - 18, Alignment.MiddleCenter, CaptionSize, Palette.Grey);
        for (int image = 0; image < images; image++)
        {
            double x = left + image % columns * cellWidth + (cellWidth - gap - width * pixelWidth) / 2;
            double y = top + image / columns * cellHeight;
            int shown = image;
            sheet.Image(x, y, pixelWidth, pixelHeight, width, height, (row, column) => colour(shown, row, column));
            sheet.Frame(x, y, width * pixelWidth, height * pixelHeight);
            for (int line = 0; line < lines[image].Length; line++)
                sheet.Text(lines[image][line], x + width * pixelWidth / 2.0, y + height * pixelHeight + 3 + 16 * line, Alignment.UpperCenter, CaptionSize);
        }

        return new Picture(sheetWidth, sheetHeight, Stretching.KeepsShape, sheet.Plot);
    }
}
