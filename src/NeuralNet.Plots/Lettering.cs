using ScottPlot;
using SkiaSharp;

namespace NeuralNet.Plots;

/// <summary>
/// The typeface of all pictures. It is part of the library: a machine without fonts would draw no letters, without an
/// error.
/// </summary>
internal static class Lettering
{
    private const string Name = "NeuralNet.Plots DejaVu Sans";

    private static readonly SKTypeface _typeface;

    // Explicit, so that the typeface is there before anything asks ScottPlot for it: its answers are kept for good.
    static Lettering() => _typeface = Load();

    /// <summary>Ours, or where it lacks a letter of the text a font of the machine that has it.</summary>
    public static string FontFor(string text)
    {
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            if (!_typeface.ContainsGlyph(rune.Value) && !System.Text.Rune.IsControl(rune))
                return NameOf(SKFontManager.Default.MatchCharacter(rune.Value)) ?? Name;
        }

        return Name;
    }

    /// <summary>The width of a text in pixels.</summary>
    public static float Width(string text, float size)
    {
        using var font = new SKFont(Fonts.GetTypeface(FontFor(text), bold: false, italic: false), size);
        return font.MeasureText(text);
    }

    /// <summary>The text in one line, or its beginning and an ellipsis where it is wider than the room.</summary>
    public static string Fit(string text, float size, float room)
    {
        // Far more than has room, but not so much that measuring it takes long.
        text = string.Concat(text.Take(1000).Select(letter => char.IsControl(letter) ? ' ' : letter));
        if (Width(text, size) <= room)
            return text;
        int length = text.Length - 1;
        while (length > 0 && (char.IsHighSurrogate(text[length - 1]) || Width(text[..length] + "…", size) > room))
            length--;
        return text[..length] + "…";
    }

    /// <summary>Sets the font of everything in a plot with axes that carries text.</summary>
    public static void Apply(Plot plot, string text)
    {
        string font = FontFor(text);
        plot.Font.Set(font);
        plot.Legend.FontName = font;
        plot.Axes.Left.Label.Bold = plot.Axes.Bottom.Label.Bold = plot.Axes.Title.Label.Bold = false;
        plot.Axes.Left.Label.FontSize = plot.Axes.Bottom.Label.FontSize = 13;
        plot.Axes.Title.Label.FontSize = 14;

        // Without it lines thinner than a pixel vanish in a small picture.
        plot.Axes.AntiAlias(true);
    }

    /// <summary>Viewers that lack the typeface of an SVG take Verdana, which has the same widths.</summary>
    public static string WithFallbacks(string svg)
        => svg.Replace($"font-family=\"{_typeface.FamilyName}\"", $"font-family=\"{_typeface.FamilyName}, Verdana, sans-serif\"", StringComparison.Ordinal);

    // Held while native code reads it, and not disposed of: ScottPlot may have the same object in its list.
    private static string? NameOf(SKTypeface? typeface)
    {
        string? name = typeface?.FamilyName;
        GC.KeepAlive(typeface);
        return name;
    }

    private static SKTypeface Load()
    {
        using Stream file = typeof(Lettering).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        using SKData data = SKData.Create(file);
        SKTypeface typeface = SKTypeface.FromData(data) ?? throw new InvalidOperationException("The embedded typeface DejaVuSans.ttf cannot be read.");
        Fonts.FontResolvers.Insert(0, new Resolver(typeface));
        return typeface;
    }

    private sealed class Resolver(SKTypeface typeface) : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? typeface : null;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? typeface : null;
    }
}
