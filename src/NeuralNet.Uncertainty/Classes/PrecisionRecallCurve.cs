namespace NeuralNet.Uncertainty;

/// <summary>
/// For every threshold the share of class 1 that is found (recall), and the share of what is taken for class 1 that is
/// (precision). Unlike a <see cref="RocCurve"/> it shows what rare classes cost.
/// </summary>
public sealed class PrecisionRecallCurve
{
    private PrecisionRecallCurve(IReadOnlyList<PrecisionRecallPoint> points, double baseline)
    {
        Points = points;
        Baseline = baseline;
        double before = 0;
        foreach (PrecisionRecallPoint point in points)
        {
            Area += (point.Recall - before) * point.Precision;
            before = point.Recall;
        }
    }

    /// <summary>From the highest threshold to the lowest, recall 1: one point for each score that occurs.</summary>
    public IReadOnlyList<PrecisionRecallPoint> Points { get; }

    /// <summary>
    /// The average precision: the sum over the points of precision times the rise of recall, as scikit-learn's
    /// <c>average_precision_score</c>. Straight lines between the points would be too favourable (Davis and Goadrich,
    /// 2006).
    /// </summary>
    public double Area { get; }

    /// <summary>The share of class 1: the precision, and the area, of scores that say nothing.</summary>
    public double Baseline { get; }

    /// <summary>The curve of scores.</summary>
    /// <param name="scores">N scores, such as probabilities or logits of class 1, not NaN.</param>
    /// <param name="labels">N labels, 0 or 1; each must occur.</param>
    /// <exception cref="ArgumentException">The lengths differ, a score is NaN, or the labels are others or all
    /// alike.</exception>
    public static PrecisionRecallCurve Of(IReadOnlyList<double> scores, IReadOnlyList<int> labels)
    {
        List<(double Score, int Yes, int No)> order = ScoreOrder.Of(scores, labels);
        (_, double yes, double no) = order[^1];
        return new PrecisionRecallCurve(
            [.. order.Select(point => new PrecisionRecallPoint(point.Score, point.Yes / yes, point.Yes / (double)(point.Yes + point.No)))], yes / (yes + no));
    }

    /// <inheritdoc/>
    public override string ToString()
        => $"precision-recall curve of {Checks.Text(Points.Count)} points, area {Checks.Text(Area)} ({Checks.Text(Baseline)} by chance)";
}

/// <summary>What a threshold brings.</summary>
/// <param name="Threshold">Samples with this score or a higher one are taken for class 1.</param>
/// <param name="Recall">The share of class 1 that is found.</param>
/// <param name="Precision">The share of what is taken for class 1 that is.</param>
public readonly record struct PrecisionRecallPoint(double Threshold, double Recall, double Precision);
