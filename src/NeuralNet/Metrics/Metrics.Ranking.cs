using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

public static partial class Metrics
{
    /// <summary>
    /// The area under the ROC curve: the chance that a sample of class 1 has a higher score than one of class 0, an
    /// equal score counting one half. 1 is perfect, 0.5 as good as chance. It depends on the order of the scores alone,
    /// so on no threshold; probabilities and logits give the same.
    /// </summary>
    /// <remarks>
    /// From mid-ranks, (sum of the ranks of class 1 - n1 (n1 + 1) / 2) / (n0 n1), the statistic of Mann and Whitney
    /// (1947); the value is that of scikit-learn's <c>roc_auc_score</c>.
    /// </remarks>
    /// <param name="scores">N scores, such as the outputs of a network, not NaN.</param>
    /// <param name="labels">N labels, 0 or 1; each must occur.</param>
    /// <exception cref="ArgumentException">
    /// The lengths differ, a score is NaN, a label is not 0 or 1, or one of both does not occur, so that there is
    /// nothing to compare.
    /// </exception>
    public static double AreaUnderRoc(IReadOnlyList<double> scores, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        if (scores.Count != labels.Count)
            throw new ArgumentException($"'{nameof(scores)}' has {Check.Text(scores.Count)} values, but '{nameof(labels)}' has "
                + $"{Check.Text(labels.Count)}.", nameof(labels));
        Check.Labels(labels, nameof(labels), classes: 2);
        for (int i = 0; i < scores.Count; i++)
        {
            if (double.IsNaN(scores[i]))
                throw new ArgumentException($"'{nameof(scores)}'[{Check.Text(i)}] is NaN, which has no place in an order.", nameof(scores));
        }

        return AreaUnderRoc([.. scores], [.. labels.Select(label => label == 1)], $"'{nameof(labels)}' holds", nameof(labels));
    }

    /// <summary>
    /// The area under the ROC curve of each output against its targets, averaged over the outputs: for classes each
    /// against the rest, as scikit-learn's <c>roc_auc_score</c> with <c>multi_class="ovr"</c>, for several labels at
    /// once as with <c>average="macro"</c>.
    /// </summary>
    /// <param name="predictions"><c>N x outputs</c>, not NaN.</param>
    /// <param name="targets"><c>N x outputs</c>, all 0 or 1, or all -1 or +1; in each column both must occur.</param>
    /// <exception cref="ArgumentException">
    /// The shapes differ, a prediction is NaN, or the targets are others or lack one of both in a column.
    /// </exception>
    public static double AreaUnderRoc<T>(Matrix<T> predictions, Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckShapes(predictions, targets);
        Labels.Decidable(predictions, nameof(predictions));
        if (TargetKinds.Of(targets.AsDense()) == TargetKind.Continuous)
            throw new ArgumentException($"'{nameof(targets)}' holds other values than 0 and 1, or -1 and +1, but yes or no was expected for each "
                + "output.", nameof(targets));
        double total = 0;
        for (int j = 0; j < targets.ColumnCount; j++)
            total += AreaUnderRoc(Column(predictions, j), [.. Column(targets, j).Select(target => target == 1)], $"Column {Check.Text(j)} of "
                + $"'{nameof(targets)}' holds", nameof(targets));
        return total / targets.ColumnCount;
    }

    private static double AreaUnderRoc(double[] scores, bool[] isYes, string where, string argument)
    {
        Array.Sort(scores, isYes);
        double ranks = 0;
        for (int start = 0, end; start < scores.Length; start = end)
        {
            end = start + 1;
            while (end < scores.Length && scores[end] == scores[start])
                end++;

            // Equal scores share the mean of their ranks, which are start + 1 to end.
            for (int i = start; i < end; i++)
                ranks += isYes[i] ? (start + 1 + end) / 2.0 : 0;
        }

        double yes = isYes.Count(answer => answer);
        double no = isYes.Length - yes;
        return yes > 0 && no > 0
            ? (ranks - yes * (yes + 1) / 2) / (yes * no)
            : throw new ArgumentException($"{where} {(yes > 0 ? "only" : "no")} samples that say yes, but the area compares those that do with those that "
                + "do not: both are needed.", argument);
    }
}
