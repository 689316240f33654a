using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>How good intervals are: the share of targets they hold, their width, and both in one number.</summary>
/// <param name="Coverage">The share of targets within, ends included, 0 to 1.</param>
/// <param name="MeanWidth">The mean of upper minus lower end, in units of the targets.</param>
/// <param name="Score">
/// The mean of the interval score: width + 2/a (distance of a target outside from its interval), with a = 1 minus the
/// coverage that was asked for; lower is better (Gneiting and Raftery, 2007).
/// </param>
public sealed record IntervalScores(double Coverage, double MeanWidth, double Score)
{
    /// <summary>Scores intervals over all samples and targets.</summary>
    /// <param name="intervals">Intervals, <c>N x targets</c>.</param>
    /// <param name="y">What the targets were, <c>N x targets</c>, finite.</param>
    /// <exception cref="ArgumentException">The shapes differ, there is no row, or a target is NaN or
    /// infinite.</exception>
    public static IntervalScores Of<T>(PredictionIntervals<T> intervals, Matrix<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(intervals);
        Checks.SameShape(intervals.Lower, $"{nameof(intervals)}.Lower", y, nameof(y));
        Checks.SameShape(intervals.Upper, $"{nameof(intervals)}.Upper", y, nameof(y));
        Checks.HasRows(y, nameof(y));
        Checks.Finite(y, nameof(y), "Leave samples without a target out.");
        double within = 0, widths = 0, misses = 0;
        for (int j = 0; j < y.ColumnCount; j++)
        {
            for (int i = 0; i < y.RowCount; i++)
            {
                (double target, double lower, double upper) =
                    (double.CreateChecked(y[i, j]), double.CreateChecked(intervals.Lower[i, j]), double.CreateChecked(intervals.Upper[i, j]));
                within += target >= lower && target <= upper ? 1 : 0;
                widths += upper - lower;
                misses += Math.Max(0, Math.Max(lower - target, target - upper));
            }
        }

        double count = (double)y.RowCount * y.ColumnCount;
        return new IntervalScores(within / count, widths / count, (widths + 2 / (1 - intervals.Coverage) * misses) / count);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"coverage {100 * Coverage:0.0} %, mean width {MeanWidth:G5}, interval score {Score:G5}");
}
