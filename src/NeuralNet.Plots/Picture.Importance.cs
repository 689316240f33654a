using System.Globalization;
using ScottPlot;

namespace NeuralNet.Plots;

public sealed partial class Picture
{
    private const int MostBars = 30;

    /// <summary>
    /// How much a model relies on each column, the most important first: a bar as long as the loss rises when the
    /// column is shuffled, and a line for the standard deviation of that over repeats.
    /// </summary>
    /// <param name="names">The names of the columns; the thirty most important are drawn.</param>
    /// <param name="means">By how much the loss rises.</param>
    /// <param name="deviations">Its standard deviation, at least 0.</param>
    /// <exception cref="ArgumentException">There is no column, the lengths differ, or a number is NaN, infinite or a
    /// negative deviation.</exception>
    public static Picture OfImportance(IReadOnlyList<string> names, IReadOnlyList<double> means, IReadOnlyList<double> deviations)
    {
        ArgumentNullException.ThrowIfNull(names);
        PlotCheck.Numbers(means, nameof(means), 1);
        PlotCheck.Numbers(deviations, nameof(deviations), 1);
        PlotCheck.Names(names, nameof(names), means.Count, "columns");
        PlotCheck.SameLength(deviations.Count, nameof(deviations), means.Count, nameof(means));
        if (deviations.Min() < 0)
            throw new ArgumentException($"'{nameof(deviations)}' holds a number below 0, but a deviation is at least 0.", nameof(deviations));
        int[] order = [.. Enumerable.Range(0, means.Count).OrderByDescending(k => means[k]).Take(MostBars)];
        string[] shown = [.. order.Select(k => Lettering.Fit(names[k], 13, LongestName))];
        string[] numbers = [.. order.Select(k => means[k].ToString("G3", CultureInfo.InvariantCulture))];
        double nameWidth = shown.Max(name => Lettering.Width(name, 13)), numberWidth = numbers.Max(number => Lettering.Width(number, 13));

        const double top = 56, row = 28, length = 340;
        double lowest = Math.Min(0, order.Min(k => means[k] / 2 - deviations[k] / 2)), highest = Math.Max(0, order.Max(k => means[k] / 2 + deviations[k] / 2));
        double scale = highest - lowest > 0 ? length / (highest - lowest) / 2 : 0;
        double left = 24 + nameWidth + 12, zero = left - 2 * lowest * scale, right = left + length + 12;
        double width = right + numberWidth + 24, height = top + row * order.Length + (means.Count > order.Length ? 44 : 20);
        const string title = "By how much the loss rises when a column is shuffled";
        var sheet = new Sheet(Math.Max(width, Lettering.Width(title, 14) + 30), height);
        sheet.Text(title, Math.Max(width, Lettering.Width(title, 14) + 30) / 2, 26, Alignment.MiddleCenter, 14);
        for (int k = 0; k < order.Length; k++)
        {
            (double y, double end) = (top + row * k, zero + means[order[k]] * scale);
            double spread = deviations[order[k]] * scale;
            sheet.Rectangle(Math.Min(zero, end), y + 5, Math.Max(1, Math.Abs(end - zero)), row - 10, end < zero ? Palette.Vermillion : Palette.Blue);
            sheet.Line(end - spread, y + row / 2, end + spread, y + row / 2, Palette.Ink, 2);
            sheet.Text(shown[k], left - 12, y + row / 2, Alignment.MiddleRight);
            sheet.Text(numbers[k], right, y + row / 2, Alignment.MiddleLeft);
        }

        sheet.Line(zero, top, zero, top + row * order.Length, Palette.Grey, 1);
        if (means.Count > order.Length)
            sheet.Text($"and {PlotCheck.Text(means.Count - order.Length)} more", width / 2, top + row * order.Length + 22, Alignment.MiddleCenter, 12,
                Palette.Grey);
        return new Picture(Math.Max(width, Lettering.Width(title, 14) + 30), height, Stretching.KeepsShape, sheet.Plot);
    }
}
