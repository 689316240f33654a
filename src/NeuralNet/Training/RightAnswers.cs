using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Counts the right answers of a batch, by the rule that the network's own answers follow.</summary>
internal sealed class RightAnswers<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What each output exceeds to say yes; null where the largest output decides.</summary>
    private readonly T[]? _thresholds;

    /// <summary>Between the two values of the targets.</summary>
    private readonly T _middle;

    private RightAnswers(T[]? thresholds, T middle) => (_thresholds, _middle) = (thresholds, middle);

    /// <summary>
    /// Null where the targets hold no answers to such a rule: numbers, or several labels at once where one class is
    /// asked for.
    /// </summary>
    public static RightAnswers<T>? Of(DecisionRule rule, TargetKind kind, int outputs)
    {
        T middle = T.CreateTruncating(kind.Middle());
        if (rule.Thresholds.Count > 0)
            return kind == TargetKind.Continuous ? null : new RightAnswers<T>(rule.ThresholdsFor<T>(outputs), middle);
        return kind.IsOneHot() ? new RightAnswers<T>(null, middle) : OneAnswerOnly(kind, outputs, middle);
    }

    /// <summary>Counts one answer a row, or one an element where each output answers by itself.</summary>
    /// <param name="outputs">What the network predicts.</param>
    /// <param name="targets">What it should predict.</param>
    /// <param name="classes">The right column of each row, if the targets are one-hot.</param>
    /// <param name="best">Room for the chosen column of each row.</param>
    public (long Right, long All) Count(Matrix<T> outputs, Matrix<T> targets, ReadOnlySpan<int> classes, Span<int> best)
    {
        T[] p = outputs.Values();
        long right = 0;
        if (_thresholds is null)
        {
            Reductions<T>.RowArgmax(outputs.ColumnCount, p, best);
            for (int i = 0; i < best.Length; i++)
                right += best[i] == classes[i] ? 1 : 0;
            return (right, best.Length);
        }

        T[] t = targets.Values();
        int rows = outputs.RowCount;
        for (int j = 0; j < _thresholds.Length; j++)
        {
            T threshold = _thresholds[j];
            for (int k = j * rows; k < (j + 1) * rows; k++)
                right += p[k] > threshold == t[k] > _middle ? 1 : 0;
        }

        return (right, p.Length);
    }

    /// <summary>
    /// One output of which the largest is asked for always answers class 0: it is never above an infinite threshold.
    /// </summary>
    private static RightAnswers<T>? OneAnswerOnly(TargetKind kind, int outputs, T middle)
        => kind == TargetKind.Continuous || outputs > 1 ? null : new RightAnswers<T>([T.PositiveInfinity], middle);
}
