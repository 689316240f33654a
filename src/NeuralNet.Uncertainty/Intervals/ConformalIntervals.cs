using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Intervals that hold a given share of new targets whatever their distribution and whatever the network: split
/// conformal prediction. All that is asked is that the samples of the calibration were not trained on, and that new
/// samples come from where they came from.
/// </summary>
/// <remarks>
/// Vovk, Gammerman and Shafer, 2005; Lei et al., 2018. Of the n scores of the calibration the one of rank ceil((n + 1)
/// coverage) is the margin. The share of new targets within the intervals follows the law Beta(rank, n + 1 - rank) over
/// calibrations, so it is at least the coverage on average. With several targets each has a margin of its own, and the
/// promise holds for each by itself. Immutable.
/// </remarks>
public sealed class ConformalIntervals
{
    internal ConformalIntervals(ConformalScore score, double coverage, int rows, double[] margins)
    {
        Score = score;
        Coverage = coverage;
        Rows = rows;
        Margins = Array.AsReadOnly(margins);
    }

    /// <summary>What the intervals are made of.</summary>
    public ConformalScore Score { get; }

    /// <summary>The share of new targets within, above 0 and below 1.</summary>
    public double Coverage { get; }

    /// <summary>Samples of the calibration.</summary>
    public int Rows { get; }

    /// <summary>
    /// The score of rank ceil((n + 1) coverage) for each target, in its units; a factor for
    /// <see cref="ConformalScore.ScaledError"/>. Below 0 where quantiles were too wide.
    /// </summary>
    public IReadOnlyList<double> Margins { get; }

    /// <summary>
    /// The rank of the score that is the margin: ceil((n + 1) coverage), from 1. Above n if there are too few samples.
    /// </summary>
    /// <param name="rows">Samples of the calibration, n, at least 1.</param>
    /// <param name="coverage">The share of new targets within, above 0 and below 1.</param>
    public static int Rank(int rows, double coverage)
    {
        Checks.AtLeast(rows, nameof(rows), 1);
        Checks.Share(coverage, nameof(coverage));

        // 0.07 times 100 is above 7 in double; in decimal it is what was written.
        return (int)Math.Min(Math.Ceiling((rows + 1m) * (decimal)coverage), int.MaxValue);
    }

    /// <summary>The fewest samples with which a coverage can be promised: ceil(coverage / (1 - coverage)).</summary>
    /// <param name="coverage">The share of new targets within, above 0 and below 1.</param>
    public static int RowsNeeded(double coverage)
    {
        Checks.Share(coverage, nameof(coverage));
        decimal rest = 1 - (decimal)coverage;
        return rest == 0 ? int.MaxValue : (int)Math.Clamp(Math.Ceiling((decimal)coverage / rest), 1, int.MaxValue);
    }

    /// <summary>Finds the margins from samples that the network was not trained on.</summary>
    /// <param name="outputs">
    /// What the network predicts for them: <c>N x targets</c>, for <see cref="ConformalScore.ScaledError"/> <c>N x 2
    /// targets</c>, for <see cref="ConformalScore.Quantiles"/> <c>N x (targets * levels)</c>.
    /// </param>
    /// <param name="y">Their targets, <c>N x targets</c>, finite.</param>
    /// <param name="coverage">The share of new targets within, above 0 and below 1.</param>
    /// <param name="score">What the intervals are made of.</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit, a value is NaN or infinite, a deviation is not above 0, or there are fewer samples than
    /// <see cref="RowsNeeded"/>.
    /// </exception>
    public static ConformalIntervals Calibrate<T>(
        Matrix<T> outputs, Matrix<T> y, double coverage = 0.9, ConformalScore score = ConformalScore.AbsoluteError)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Checks.Finite(outputs, nameof(outputs), "Intervals need finite predictions.");
        Checks.Finite(y, nameof(y), "Leave samples without a target out of the calibration.");
        if (!Enum.IsDefined(score))
            throw new ArgumentOutOfRangeException(nameof(score), score, $"'{nameof(score)}' is {score:D}, which is no {nameof(ConformalScore)}.");
        Checks.Share(coverage, nameof(coverage));
        if (outputs.RowCount != y.RowCount)
            throw new ArgumentException($"'{nameof(outputs)}' has {Checks.Text(outputs.RowCount)} rows, but '{nameof(y)}' has {Checks.Text(y.RowCount)}: each "
                + "sample needs one.", nameof(y));
        int needed = RowsNeeded(coverage);
        if (y.RowCount < needed)
            throw new ArgumentException($"A coverage of {coverage.ToString(CultureInfo.InvariantCulture)} cannot be promised with {Checks.Text(y.RowCount)} "
                + $"samples: at least {Checks.Text(needed)} are needed for the calibration, or a coverage of at most "
                + $"{Checks.Text(y.RowCount / (y.RowCount + 1.0))}.", nameof(y));
        int group = OutputGroups.Size(outputs, nameof(outputs), y.ColumnCount, score);
        int rank = Rank(y.RowCount, coverage);
        var margins = new double[y.ColumnCount];
        var scores = new double[y.RowCount];
        for (int j = 0; j < margins.Length; j++)
        {
            for (int i = 0; i < scores.Length; i++)
                scores[i] = OutputGroups.Score(outputs, i, j * group, group, double.CreateChecked(y[i, j]), score);
            Array.Sort(scores);
            margins[j] = scores[rank - 1];
        }

        return new ConformalIntervals(score, coverage, y.RowCount, margins);
    }

    /// <summary>The intervals of new samples.</summary>
    /// <param name="outputs">What the network predicts for them, with the columns of the calibration, finite.</param>
    /// <returns>
    /// For each target the prediction (the mean, or the middle quantile) and where its interval begins and ends, each
    /// <c>N x targets</c>. Where a margin below 0 makes quantiles cross, both ends are their middle.
    /// </returns>
    /// <exception cref="ArgumentException">There are other columns than in the calibration, or a value is NaN or
    /// infinite.</exception>
    public PredictionIntervals<T> Around<T>(Matrix<T> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Checks.Finite(outputs, nameof(outputs), "Intervals need finite predictions.");
        int group = OutputGroups.Size(outputs, nameof(outputs), Margins.Count, Score);
        (int rows, int targets) = (outputs.RowCount, Margins.Count);
        Matrix<T> values = Matrix<T>.Build.Dense(rows, targets), lower = Matrix<T>.Build.Dense(rows, targets), upper = Matrix<T>.Build.Dense(rows, targets);
        for (int j = 0; j < targets; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                (double value, double low, double high) = OutputGroups.Interval(outputs, i, j * group, group, Margins[j], Score);
                values[i, j] = T.CreateTruncating(value);
                lower[i, j] = T.CreateTruncating(low);
                upper[i, j] = T.CreateTruncating(high);
            }
        }

        return new PredictionIntervals<T>(values, lower, upper, Coverage);
    }

    /// <summary>Coverage, score, samples and margins in one line.</summary>
    public override string ToString()
        => $"{Checks.Text(100 * Coverage)} % intervals by {Score} from {Checks.Text(Rows)} samples: margin"
            + $"{(Margins.Count == 1 ? "" : "s")} {string.Join(", ", Margins.Select(Checks.Text))}";
}
