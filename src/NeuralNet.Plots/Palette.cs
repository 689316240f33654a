using ScottPlot;

namespace NeuralNet.Plots;

/// <summary>The colours of all pictures, which people with any kind of colour vision can tell apart.</summary>
/// <remarks>
/// Okabe and Ito, Color Universal Design, 2008; their yellow is left out, since it cannot be read on white.
/// </remarks>
internal static class Palette
{
    public static readonly Color Blue = Color.FromHex("#0072B2");
    public static readonly Color Vermillion = Color.FromHex("#D55E00");
    public static readonly Color Ink = Color.FromHex("#202020");
    public static readonly Color Grey = Color.FromHex("#666666");
    public static readonly Color PaleGrey = Color.FromHex("#D8D8D8");
    public static readonly Color White = Color.FromHex("#FFFFFF");

    private static readonly Color[] _classes =
    [
        Blue, Vermillion, Color.FromHex("#009E73"), Color.FromHex("#CC79A7"),
        Color.FromHex("#E69F00"), Color.FromHex("#56B4E9"), Color.FromHex("#8C6239"),
    ];

    // Five shapes and seven colours: the first 35 classes have a pair of their own.
    private static readonly (MarkerShape Shape, IMarker? Renderer)[] _shapes =
    [
        (MarkerShape.FilledCircle, null), (MarkerShape.FilledTriangleUp, new PolygonMarker(3, -Math.PI / 2, 1 / Math.Sqrt(3))),
        (MarkerShape.FilledSquare, null), (MarkerShape.FilledDiamond, new PolygonMarker(4, 0, 0.5)),
        (MarkerShape.FilledTriangleDown, new PolygonMarker(3, Math.PI / 2, 1 / Math.Sqrt(3))),
    ];

    public static Color Class(int label) => _classes[label % _classes.Length];

    /// <summary>Sets the shape of a class's samples.</summary>
    public static void SetShape(MarkerStyle marker, int label)
        => (marker.Shape, marker.CustomRenderer) = _shapes[label % _shapes.Length];

    /// <summary>White at 0, the colour at 1.</summary>
    public static Color Tint(Color colour, double share) => Mix(White, colour, share);

    /// <summary>Vermillion at -1, white at 0, blue at 1.</summary>
    public static Color Signed(double value) => Tint(value < 0 ? Vermillion : Blue, Math.Min(1, Math.Abs(value)));

    /// <summary>Black or white, whichever can be read on the colour.</summary>
    public static Color TextOn(Color background)
        => 0.299 * background.R + 0.587 * background.G + 0.114 * background.B < 140 ? White : Ink;

    private static Color Mix(Color from, Color to, double share)
    {
        byte Channel(byte a, byte b) => (byte)Math.Round(a + (b - a) * Math.Clamp(share, 0, 1));
        return new Color(Channel(from.R, to.R), Channel(from.G, to.G), Channel(from.B, to.B), (byte)255);
    }
}
