using MathNet.Numerics.LinearAlgebra;
using ScottPlot;

namespace NeuralNet.Plots;

public sealed partial class Picture
{
    /// <summary>The mean outputs of a model at values of one column, a curve for each output.</summary>
    /// <param name="values">The values, rising.</param>
    /// <param name="outputs">The mean outputs, <c>values x outputs</c>; the first seven are drawn.</param>
    /// <param name="column">The name of the column.</param>
    /// <param name="outputNames">A name for each output; null for their numbers.</param>
    /// <exception cref="ArgumentException">There is no value, the shapes differ, or a number is NaN or
    /// infinite.</exception>
    public static Picture OfPartialDependence(IReadOnlyList<double> values, Matrix<double> outputs, string column = "input",
        IReadOnlyList<string>? outputNames = null)
    {
        const int most = 7;
        PlotCheck.Numbers(values, nameof(values), 1);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(column);
        PlotCheck.Finite(outputs, nameof(outputs));
        PlotCheck.SameLength(outputs.RowCount, nameof(outputs), values.Count, nameof(values));
        PlotCheck.Names(outputNames, nameof(outputNames), outputs.ColumnCount, "outputs");
        int drawn = Math.Min(outputs.ColumnCount, most);
        string[] names = [.. Enumerable.Range(0, drawn).Select(j => Lettering.Fit(outputNames?[j] ?? $"output {PlotCheck.Text(j)}", 12, LongestName))];

        var plot = new Plot();
        for (int j = 0; j < drawn; j++)
        {
            var curve = CurveThrough(plot, values, [.. outputs.Column(j)], markerSize: values.Count <= EpochsWithDots ? 6 : 0, Palette.Class(j));
            Palette.SetShape(curve.MarkerStyle, j);
            curve.LegendText = drawn > 1 ? names[j] : "";
        }

        double[] shown = [.. outputs.SubMatrix(0, outputs.RowCount, 0, drawn).Enumerate()];
        Frame(plot, (values.Min(), values.Max()), (shown.Min(), shown.Max()), column, drawn > 1 ? "mean output" : $"mean of {names[0]}");
        if (drawn == 1)
            return new Picture(680, 460, Stretching.FillsRoom, plot);
        Lettering.Apply(plot, string.Concat([.. names, column]));
        Legend(plot, Edge.Right, Orientation.Vertical);
        plot.Layout.Default();
        return new Picture(680 + LongestName, 460, Stretching.FillsRoom, plot);
    }
}
