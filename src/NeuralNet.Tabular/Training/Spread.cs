namespace NeuralNet.Tabular;

/// <summary>
/// How large an error is to be expected, row by row: small networks that learn the sizes of held-out errors, so that
/// intervals are wide where predictions are bad and narrow where they are good (normalised conformal prediction, Lei et
/// al., 2018). Kept only if the mean interval score of held-out rows is better for it.
/// </summary>
internal static class Spread
{
    private const int FewestRows = 200;

    // No row is expected to be predicted twenty times as well as the median row.
    public const double Smallest = 0.05;

    /// <returns>
    /// The members, none if all intervals have one width, with the calibration that belongs to them and both mean
    /// interval scores.
    /// </returns>
    public static (Member[] Members, Calibration Calibration, double OneWidth, string Note) Fit(
        TrainingTable table, double[] predictions, Folds folds, int[] scored, bool isByTime, int seed, CancellationToken cancellation)
    {
        double[] errors = [.. table.Target.Select((y, row) => Math.Abs(y - predictions[row]))];
        var constant = Calibration.OfErrors([.. scored.Select(row => errors[row])]);
        double median = Median(scored.Select(row => errors[row]));
        const string same = "intervals of one width";
        if (scored.Length < FewestRows || median == 0 || isByTime)
            return ([], constant, constant.HalfWidth, same);
        var sizes = new TrainingTable { Columns = table.Columns, Target = [.. errors.Select(error => error / median)], Classes = [] };
        HeldOut held = HeldOut.Train(sizes, Recipes.Spread(table), folds, seed, cancellation);
        double[] expected = [.. held.Predictions.Select(size => Size(size, median))];
        var adapted = Calibration.OfErrors([.. scored.Select(row => errors[row] / expected[row])]);
        double before = scored.Average(row => constant.IntervalScore(errors[row], 1)),
            after = scored.Average(row => adapted.IntervalScore(errors[row], expected[row]));
        string note = $"intervals as wide as errors of such rows are: interval score {Names.Number(after)}, with one width {Names.Number(before)}";
        return after < before
            ? ([.. held.Members.Select(member => member.Weighing(median / folds.Count))], adapted, constant.HalfWidth, note)
            : ([], constant, constant.HalfWidth, same);
    }

    /// <summary>In the unit of the target.</summary>
    public static double Size(double predicted, double median) => median * Math.Max(Smallest, predicted);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
