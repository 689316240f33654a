using System.Globalization;
using ScottPlot;

namespace NeuralNet.Plots;

public sealed partial class Picture
{
    // From so many epochs on, dots would hide the line.
    private const int EpochsWithDots = 40;

    /// <summary>
    /// Loss and accuracy (mean absolute error where there is none) of training and validation data, epoch by epoch,
    /// with the best epoch and the stop marked.
    /// </summary>
    /// <param name="result">What Fit returned, with at least one epoch.</param>
    /// <exception cref="ArgumentException">There is no epoch, or no epoch whose loss is finite.</exception>
    public static Picture OfLearningCurves(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        string restored = result.RestoredEpoch is null ? "" : ", its weights restored";
        return Curves(result.History, nameof(result), result.RestoredEpoch, restored, $"stop: {result.StopReason}");
    }

    /// <summary>
    /// Loss and accuracy (mean absolute error where there is none) of training and validation data, epoch by epoch,
    /// with the best and the last epoch marked.
    /// </summary>
    /// <param name="history">At least one epoch, such as the histories of several Fits one after the other; the best is
    /// the one of the lowest validation loss (training loss without validation data).</param>
    /// <exception cref="ArgumentException">There is no epoch, or no epoch whose loss is finite.</exception>
    public static Picture OfLearningCurves(IReadOnlyList<EpochRecord> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return Curves(history, nameof(history), best: null, restored: "", "last epoch");
    }

    private static Picture Curves(IReadOnlyList<EpochRecord> history, string name, int? best, string restored, string stop)
    {
        if (history.Count == 0)
            throw new ArgumentException($"'{name}' has no epochs, so there is no curve to draw.", name);
        if (!history.Any(record => double.IsFinite(record.Training.Loss)))
            throw new ArgumentException($"'{name}' has no epoch whose training loss is finite, so there is no curve to draw.", name);
        EpochRecord marked = best is { } epoch ? history.First(record => record.Epoch == epoch) : Best(history);

        // The scores written are those of the network as it is: of the last epoch, unless the weights of the best were
        // put back.
        EpochRecord final = best is null ? history[^1] : marked;
        string bestLabel = string.Create(CultureInfo.InvariantCulture, $"best: epoch {marked.Epoch}{restored}");
        string stopLabel = string.Create(CultureInfo.InvariantCulture, $"{stop}, epoch {history[^1].Epoch}");

        bool isLogarithmic = SpansDecades(history);
        Plot loss = isLogarithmic
            ? Panel(history, scores => Math.Log10(scores.Loss), "loss, logarithmic", AxisScale.Logarithmic)
            : Panel(history, scores => scores.Loss, "loss", AxisScale.Linear);
        loss.PlottableList.OfType<ScottPlot.Plottables.Scatter>().ToList().ForEach(curve => curve.LegendText = "");
        Caption(loss, "Loss", final, scores => scores.Loss.ToString("G4", CultureInfo.InvariantCulture));

        bool hasAccuracy = history.Any(record => record.Training.Accuracy is not null);
        Plot metric = hasAccuracy
            ? Panel(history, scores => 100 * scores.Accuracy ?? double.NaN, "accuracy, %", AxisScale.Linear)
            : Panel(history, scores => scores.MeanAbsoluteError, "mean absolute error", AxisScale.Linear);
        Caption(metric, hasAccuracy ? "Accuracy" : "Mean absolute error", final, scores => hasAccuracy
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * scores.Accuracy:F2} %")
            : scores.MeanAbsoluteError.ToString("G4", CultureInfo.InvariantCulture));
        metric.XLabel("epoch");

        // The row below the upper panel explains the marks, the one below the lower panel the curves.
        Mark(loss, marked.Epoch, LinePattern.Dashed, bestLabel);
        Mark(loss, history[^1].Epoch, LinePattern.Dotted, stopLabel);
        Mark(metric, marked.Epoch, LinePattern.Dashed, "");
        Mark(metric, history[^1].Epoch, LinePattern.Dotted, "");
        foreach (Plot panel in new[] { loss, metric })
        {
            panel.Axes.SetLimitsX(history[0].Epoch - EpochMargin(history), history[^1].Epoch + EpochMargin(history));
            Lettering.Apply(panel, "");
            Legend(panel, Edge.Bottom, Orientation.Horizontal);
        }

        float left = Math.Max(80, 46 + Math.Max(Ticks.WidestLabel(loss.Axes.Left), Ticks.WidestLabel(metric.Axes.Left)));
        loss.Layout.Fixed(new PixelPadding(left, right: 24, bottom: 68, top: 40));
        metric.Layout.Fixed(new PixelPadding(left, right: 24, bottom: 76, top: 40));
        return new Picture(680 + left, 620, Stretching.FillsRoom, loss, metric);
    }

    /// <summary>The epoch of the lowest validation loss, training loss without validation data.</summary>
    private static EpochRecord Best(IReadOnlyList<EpochRecord> history)
        => history.MinBy(record => (record.Validation ?? record.Training).Loss is var loss && double.IsNaN(loss) ? double.PositiveInfinity : loss);

    private static bool SpansDecades(IReadOnlyList<EpochRecord> history)
    {
        double[] losses = [.. history.SelectMany(record => new[] { record.Training.Loss, record.Validation?.Loss ?? double.NaN }).Where(double.IsFinite)];
        return losses.Min() > 0 && losses.Max() / losses.Min() > 50;
    }

    private static double EpochMargin(IReadOnlyList<EpochRecord> history) => Math.Max(0.5, 0.02 * (history[^1].Epoch - history[0].Epoch));

    private static Plot Panel(IReadOnlyList<EpochRecord> history, Func<Scores, double> score, string name, AxisScale scale)
    {
        var plot = new Plot();
        Curve(plot, history, record => score(record.Training), Palette.Blue, MarkerShape.FilledCircle, "training");
        if (history.Any(record => record.Validation is not null))
            Curve(plot, history, record => record.Validation is { } validation ? score(validation) : double.NaN, Palette.Vermillion, MarkerShape.FilledSquare,
                "validation");
        double[] values = [.. history.SelectMany(record => new[]
        {
            score(record.Training),
            record.Validation is { } validation ? score(validation) : double.NaN,
        }).Where(double.IsFinite)];
        (double low, double high) = Ticks.Around(values.DefaultIfEmpty().Min(), values.DefaultIfEmpty().Max(), margin: 0.15);
        plot.YLabel(Ticks.Set(plot.Axes.Left, low, high, name, scale));
        Ticks.Set(plot.Axes.Bottom, history[0].Epoch, history[^1].Epoch, "", AxisScale.WholeNumbers);
        plot.Axes.SetLimitsY(low, high);
        return plot;
    }

    private static void Curve(Plot plot, IReadOnlyList<EpochRecord> history, Func<EpochRecord, double> score, Color colour, MarkerShape shape, string label)
    {
        Coordinates[] points = [.. history.Select(record => new Coordinates(record.Epoch, score(record))).Where(point => double.IsFinite(point.Y))];
        var curve = plot.Add.Scatter(points, colour);
        curve.LineWidth = 2;
        curve.MarkerShape = shape;
        curve.MarkerSize = history.Count <= EpochsWithDots ? 6 : 0;
        curve.LegendText = label;
    }

    private static void Mark(Plot plot, int epoch, LinePattern pattern, string label)
    {
        var line = plot.Add.VerticalLine(epoch, 1.5f, Palette.Grey, pattern);
        line.LegendText = label;
    }

    private static void Caption(Plot plot, string what, EpochRecord record, Func<Scores, string> text)
    {
        string caption = string.Create(CultureInfo.InvariantCulture, $"{what} at epoch {record.Epoch}: training {text(record.Training)}");
        plot.Title(record.Validation is { } validation ? $"{caption}, validation {text(validation)}" : caption);
    }
}
