using ScottPlot;
using SkiaSharp;

namespace NeuralNet.Plots;

/// <summary>A regular polygon around a sample.</summary>
/// <remarks>
/// In place of ScottPlot's own: those (5.1.59) leave their path to the garbage collector, and SkiaSharp (3.119.4) does
/// not hold it while native code draws it. A collection in that moment ends the process.
/// </remarks>
internal sealed class PolygonMarker(int corners, double firstCorner, double radius) : IMarker
{
    /// <inheritdoc/>
    public void Render(SKCanvas canvas, Paint paint, Pixel center, float size, MarkerStyle markerStyle)
    {
        var points = new SKPoint[corners];
        for (int i = 0; i < corners; i++)
        {
            (double sine, double cosine) = Math.SinCos(firstCorner + i * Math.Tau / corners);
            points[i] = new SKPoint((float)(center.X + radius * size * cosine), (float)(center.Y + radius * size * sine));
        }

        using var path = new SKPath();
        path.AddPoly(points, close: true);
        Drawing.FillPath(canvas, paint, path, markerStyle.FillStyle, new PixelRect(center, (float)(radius * size)));
        Drawing.DrawPath(canvas, paint, path, markerStyle.OutlineStyle);
    }
}
