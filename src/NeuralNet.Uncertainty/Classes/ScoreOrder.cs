namespace NeuralNet.Uncertainty;

/// <summary>Samples in the order of their scores, the highest first.</summary>
internal static class ScoreOrder
{
    /// <summary>
    /// After each group of equal scores the samples of class 1 and of class 0 with that score or a higher one.
    /// </summary>
    public static List<(double Score, int Yes, int No)> Of(IReadOnlyList<double> scores, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        if (scores.Count != labels.Count)
            throw new ArgumentException($"'{nameof(scores)}' has {Checks.Text(scores.Count)} values, but '{nameof(labels)}' has {Checks.Text(labels.Count)}.",
                nameof(labels));
        for (int i = 0; i < scores.Count; i++)
        {
            if (double.IsNaN(scores[i]))
                throw new ArgumentException($"'{nameof(scores)}'[{Checks.Text(i)}] is NaN, which has no place in an order.", nameof(scores));
            if (labels[i] is not (0 or 1))
                throw new ArgumentOutOfRangeException(nameof(labels), labels[i],
                    $"'{nameof(labels)}'[{Checks.Text(i)}] is {Checks.Text(labels[i])}, but 0 or 1 "
                    + "was expected: of several classes take one against the rest.");
        }

        if (!labels.Contains(0) || !labels.Contains(1))
            throw new ArgumentException($"'{nameof(labels)}' holds {(labels.Contains(1) ? "only" : "no")} samples of class 1, but a curve compares those of "
                + "class "
                + "1 with those of class 0: both are needed.", nameof(labels));
        (double[] sorted, int[] classes) = ([.. scores], [.. labels]);
        Array.Sort(sorted, classes);
        var points = new List<(double, int, int)>();
        int yes = 0, no = 0;
        for (int i = sorted.Length - 1; i >= 0; i--)
        {
            (yes, no) = (yes + classes[i], no + 1 - classes[i]);
            if (i == 0 || sorted[i - 1] != sorted[i])
                points.Add((sorted[i], yes, no));
        }

        return points;
    }
}
