using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace NeuralNet.Plots.Tests;

/// <summary>What can be read from a picture: its words, and the colours of its pixels.</summary>
internal static class Reading
{
    public static readonly SKColor Blue = SKColor.Parse("#0072B2");
    public static readonly SKColor Vermillion = SKColor.Parse("#D55E00");
    public static readonly SKColor White = SKColors.White;

    /// <summary>Every text of the SVG, in the order it is drawn.</summary>
    public static List<string> Words(this Picture picture) => Words(picture.ToSvg(picture.Width, picture.Height));

    public static List<string> Words(string svg) => [.. Elements(svg, "text").Select(text => text.Value.Trim())];

    public static List<XElement> Elements(string svg, string name) => [.. XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == name)];

    public static SKBitmap Pixels(this Picture picture) => SKBitmap.Decode(picture.ToPng(picture.Width, picture.Height));

    /// <summary>How many pixels have a colour, or one that differs by at most the tolerance in each channel.</summary>
    public static int Count(this SKBitmap pixels, SKColor colour, int tolerance = 0) => pixels.Pixels.Count(pixel => Distance(pixel, colour) <= tolerance);

    public static int Distance(SKColor a, SKColor b) => Math.Max(Math.Abs(a.Red - b.Red), Math.Max(Math.Abs(a.Green - b.Green), Math.Abs(a.Blue - b.Blue)));

    public static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
