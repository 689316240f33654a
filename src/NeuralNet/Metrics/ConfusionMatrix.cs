using System.Globalization;
using System.Text;

namespace NeuralNet;

/// <summary>
/// How often each class was taken for each: rows are the actual classes, columns the predicted ones. Printed, it is a
/// table with the scores of each class.
/// </summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;
    private readonly IReadOnlyList<string> _names;

    /// <summary>Counts pairs of labels.</summary>
    /// <param name="predicted">N labels from 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="actual">N labels from 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <param name="names">A name for each class; the labels if null.</param>
    /// <exception cref="ArgumentException">
    /// The lengths differ or are 0, a label is outside its range, or there is another number of names than of classes.
    /// </exception>
    public ConfusionMatrix(IReadOnlyList<int> predicted, IReadOnlyList<int> actual, int classes, IReadOnlyList<string>? names = null)
    {
        Metrics.CheckLengths(predicted, actual);
        Check.Count(classes, nameof(classes), "class");
        Check.Labels(predicted, nameof(predicted), classes);
        Check.Labels(actual, nameof(actual), classes);
        if (names is not null && names.Count != classes)
            throw new ArgumentException($"'{nameof(names)}' has {Check.Text(names.Count)} names, but there are {Check.Text(classes)} classes.", nameof(names));
        Check.Room(classes, nameof(classes), (double)classes * classes, sizeof(int));
        Classes = classes;
        Samples = actual.Count;
        _names = names ?? [.. Enumerable.Range(0, classes).Select(Check.Text)];
        _counts = new int[classes, classes];
        for (int i = 0; i < actual.Count; i++)
            _counts[actual[i], predicted[i]]++;
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The number of samples.</summary>
    public int Samples { get; }

    /// <summary>The name of each class.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>How many samples of one class were predicted to be of another (or the same).</summary>
    /// <param name="actual">The class they are of.</param>
    /// <param name="predicted">The class they were predicted to be of.</param>
    public int this[int actual, int predicted]
    {
        get
        {
            Check.Labels([actual], nameof(actual), Classes);
            Check.Labels([predicted], nameof(predicted), Classes);
            return _counts[actual, predicted];
        }
    }

    /// <summary>The share of samples on the diagonal, 0 to 1.</summary>
    public double Accuracy => (double)Enumerable.Range(0, Classes).Sum(c => _counts[c, c]) / Samples;

    /// <summary>
    /// The mean F1 of the classes that occur among actual or predicted labels, each class counting alike.
    /// </summary>
    public double MacroF1 => Enumerable.Range(0, Classes).Where(c => ActualCount(c) + PredictedCount(c) > 0).Average(F1);

    /// <summary>Of the samples predicted to be of a class, the share that are; 0 if none was predicted.</summary>
    /// <param name="label">The class.</param>
    public double Precision(int label) => Share(this[label, label], PredictedCount(label));

    /// <summary>Of the samples of a class, the share predicted to be of it; 0 if there are none.</summary>
    /// <param name="label">The class.</param>
    public double Recall(int label) => Share(this[label, label], ActualCount(label));

    /// <summary>
    /// The harmonic mean of precision and recall, 2 right / (actual + predicted); 0 if the class does not occur.
    /// </summary>
    /// <param name="label">The class.</param>
    public double F1(int label) => Share(2.0 * this[label, label], ActualCount(label) + PredictedCount(label));

    /// <summary>The table: a row for each actual class with its counts, precision, recall and F1.</summary>
    public override string ToString()
    {
        int nameWidth = Math.Max(6, _names.Max(name => name.Length));
        int cellWidth = Math.Max(nameWidth > 10 ? 5 : nameWidth, Samples.ToString(CultureInfo.InvariantCulture).Length) + 1;
        var table = new StringBuilder("actual".PadRight(nameWidth));
        for (int c = 0; c < Classes; c++)
            table.Append(Cut(_names[c], cellWidth - 1).PadLeft(cellWidth));
        table.Append("  precision  recall     F1");
        for (int actual = 0; actual < Classes; actual++)
        {
            table.AppendLine().Append(_names[actual].PadRight(nameWidth));
            for (int predicted = 0; predicted < Classes; predicted++)
                table.Append(Check.Text(_counts[actual, predicted]).PadLeft(cellWidth));
            table.Append(CultureInfo.InvariantCulture, $"  {Precision(actual),9:F3}{Recall(actual),8:F3}{F1(actual),7:F3}");
        }

        return table.AppendLine().Append(CultureInfo.InvariantCulture, $"accuracy {100 * Accuracy:F2} % of {Samples} samples").ToString();
    }

    private static string Cut(string name, int width) => name.Length <= width ? name : name[..width];

    private static double Share(double part, int whole) => whole == 0 ? 0 : part / whole;

    private int ActualCount(int label) => Enumerable.Range(0, Classes).Sum(c => _counts[label, c]);

    private int PredictedCount(int label) => Enumerable.Range(0, Classes).Sum(c => _counts[c, label]);
}
