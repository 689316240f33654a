using System.Globalization;
using ScottPlot;

namespace NeuralNet.Plots;

public sealed partial class Picture
{
    /// <summary>
    /// The scores of the trials of a search in their order, with the lowest so far as a line and the lowest of all
    /// marked. Where all are above 0 and the largest is a hundred times the smallest, their axis is logarithmic.
    /// </summary>
    /// <param name="scores">
    /// A score for each trial, the smaller the better; null for one that has none, because it threw or diverged.
    /// </param>
    /// <exception cref="ArgumentException">No trial has a score, or one is not finite.</exception>
    public static Picture OfTrials(IReadOnlyList<double?> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        int[] trials = [.. Enumerable.Range(0, scores.Count).Where(trial => scores[trial] is not null)];
        if (trials.Length == 0)
            throw new ArgumentException($"'{nameof(scores)}' has no score, so there is nothing to draw.", nameof(scores));
        foreach (int trial in trials)
        {
            if (!double.IsFinite(scores[trial]!.Value))
                throw new ArgumentException($"'{nameof(scores)}'[{PlotCheck.Text(trial)}] is {scores[trial]!.Value.ToString(CultureInfo.InvariantCulture)}, "
                    + "but "
                    + "only finite values can be drawn.", nameof(scores));
        }

        double smallest = trials.Min(trial => scores[trial]!.Value), largest = trials.Max(trial => scores[trial]!.Value);
        bool isLogarithmic = smallest > 0 && largest / smallest >= 100;
        double[] x = [.. trials.Select(trial => (double)trial)];
        double[] y = [.. trials.Select(trial => isLogarithmic ? Math.Log10(scores[trial]!.Value) : scores[trial]!.Value)];
        int best = Array.IndexOf(y, y.Min());

        var plot = new Plot();
        plot.Title(string.Create(CultureInfo.InvariantCulture, $"Best: trial {trials[best]}, score {smallest:G4}, of {scores.Count}"));
        (double left, double right) = Ticks.Around(0, scores.Count - 1, 0.03);
        (double low, double high) = Ticks.Around(y.Min(), y.Max(), 0.06);
        plot.XLabel(Ticks.Set(plot.Axes.Bottom, left, right, "trial", AxisScale.WholeNumbers));
        plot.YLabel(Ticks.Set(plot.Axes.Left, low, high, isLogarithmic ? "score, logarithmic" : "score",
            isLogarithmic ? AxisScale.Logarithmic : AxisScale.Linear));
        plot.Axes.SetLimits(left, right, low, high);
        (double[] stairs, double[] lowest) = Lowest(x, y);
        CurveThrough(plot, stairs, lowest, markerSize: 0, Palette.Vermillion);
        CurveThrough(plot, x, y, markerSize: 7).LineWidth = 0;
        plot.Add.Marker(x[best], y[best], MarkerShape.OpenCircle, 15).MarkerLineColor = Palette.Vermillion;
        return Finished(plot);
    }

    /// <summary>The lowest so far, in steps.</summary>
    private static (double[] X, double[] Y) Lowest(double[] x, double[] y)
    {
        List<double> stairs = [x[0]], lowest = [y[0]];
        for (int k = 1; k < x.Length; k++)
        {
            stairs.AddRange([x[k], x[k]]);
            lowest.AddRange([lowest[^1], Math.Min(lowest[^1], y[k])]);
        }

        return ([.. stairs], [.. lowest]);
    }
}
