using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace NeuralNet.Plots;

/// <summary>A plot without axes whose coordinates are pixels, from the top left corner.</summary>
internal sealed class Sheet
{
    private readonly double _height;

    public Sheet(double width, double height)
    {
        // Before anything is drawn: millions of shapes take a minute.
        if (width > Picture.LargestSide || height > Picture.LargestSide)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The picture would be {width:F0} x {height:F0} pixels, but a side has {Picture.LargestSide} at most: there is too much to be drawn."));
        _height = height;
        Plot = new Plot();
        Plot.Axes.Frameless();
        Plot.HideGrid();
        Plot.Axes.SetLimits(0, width, 0, height);
    }

    public Plot Plot { get; }

    public void Rectangle(double x, double y, double width, double height, Color fill, Color? line = null)
    {
        var shape = Plot.Add.Rectangle(x, x + width, _height - y - height, _height - y);
        shape.FillColor = fill;
        shape.LineColor = line ?? fill;
        shape.LineWidth = line is null ? 0 : 1;
    }

    public void Frame(double x, double y, double width, double height) => Rectangle(x, y, width, height, Colors.Transparent, Palette.PaleGrey);

    public void Line(double x1, double y1, double x2, double y2, Color colour, double width)
    {
        var line = Plot.Add.Line(x1, _height - y1, x2, _height - y2);
        line.LineColor = colour;
        line.LineWidth = (float)width;
        line.MarkerSize = 0;
    }

    public void Circle(double x, double y, double radius, Color fill, Color line)
    {
        var marker = Plot.Add.Marker(x, _height - y, MarkerShape.FilledCircle, (float)(2 * radius));
        marker.MarkerFillColor = fill;
        marker.MarkerStyle.OutlineColor = line;
        marker.MarkerStyle.OutlineWidth = 1.3f;
    }

    public void Text(string text, double x, double y, Alignment alignment, float size = 13, Color? colour = null, float rotation = 0)
    {
        var label = Plot.Add.Text(text, x, _height - y);
        label.LabelStyle.Alignment = alignment;
        label.LabelStyle.FontSize = size;
        label.LabelStyle.FontName = Lettering.FontFor(text);
        label.LabelStyle.ForeColor = colour ?? Palette.Ink;
        label.LabelStyle.Rotation = rotation;
    }

    /// <summary>An image whose pixels stay sharp rectangles.</summary>
    public void Image(double x, double y, int pixelWidth, int pixelHeight, int width, int height, Func<int, int, Color> colour)
    {
        var image = new Image(Pixels(pixelWidth, pixelHeight, width, height, colour));
        var shape = Plot.Add.ImageRect(image, new CoordinateRect(x, x + width * pixelWidth, _height - y - height * pixelHeight, _height - y));
        shape.AntiAlias = false;
    }

    // Enlarged here: viewers of an SVG would blur a small image.
    public static SKBitmap Pixels(int pixelWidth, int pixelHeight, int width, int height, Func<int, int, Color> colour)
    {
        int columns = width * pixelWidth;
        var pixels = new SKColor[columns * height * pixelHeight];
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                SKColor pixel = colour(row, column).ToSKColor();
                for (int y = row * pixelHeight; y < (row + 1) * pixelHeight; y++)
                    pixels.AsSpan(y * columns + column * pixelWidth, pixelWidth).Fill(pixel);
            }
        }

        return new SKBitmap(columns, height * pixelHeight) { Pixels = pixels };
    }
}
