using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using ScottPlot;
using SkiaSharp;

namespace NeuralNet.Plots;

public sealed partial class Picture
{
    // Points of the plane at which the network is asked, in each direction.
    private const int PlaneResolution = 400;

    // Beyond it, colours and shapes come again.
    private const int MostClassesNamed = 35;
    private const float LongestAxis = 360;

    /// <summary>
    /// The plane as a network with two inputs sees it: each class in its colour, the boundary between them, and the
    /// samples.
    /// </summary>
    /// <remarks>
    /// Where the network ends in Softmax or Sigmoid the colour is the paler, the closer the probabilities of the
    /// classes are.
    /// </remarks>
    /// <param name="network">A classifier with two inputs and one output (classes 0 and 1) or one for each class; its
    /// <see cref="Network{T}.DecisionRule"/> says where the boundary is.</param>
    /// <param name="x">Samples, <c>N x 2</c>, finite, at least one.</param>
    /// <param name="labels">N labels from 0 to the number of classes - 1.</param>
    /// <param name="transform">What turns samples into inputs, such as <c>scaler.Transform</c>; null if x goes into the
    /// network as it is.</param>
    /// <param name="featureNames">Names of the two columns for the axes.</param>
    /// <param name="classNames">A name for each class; the labels if null.</param>
    /// <exception cref="ArgumentException">The network does not have two inputs, or the data do not fit it or each
    /// other.</exception>
    public static Picture OfDecisionBoundary<T>(
        Network<T> network,
        Matrix<T> x,
        IReadOnlyList<int> labels,
        Func<Matrix<T>, Matrix<T>>? transform = null,
        IReadOnlyList<string>? featureNames = null,
        IReadOnlyList<string>? classNames = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(labels);
        int classes = network.DecisionRule.Thresholds.Count == 0 ? network.Outputs : 2;
        CheckPlane(network, x, labels, classes);
        PlotCheck.Names(featureNames, nameof(featureNames), 2, "features");
        PlotCheck.Names(classNames, nameof(classNames), classes, "classes");
        Func<Matrix<T>, Matrix<T>> inputs = transform ?? (samples => samples);
        string[] names = [.. Enumerable.Range(0, classes).Select(label => classNames?[label] ?? $"class {PlotCheck.Text(label)}")];
        string[] axes = [.. (featureNames ?? ["input 0", "input 1"]).Select(name => Lettering.Fit(name, 13, LongestAxis))];

        var plot = new Plot();
        CoordinateRect area = Around(x);
        plot.Add.ImageRect(new Image(Plane(network, inputs, area)), area).AntiAlias = false;
        int named = 0;
        for (int label = 0; label < classes; label++)
        {
            Coordinates[] points = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] == label)
                .Select(i => new Coordinates(double.CreateTruncating(x[i, 0]), double.CreateTruncating(x[i, 1])))];
            if (points.Length == 0)
                continue;
            var markers = plot.Add.Markers(points, size: labels.Count > 1000 ? 4 : labels.Count > 50 ? 8 : 12);
            Palette.SetShape(markers.MarkerStyle, label);
            markers.MarkerFillColor = Palette.Class(label);
            markers.MarkerStyle.OutlineColor = Palette.White;
            markers.MarkerStyle.OutlineWidth = 1;
            markers.LegendText = named == MostClassesNamed ? "…" : named > MostClassesNamed ? "" : Lettering.Fit(names[label], 12, LongestName);
            named++;
        }

        int right = network.Classify(inputs(x)).Zip(labels).Count(pair => pair.First == pair.Second);
        plot.Title(string.Create(CultureInfo.InvariantCulture,
            $"{right} of {labels.Count} samples are in the area of their class ({100.0 * right / labels.Count:F1} %)"));
        plot.XLabel(Ticks.Set(plot.Axes.Bottom, area.Left, area.Right, axes[0]));
        plot.YLabel(Ticks.Set(plot.Axes.Left, area.Bottom, area.Top, axes[1]));
        plot.Axes.SetLimits(area);
        plot.HideGrid();
        Lettering.Apply(plot, string.Concat([.. names, .. axes]));
        Legend(plot, Edge.Right, Orientation.Vertical);
        return new Picture(640, Math.Max(520, 60 + 24 * Math.Min(named, MostClassesNamed + 1)), Stretching.FillsRoom, plot);
    }

    private static void CheckPlane<T>(Network<T> network, Matrix<T> x, IReadOnlyList<int> labels, int classes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (network.Inputs != 2)
            throw new ArgumentException($"'{nameof(network)}' has {PlotCheck.Text(network.Inputs)} inputs, but a plane shows a network with 2.",
                nameof(network));
        if (x.ColumnCount != 2 || x.RowCount == 0)
            throw new ArgumentException($"'{nameof(x)}' is {PlotCheck.Text(x.RowCount)} x {PlotCheck.Text(x.ColumnCount)}, but N x 2 with at least one row "
                + "was expected.", nameof(x));
        PlotCheck.Finite(x, nameof(x));
        if (labels.Count != x.RowCount)
            throw new ArgumentException($"'{nameof(x)}' has {PlotCheck.Text(x.RowCount)} rows, but '{nameof(labels)}' has {PlotCheck.Text(labels.Count)} "
                + "values: each sample needs one.", nameof(labels));
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes)
                throw new ArgumentOutOfRangeException(nameof(labels), labels[i], $"'{nameof(labels)}'[{PlotCheck.Text(i)}] is {PlotCheck.Text(labels[i])}, "
                    + $"but with {PlotCheck.Text(classes)} classes labels run from 0 to {PlotCheck.Text(classes - 1)}.");
        }
    }

    private static CoordinateRect Around<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double Low, double High) Range(int column)
        {
            double low = double.CreateTruncating(x.Column(column).Enumerate().Min());
            double high = double.CreateTruncating(x.Column(column).Enumerate().Max());
            return Ticks.Around(low, high, margin: 0.08);
        }

        (double left, double right) = Range(0);
        (double bottom, double top) = Range(1);
        return new CoordinateRect(left, right, bottom, top);
    }

    private static SKBitmap Plane<T>(Network<T> network, Func<Matrix<T>, Matrix<T>> inputs, CoordinateRect area)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int n = PlaneResolution;
        Matrix<T> grid = Matrix<T>.Build.Dense(n * n, 2, (i, j) => T.CreateTruncating(j == 0
            ? area.Left + (i % n + 0.5) / n * (area.Right - area.Left)
            : area.Top - (i / n + 0.5) / n * (area.Top - area.Bottom)));
        Matrix<T> input = inputs(grid);
        int[] classes = network.Classify(input);
        // In steps, since smooth shades make a large file.
        double[] certainty = Certainty(network, input);
        return Sheet.Pixels(pixelWidth: 1, pixelHeight: 1, n, n, (row, column) =>
        {
            int i = row * n + column;
            bool isBoundary = (column + 1 < n && classes[i] != classes[i + 1]) || (row + 1 < n && classes[i] != classes[i + n]);
            return isBoundary ? Palette.Grey : Palette.Tint(Palette.Class(classes[i]), 0.15 + 0.3 * Math.Round(5 * certainty[i]) / 5);
        });
    }

    /// <summary>
    /// How far the largest probability is above an even chance, or the only one from the threshold, 0 to 1; 1 where
    /// outputs are no probabilities.
    /// </summary>
    private static double[] Certainty<T>(Network<T> network, Matrix<T> input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (network.Layers[^1] is not (Softmax<T> or Sigmoid<T>) || network.Outputs == 1 && network.DecisionRule.Thresholds.Count == 0)
            return [.. Enumerable.Repeat(1.0, input.RowCount)];
        Matrix<T> outputs = network.Predict(input);
        int classes = outputs.ColumnCount;
        double even = 1.0 / classes;
        return [.. Enumerable.Range(0, outputs.RowCount).Select(i => Math.Clamp(classes == 1
            ? FromThreshold(double.CreateTruncating(outputs.At(i, 0)), network.DecisionRule.Thresholds[0])
            : (Enumerable.Range(0, classes).Max(j => double.CreateTruncating(outputs.At(i, j))) - even) / (1 - even), 0, 1))];
    }

    private static double FromThreshold(double probability, double threshold)
        => probability > threshold ? (probability - threshold) / (1 - threshold) : threshold > 0 ? (threshold - probability) / threshold : 0;
}
