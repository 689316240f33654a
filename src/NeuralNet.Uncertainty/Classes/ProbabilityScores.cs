using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>How good probabilities of classes are: proper scores, lowest for those that are true.</summary>
public static class ProbabilityScores
{
    /// <summary>
    /// The mean of -log of the probability that the true class was given, natural logarithm. A probability below
    /// 2.2e-16 counts as that, so that one class taken for impossible does not make the mean infinite, as in
    /// scikit-learn.
    /// </summary>
    /// <param name="probabilities"><c>N x classes</c>, rows that sum to 1; or <c>N x 1</c>, the probability of class
    /// 1.</param>
    /// <param name="labels">N labels, from 0.</param>
    /// <exception cref="ArgumentException">There is no row, a row is no distribution, or a label is no
    /// class.</exception>
    public static double LogLoss<T>(Matrix<T> probabilities, IReadOnlyList<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const double smallest = 2.220446049250313e-16;
        ClassProbabilities.Check(probabilities, labels);
        double sum = 0;
        for (int i = 0; i < labels.Count; i++)
            sum -= Math.Log(Math.Max(ClassProbabilities.Of(probabilities, i, labels[i]), smallest));
        return sum / labels.Count;
    }

    /// <summary>
    /// Brier's score: the mean of the sum over the classes of (p - o)^2, o being 1 for the true class and 0 for others;
    /// 0 to 2 (Brier, 1950). With one column it is the mean of (p - o)^2, half as much, as in scikit-learn.
    /// </summary>
    /// <inheritdoc cref="LogLoss{T}"/>
    public static double Brier<T>(Matrix<T> probabilities, IReadOnlyList<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassProbabilities.Check(probabilities, labels);
        double sum = 0;
        for (int i = 0; i < labels.Count; i++)
        {
            for (int j = 0; j < probabilities.ColumnCount; j++)
            {
                bool isTrue = probabilities.ColumnCount == 1 ? labels[i] == 1 : labels[i] == j;
                double distance = double.CreateChecked(probabilities[i, j]) - (isTrue ? 1 : 0);
                sum += distance * distance;
            }
        }

        return sum / labels.Count;
    }

    /// <summary>
    /// The expected calibration error: how far, on average, the share of right answers is from the confidence in them,
    /// see <see cref="CalibrationCurve"/>.
    /// </summary>
    /// <param name="probabilities"><c>N x classes</c>, rows that sum to 1; or <c>N x 1</c>, the probability of class
    /// 1.</param>
    /// <param name="labels">N labels, from 0.</param>
    /// <param name="bins">Parts of 0 .. 1, at least 1.</param>
    /// <exception cref="ArgumentException">There is no row, a row is no distribution, or a label is no
    /// class.</exception>
    public static double CalibrationError<T>(Matrix<T> probabilities, IReadOnlyList<int> labels, int bins = 10)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => CalibrationCurve.Of(probabilities, labels, bins).ExpectedError;
}
