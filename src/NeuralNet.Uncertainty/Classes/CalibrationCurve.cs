using System.Globalization;
using System.Numerics;
using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Whether probabilities mean what they say: samples in bins of equal width by their probability, and in each bin the
/// mean probability beside the share of samples for which it came true. Equal in every bin is calibrated.
/// </summary>
/// <remarks>
/// Of several classes the probability is that of the class chosen, the largest, and it came true where that class was
/// right (Guo et al., 2017); of one output it is that of class 1.
/// </remarks>
public sealed class CalibrationCurve
{
    private CalibrationCurve(IReadOnlyList<CalibrationBin> bins)
    {
        Bins = bins;
        double count = bins.Sum(bin => bin.Count);
        ExpectedError = bins.Sum(bin => bin.Count / count * Math.Abs(bin.Share - bin.Probability));
    }

    /// <summary>The bins that hold samples, in the order of their probabilities.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>
    /// The expected calibration error: the mean over the samples of |share - probability| of their bin, 0 to 1 (Naeini,
    /// Cooper and Hauskrecht, 2015).
    /// </summary>
    public double ExpectedError { get; }

    /// <summary>Puts samples into bins.</summary>
    /// <param name="probabilities"><c>N x classes</c>, rows that sum to 1; or <c>N x 1</c>, the probability of class
    /// 1.</param>
    /// <param name="labels">N labels, from 0.</param>
    /// <param name="bins">Parts of 0 .. 1, at least 1; a probability on the border of two belongs to the upper
    /// one, 1 to the last.</param>
    /// <exception cref="ArgumentException">There is no row, a row is no distribution, or a label is no
    /// class.</exception>
    public static CalibrationCurve Of<T>(Matrix<T> probabilities, IReadOnlyList<int> labels, int bins = 10)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ClassProbabilities.Check(probabilities, labels);
        Checks.AtLeast(bins, nameof(bins), 1);
        int[] chosen = probabilities.ColumnCount == 1 ? [] : DecisionRule.LargestOutput.Classify(probabilities);
        var sums = new (int Count, double Probability, double Share)[bins];
        for (int i = 0; i < labels.Count; i++)
        {
            double p = ClassProbabilities.Of(probabilities, i, chosen.Length == 0 ? 1 : chosen[i]);
            bool cameTrue = labels[i] == (chosen.Length == 0 ? 1 : chosen[i]);
            ref (int Count, double Probability, double Share) sum = ref sums[Math.Min((int)(p * bins), bins - 1)];
            sum = (sum.Count + 1, sum.Probability + p, sum.Share + (cameTrue ? 1 : 0));
        }

        return new CalibrationCurve([.. sums.Where(sum => sum.Count > 0)
            .Select(sum => new CalibrationBin(sum.Probability / sum.Count, sum.Share / sum.Count, sum.Count))]);
    }

    /// <summary>A line for each bin, and the expected error.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("probability   came true   samples");
        foreach (CalibrationBin bin in Bins)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{bin.Probability,11:0.000}{bin.Share,12:0.000}{bin.Count,10}");
        return text.AppendLine().Append(CultureInfo.InvariantCulture, $"expected calibration error {ExpectedError:0.0000}").ToString();
    }
}

/// <summary>Samples with much the same probability.</summary>
/// <param name="Probability">The mean of their probabilities.</param>
/// <param name="Share">The share of them for which it came true, 0 to 1.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct CalibrationBin(double Probability, double Share, int Count);
