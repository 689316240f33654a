using System.Globalization;
using ScottPlot;

namespace NeuralNet.Plots;

public sealed partial class Picture
{
    private const int MostClassesDrawn = 100;
    private const float LongestName = 150;
    private const string ColourKey = "blue: right, orange: mistaken; darker: a larger share of the row";

    /// <summary>
    /// The counts of a confusion matrix with the names of the classes and, right of each row, its recall.
    /// </summary>
    /// <remarks>
    /// Right answers are blue, mistakes vermillion: the darker, the larger the share of the row; mistakes relative to
    /// the most frequent one, so that few show, too.
    /// </remarks>
    /// <param name="matrix">At most 100 classes.</param>
    /// <exception cref="ArgumentException">There are more classes than can be told apart.</exception>
    public static Picture OfConfusionMatrix(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Classes > MostClassesDrawn)
            throw new ArgumentException($"'{nameof(matrix)}' has {PlotCheck.Text(matrix.Classes)} classes, but at most {PlotCheck.Text(MostClassesDrawn)} can "
                + "be told apart in a picture.", nameof(matrix));
        int n = matrix.Classes;
        int largest = Pairs(n).Max(pair => matrix[pair.Actual, pair.Predicted]);
        string[] names = [.. matrix.Names.Select(name => Lettering.Fit(name, 13, LongestName))];
        double nameWidth = names.Max(name => Lettering.Width(name, 13));
        double cell = Math.Max(n <= 6 ? 56 : n <= 12 ? 44 : 34, Lettering.Width(PlotCheck.Text(largest), 13) + 10);
        bool areNamesUpright = nameWidth > cell - 6;

        const double top = 70;
        double contentWidth = 50 + nameWidth + n * cell + 96;
        string title = string.Create(CultureInfo.InvariantCulture, $"Accuracy {100 * matrix.Accuracy:F2} % of {matrix.Samples} samples");
        double height = top + n * cell + (areNamesUpright ? nameWidth + 14 : 26) + 56;
        double width = Math.Max(contentWidth, Math.Max(Lettering.Width(title, 16), Lettering.Width(ColourKey, 11)) + 30);
        double left = 50 + nameWidth + (width - contentWidth) / 2;
        var sheet = new Sheet(width, height);
        sheet.Text(title, width / 2, 24, Alignment.MiddleCenter, 16);
        sheet.Text("recall", left + n * cell + 12, top - 12, Alignment.MiddleLeft, 13, Palette.Grey);
        sheet.Text("actual class", left - nameWidth - 28, top + n * cell / 2, Alignment.MiddleCenter, 13, Palette.Grey, rotation: -90);
        for (int c = 0; c < n; c++)
        {
            double middle = (c + 0.5) * cell;
            bool occurs = Enumerable.Range(0, n).Any(predicted => matrix[c, predicted] > 0);
            string recall = occurs ? string.Create(CultureInfo.InvariantCulture, $"{100 * matrix.Recall(c):F1} %") : "none";
            sheet.Text(names[c], left - 8, top + middle, Alignment.MiddleRight);
            sheet.Text(recall, left + n * cell + 12, top + middle, Alignment.MiddleLeft);
            sheet.Text(names[c], left + middle, top + n * cell + 8, areNamesUpright ? Alignment.MiddleRight : Alignment.UpperCenter,
                rotation: areNamesUpright ? -90 : 0);
        }

        double bottom = top + n * cell + (areNamesUpright ? nameWidth + 14 : 26);
        sheet.Text("predicted class", left + n * cell / 2, bottom + 10, Alignment.MiddleCenter, 13, Palette.Grey);
        sheet.Text(ColourKey, width / 2, bottom + 36, Alignment.MiddleCenter, 11, Palette.Grey);
        Cells(sheet, matrix, left, top, cell);
        return new Picture(width, height, Stretching.KeepsShape, sheet.Plot);
    }

    private static void Cells(Sheet sheet, ConfusionMatrix matrix, double left, double top, double cell)
    {
        int[] rowSums = [.. Enumerable.Range(0, matrix.Classes)
            .Select(actual => Enumerable.Range(0, matrix.Classes).Sum(predicted => matrix[actual, predicted]))];
        double Share(int actual, int predicted) => rowSums[actual] == 0 ? 0 : (double)matrix[actual, predicted] / rowSums[actual];
        double worst = Pairs(matrix.Classes).Where(pair => pair.Actual != pair.Predicted).Select(pair => Share(pair.Actual, pair.Predicted))
            .DefaultIfEmpty().Max();
        foreach ((int actual, int predicted) in Pairs(matrix.Classes))
        {
            double share = Share(actual, predicted);
            Color fill = actual == predicted
                ? Palette.Tint(Palette.Blue, share)
                : Palette.Tint(Palette.Vermillion, worst == 0 ? 0 : 0.9 * share / worst);
            double x = left + predicted * cell;
            double y = top + actual * cell;
            sheet.Rectangle(x, y, cell, cell, fill, Palette.PaleGrey);
            int count = matrix[actual, predicted];
            sheet.Text(PlotCheck.Text(count), x + cell / 2, y + cell / 2, Alignment.MiddleCenter, 13,
                count == 0 ? Color.FromHex("#9A9A9A") : Palette.TextOn(fill));
        }
    }

    private static IEnumerable<(int Actual, int Predicted)> Pairs(int classes)
        => from actual in Enumerable.Range(0, classes) from predicted in Enumerable.Range(0, classes) select (actual, predicted);
}
