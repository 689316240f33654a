namespace NeuralNet.Uncertainty;

/// <summary>
/// The receiver operating characteristic: for every threshold the share of class 1 that is found against the share of
/// class 0 that is taken for it.
/// </summary>
public sealed class RocCurve
{
    private RocCurve(IReadOnlyList<RocPoint> points, double area)
    {
        Points = points;
        Area = area;
    }

    /// <summary>From (0, 0), threshold infinity, to (1, 1): one point for each score that occurs.</summary>
    public IReadOnlyList<RocPoint> Points { get; }

    /// <summary>
    /// The area under the curve, that of <see cref="Metrics.AreaUnderRoc(IReadOnlyList{double}, IReadOnlyList{int})"/>.
    /// </summary>
    public double Area { get; }

    /// <summary>The curve of scores.</summary>
    /// <param name="scores">N scores, such as probabilities or logits of class 1, not NaN.</param>
    /// <param name="labels">N labels, 0 or 1; each must occur.</param>
    /// <exception cref="ArgumentException">The lengths differ, a score is NaN, or the labels are others or all
    /// alike.</exception>
    public static RocCurve Of(IReadOnlyList<double> scores, IReadOnlyList<int> labels)
    {
        List<(double Score, int Yes, int No)> order = ScoreOrder.Of(scores, labels);
        (_, double yes, double no) = order[^1];
        return new RocCurve([new RocPoint(double.PositiveInfinity, 0, 0), .. order.Select(point => new RocPoint(point.Score, point.No / no, point.Yes / yes))],
            Metrics.AreaUnderRoc(scores, labels));
    }

    /// <inheritdoc/>
    public override string ToString() => $"ROC curve of {Checks.Text(Points.Count)} points, area {Checks.Text(Area)}";
}

/// <summary>What a threshold brings.</summary>
/// <param name="Threshold">Samples with this score or a higher one are taken for class 1.</param>
/// <param name="FalsePositiveRate">The share of class 0 that is taken for class 1.</param>
/// <param name="TruePositiveRate">The share of class 1 that is found.</param>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);
