using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using ScottPlot.Panels;
using SkiaSharp;

namespace NeuralNet.Plots;

/// <summary>A picture of a training, of its results or of a network, to be saved as PNG or SVG.</summary>
/// <remarks>
/// The letters come from a typeface inside the library, so a picture is the same on every machine (one without fonts
/// included) and in every culture; only characters it lacks are taken from the machine's fonts. The colours are told
/// apart by people with any kind of colour vision.
/// </remarks>
public sealed partial class Picture
{
    internal const int LargestSide = 16_384;

    private const int SmallestSide = 64;

    // ScottPlot's lists of fonts are not made for several threads.
    private static readonly Lock _rendering = new();

    private readonly Plot[] _panels;
    private readonly Stretching _stretching;

    private Picture(double width, double height, Stretching stretching, params Plot[] panels)
    {
        Width = (int)Math.Ceiling(width);
        Height = (int)Math.Ceiling(height);
        _stretching = stretching;
        _panels = panels;
    }

    /// <summary>The width in pixels that it is saved with unless told otherwise.</summary>
    public int Width { get; }

    /// <summary>The height in pixels that it is saved with unless told otherwise.</summary>
    public int Height { get; }

    /// <summary>
    /// The ScottPlot plots it is made of, from top to bottom: change them or add to them before saving.
    /// </summary>
    public IReadOnlyList<Plot> Panels => _panels;

    /// <summary>Writes a PNG file of its own size.</summary>
    /// <param name="path">The file, replaced once the new one is complete; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written; an older one is as it was.</exception>
    public void SavePng(string path) => SavePng(path, Width, Height);

    /// <summary>Writes a PNG file.</summary>
    /// <param name="path">The file, replaced once the new one is complete; its folder must exist.</param>
    /// <param name="width">Pixels, 64 to 16384. Letters and lines grow with the size.</param>
    /// <param name="height">Pixels, 64 to 16384.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    /// <exception cref="IOException">It cannot be written; an older file is as it was.</exception>
    public void SavePng(string path, int width, int height)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] png = ToPng(width, height);
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    /// <summary>Writes a PNG of its own size to a stream.</summary>
    /// <param name="stream">A stream that can be written; it is left open.</param>
    public void SavePng(Stream stream) => SavePng(stream, Width, Height);

    /// <summary>Writes a PNG to a stream.</summary>
    /// <param name="stream">A stream that can be written; it is left open.</param>
    /// <param name="width">Pixels, 64 to 16384. Letters and lines grow with the size.</param>
    /// <param name="height">Pixels, 64 to 16384.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public void SavePng(Stream stream, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(ToPng(width, height));
    }

    /// <summary>Writes an SVG file of its own size.</summary>
    /// <param name="path">The file, replaced once the new one is complete; its folder must exist.</param>
    /// <exception cref="IOException">The file cannot be written; an older one is as it was.</exception>
    public void SaveSvg(string path) => SaveSvg(path, Width, Height);

    /// <summary>Writes an SVG file.</summary>
    /// <param name="path">The file, replaced once the new one is complete; its folder must exist.</param>
    /// <param name="width">Pixels, 64 to 16384. Letters and lines grow with the size.</param>
    /// <param name="height">Pixels, 64 to 16384.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    /// <exception cref="IOException">It cannot be written; an older file is as it was.</exception>
    public void SaveSvg(string path, int width, int height)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] svg = Encoding.UTF8.GetBytes(ToSvg(width, height));
        AtomicFile.Write(path, stream => stream.Write(svg));
    }

    /// <summary>Writes an SVG of its own size to a stream, in UTF-8.</summary>
    /// <param name="stream">A stream that can be written; it is left open.</param>
    public void SaveSvg(Stream stream) => SaveSvg(stream, Width, Height);

    /// <summary>Writes an SVG to a stream, in UTF-8.</summary>
    /// <param name="stream">A stream that can be written; it is left open.</param>
    /// <param name="width">Pixels, 64 to 16384. Letters and lines grow with the size.</param>
    /// <param name="height">Pixels, 64 to 16384.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public void SaveSvg(Stream stream, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encoding.UTF8.GetBytes(ToSvg(width, height)));
    }

    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="width">Pixels, 64 to 16384.</param>
    /// <param name="height">Pixels, 64 to 16384.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public byte[] ToPng(int width, int height)
    {
        PlotCheck.Range(width, nameof(width), SmallestSide, LargestSide);
        PlotCheck.Range(height, nameof(height), SmallestSide, LargestSide);
        using SKSurface surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque))
            ?? throw new InvalidOperationException(FormattableString.Invariant($"There is no memory for a picture of {width} x {height} pixels."));
        Draw(surface.Canvas, width, height);
        using SKPixmap pixels = surface.PeekPixels()!;

        // Even areas, of which pictures consist, pack best without filters.
        using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.None, zLibLevel: 9))!;
        return data.ToArray();
    }

    /// <summary>The text of an SVG file.</summary>
    /// <param name="width">Pixels, 64 to 16384.</param>
    /// <param name="height">Pixels, 64 to 16384.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public string ToSvg(int width, int height)
    {
        PlotCheck.Range(width, nameof(width), SmallestSide, LargestSide);
        PlotCheck.Range(height, nameof(height), SmallestSide, LargestSide);
        using var stream = new MemoryStream();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), stream))
            Draw(canvas, width, height);
        return WithNumberedClips(Lettering.WithFallbacks(Encoding.UTF8.GetString(stream.ToArray())));
    }

    /// <summary>Skia counts the clips of all pictures of a process: two files of one picture would differ.</summary>
    private static string WithNumberedClips(string svg)
    {
        var numbers = new Dictionary<string, int>();
        return Regex.Replace(svg, "(?<=id=\"|url\\(#)cl_[0-9a-f]+", match =>
        {
            numbers.TryAdd(match.Value, numbers.Count + 1);
            return string.Create(CultureInfo.InvariantCulture, $"clip{numbers[match.Value]}");
        });
    }

    // Never less room than the picture was laid out for: what does not fit is scaled as a whole, so that letters do not
    // overlap.
    private void Draw(SKCanvas canvas, int width, int height)
    {
        float scale = Math.Min((float)width / Width, (float)height / Height);
        float roomWidth = _stretching == Stretching.FillsRoom ? width / scale : Width;
        float roomHeight = _stretching == Stretching.FillsRoom ? height / scale : Height;
        canvas.Clear(SKColors.White);
        canvas.Translate((width - roomWidth * scale) / 2, (height - roomHeight * scale) / 2);
        canvas.Scale(scale);

        // ScottPlot writes the numbers of an axis in the culture of the thread, while it draws.
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            DrawPanels(canvas, width, height, roomWidth, roomHeight);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;

            // Its images are native: a collection while the last of them is drawn would free it.
            GC.KeepAlive(this);
        }
    }

    private void DrawPanels(SKCanvas canvas, int width, int height, float roomWidth, float roomHeight)
    {
        lock (_rendering)
        {
            for (int i = 0; i < _panels.Length; i++)
            {
                float top = roomHeight * i / _panels.Length;
                var rectangle = new PixelRect(0, roomWidth, top + roomHeight / _panels.Length, top);
                _panels[i].RenderManager.ClearCanvasBeforeEachRender = false;

                // A plot whose layout is new is drawn twice, one over the other: bold letters, and twice the SVG. The
                // first time goes nowhere.
                using (var nowhere = new SKNoDrawCanvas(width, height))
                    _panels[i].Render(nowhere, rectangle);
                _panels[i].Render(canvas, rectangle);
            }
        }
    }

    private static void Legend(Plot plot, Edge edge, Orientation orientation)
    {
        LegendPanel panel = plot.ShowLegend(edge);
        panel.Padding = new PixelPadding(4, 12, 0, 0);
        Legend legend = panel.Legend;
        legend.Margin = legend.Padding = new PixelPadding(0);
        legend.Orientation = orientation;
        legend.OutlineWidth = 0;
        legend.ShadowColor = Colors.Transparent;
        legend.FontSize = 12;
        legend.SymbolWidth = 28;
        legend.InterItemPadding = new PixelPadding(left: 8, right: 16, bottom: 3, top: 3);
        legend.TightHorizontalWrapping = true;
    }

    private enum Stretching
    {
        /// <summary>Axes fill any shape.</summary>
        FillsRoom,

        /// <summary>Images and circles keep theirs.</summary>
        KeepsShape,
    }
}
