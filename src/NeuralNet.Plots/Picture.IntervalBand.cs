using System.Globalization;
using ScottPlot;

namespace NeuralNet.Plots;

public sealed partial class Picture
{
    /// <summary>
    /// Predictions as a line along one input, their intervals as a band, and the targets as dots, those outside in
    /// another colour.
    /// </summary>
    /// <param name="x">The input of each sample, in any order.</param>
    /// <param name="outputs">What is predicted for it.</param>
    /// <param name="lower">Where its interval begins.</param>
    /// <param name="upper">Where its interval ends, at least where it begins.</param>
    /// <param name="targets">What the targets were; null for none.</param>
    /// <param name="inputName">The name of the input.</param>
    /// <param name="outputName">The name of what is predicted.</param>
    /// <exception cref="ArgumentException">There is no sample, the lengths differ, a number is NaN or infinite, or an
    /// interval ends before it begins.</exception>
    public static Picture OfIntervalBand(IReadOnlyList<double> x, IReadOnlyList<double> outputs, IReadOnlyList<double> lower, IReadOnlyList<double> upper,
        IReadOnlyList<double>? targets = null, string inputName = "input", string outputName = "output")
    {
        PlotCheck.Numbers(x, nameof(x), 1);
        foreach ((IReadOnlyList<double>? list, string name) in new[]
        {
            (outputs, nameof(outputs)), (lower, nameof(lower)), (upper, nameof(upper)), (targets ?? x, nameof(targets)),
        })
        {
            PlotCheck.Numbers(list, name, 1);
            PlotCheck.SameLength(list.Count, name, x.Count, nameof(x));
        }

        int crossed = Enumerable.Range(0, x.Count).FirstOrDefault(i => lower[i] > upper[i], -1);
        if (crossed >= 0)
            throw new ArgumentException($"'{nameof(lower)}'[{PlotCheck.Text(crossed)}] is above '{nameof(upper)}'[{PlotCheck.Text(crossed)}].", nameof(lower));
        ArgumentNullException.ThrowIfNull(inputName);
        ArgumentNullException.ThrowIfNull(outputName);
        int[] order = [.. Enumerable.Range(0, x.Count).OrderBy(i => x[i])];
        double[] sorted = [.. order.Select(i => x[i])];

        var plot = new Plot();
        var band = plot.Add.FillY(sorted, [.. order.Select(i => lower[i])], [.. order.Select(i => upper[i])]);
        band.FillColor = Palette.Tint(Palette.Blue, 0.2);
        band.LineColor = Palette.Tint(Palette.Blue, 0.5);
        CurveThrough(plot, sorted, [.. order.Select(i => outputs[i])], markerSize: 0);
        if (targets is not null)
        {
            int[] within = [.. order.Where(i => targets[i] >= lower[i] && targets[i] <= upper[i])];
            Dots(plot, within, x, targets, Palette.Ink);
            Dots(plot, [.. order.Except(within)], x, targets, Palette.Vermillion);
            plot.Title(string.Create(CultureInfo.InvariantCulture,
                $"{within.Length} of {x.Count} targets are within their intervals ({100.0 * within.Length / x.Count:F1} %)"));
        }

        IEnumerable<double> heights = lower.Concat(upper).Concat(outputs).Concat(targets ?? []);
        Frame(plot, (x.Min(), x.Max()), (heights.Min(), heights.Max()), inputName, outputName);
        return new Picture(680, 460, Stretching.FillsRoom, plot);
    }

    private static void Dots(Plot plot, int[] samples, IReadOnlyList<double> x, IReadOnlyList<double> y, Color colour)
    {
        if (samples.Length == 0)
            return;
        var dots = plot.Add.Markers(samples.Select(i => new Coordinates(x[i], y[i])).ToArray(), MarkerShape.FilledCircle, size: samples.Length > 500 ? 3 : 5);
        dots.MarkerFillColor = colour;
    }

    /// <summary>Axes with room for all numbers, their names and the letters.</summary>
    private static void Frame(Plot plot, (double Low, double High) x, (double Low, double High) y, string xName, string yName)
    {
        (double left, double right) = Ticks.Around(x.Low, x.High, margin: 0.03);
        (double bottom, double top) = Ticks.Around(y.Low, y.High, margin: 0.08);
        string[] names = [Lettering.Fit(xName, 13, 300), Lettering.Fit(yName, 13, 240)];
        plot.XLabel(Ticks.Set(plot.Axes.Bottom, left, right, names[0]));
        plot.YLabel(Ticks.Set(plot.Axes.Left, bottom, top, names[1]));
        plot.Axes.SetLimits(left, right, bottom, top);
        Lettering.Apply(plot, string.Concat(names));
        plot.Layout.Fixed(new PixelPadding(Math.Max(80, 46 + Ticks.WidestLabel(plot.Axes.Left)), right: 30, bottom: 64, top: 44));
    }
}
