using System.Globalization;
using ScottPlot;

namespace NeuralNet.Plots;

public sealed partial class Picture
{
    private const double SideOfSquare = 520;

    /// <summary>
    /// Probabilities beside the shares of samples for which they came true, bin by bin; on the dashed line they mean
    /// what they say. The larger a dot, the more samples it stands for.
    /// </summary>
    /// <param name="probabilities">The mean probability of each bin, 0 to 1.</param>
    /// <param name="shares">For which share of its samples it came true, 0 to 1.</param>
    /// <param name="counts">How many samples it has.</param>
    /// <exception cref="ArgumentException">There is no bin, the lengths differ, or a number is outside its
    /// range.</exception>
    public static Picture OfCalibrationCurve(IReadOnlyList<double> probabilities, IReadOnlyList<double> shares, IReadOnlyList<int> counts)
    {
        PlotCheck.Shares(probabilities, nameof(probabilities), 1);
        PlotCheck.Shares(shares, nameof(shares), 1);
        ArgumentNullException.ThrowIfNull(counts);
        PlotCheck.SameLength(shares.Count, nameof(shares), probabilities.Count, nameof(probabilities));
        PlotCheck.SameLength(counts.Count, nameof(counts), probabilities.Count, nameof(probabilities));
        int smallest = counts.Min(), largest = counts.Max();
        if (smallest < 0 || largest == 0)
            throw new ArgumentException($"'{nameof(counts)}' holds {PlotCheck.Text(Math.Min(smallest, largest))}, but numbers of samples are at least 0, and "
                + "one of "
                + "them above.", nameof(counts));
        double samples = counts.Sum(count => (double)count);
        double error = Enumerable.Range(0, counts.Count).Sum(k => counts[k] / samples * Math.Abs(shares[k] - probabilities[k]));

        Plot plot = Square("probability", "came true",
            string.Create(CultureInfo.InvariantCulture, $"Expected calibration error {error:0.000} of {samples:F0} samples"));
        Diagonal(plot, 0, 1);
        CurveThrough(plot, probabilities, shares, markerSize: 0);
        for (int k = 0; k < counts.Count; k++)
        {
            var dot = plot.Add.Marker(probabilities[k], shares[k], MarkerShape.FilledCircle, (float)(5 + 13 * Math.Sqrt((double)counts[k] / largest)));
            dot.MarkerFillColor = Palette.Blue;
        }

        return Finished(plot);
    }

    /// <summary>
    /// The receiver operating characteristic: the share of class 1 that is found against the share of class 0 that is
    /// taken for it, for every threshold; the dashed line is chance.
    /// </summary>
    /// <param name="falsePositiveRates">From 0 to 1, never falling.</param>
    /// <param name="truePositiveRates">As many, 0 to 1.</param>
    /// <exception cref="ArgumentException">There are fewer than two points, the lengths differ, or a number is outside
    /// its range.</exception>
    public static Picture OfRocCurve(IReadOnlyList<double> falsePositiveRates, IReadOnlyList<double> truePositiveRates)
    {
        PlotCheck.Shares(falsePositiveRates, nameof(falsePositiveRates), 2);
        PlotCheck.Shares(truePositiveRates, nameof(truePositiveRates), 2);
        PlotCheck.SameLength(truePositiveRates.Count, nameof(truePositiveRates), falsePositiveRates.Count, nameof(falsePositiveRates));
        double area = Enumerable.Range(1, falsePositiveRates.Count - 1)
            .Sum(k => (falsePositiveRates[k] - falsePositiveRates[k - 1]) * (truePositiveRates[k] + truePositiveRates[k - 1]) / 2);

        Plot plot = Square("false positive rate", "true positive rate", string.Create(CultureInfo.InvariantCulture, $"Area under the curve {area:0.000}"));
        Diagonal(plot, 0, 1);
        CurveThrough(plot, falsePositiveRates, truePositiveRates, markerSize: 0);
        return Finished(plot);
    }

    /// <summary>
    /// Precision against recall for every threshold, in steps; the dashed line is the share of class 1, which scores
    /// that say nothing reach.
    /// </summary>
    /// <param name="recalls">0 to 1, never falling.</param>
    /// <param name="precisions">As many, 0 to 1.</param>
    /// <param name="baseline">The share of class 1, 0 to 1.</param>
    /// <exception cref="ArgumentException">There is no point, the lengths differ, or a number is outside its
    /// range.</exception>
    public static Picture OfPrecisionRecallCurve(IReadOnlyList<double> recalls, IReadOnlyList<double> precisions, double baseline)
    {
        PlotCheck.Shares(recalls, nameof(recalls), 1);
        PlotCheck.Shares(precisions, nameof(precisions), 1);
        PlotCheck.Shares([baseline], nameof(baseline), 1);
        PlotCheck.SameLength(precisions.Count, nameof(precisions), recalls.Count, nameof(recalls));
        double area = 0, before = 0;
        List<double> x = [], y = [];
        for (int k = 0; k < recalls.Count; k++)
        {
            area += (recalls[k] - before) * precisions[k];
            x.AddRange([before, recalls[k]]);
            y.AddRange([precisions[k], precisions[k]]);
            before = recalls[k];
        }

        Plot plot = Square("recall", "precision", string.Create(CultureInfo.InvariantCulture, $"Average precision {area:0.000}, {baseline:0.000} by chance"));
        Diagonal(plot, baseline, baseline);
        CurveThrough(plot, x, y, markerSize: 0);
        return Finished(plot);
    }

    private static Plot Square(string xName, string yName, string title)
    {
        var plot = new Plot();
        plot.Title(title);
        plot.XLabel(Ticks.Set(plot.Axes.Bottom, -0.03, 1.03, xName));
        plot.YLabel(Ticks.Set(plot.Axes.Left, -0.03, 1.03, yName));
        plot.Axes.SetLimits(-0.03, 1.03, -0.03, 1.03);
        return plot;
    }

    private static Picture Finished(Plot plot)
    {
        Lettering.Apply(plot, "");
        plot.Layout.Fixed(new PixelPadding(left: 80, right: 30, bottom: 64, top: 44));
        return new Picture(SideOfSquare + 30, SideOfSquare, Stretching.FillsRoom, plot);
    }

    private static void Diagonal(Plot plot, double atLeft, double atRight)
    {
        var line = plot.Add.Line(0, atLeft, 1, atRight);
        line.LineColor = Palette.Grey;
        line.LinePattern = LinePattern.Dashed;
        line.LineWidth = 1.5f;
        line.MarkerSize = 0;
    }

    private static ScottPlot.Plottables.Scatter CurveThrough(Plot plot, IReadOnlyList<double> x, IReadOnlyList<double> y, float markerSize,
        Color? colour = null)
    {
        var curve = plot.Add.Scatter(Enumerable.Range(0, x.Count).Select(k => new Coordinates(x[k], y[k])).ToArray(), colour ?? Palette.Blue);
        curve.LineWidth = 2;
        curve.MarkerSize = markerSize;
        return curve;
    }
}
