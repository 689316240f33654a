using NeuralNet.Uncertainty;

namespace NeuralNet.Tabular;

/// <summary>
/// What was learned from held-out rows about how sure predictions are: the half width of intervals, or the temperature
/// of probabilities.
/// </summary>
/// <param name="HalfWidth">
/// What all but a tenth of held-out errors stay below, each divided by the size that is expected for its row (see
/// <see cref="Spread"/>), with the finite-sample rank ceil((n + 1) 0.9); infinite where rows are too few. 0 for
/// classes.
/// </param>
/// <param name="Temperature">p becomes p^(1/T), made to add up to 1 again; 1 for numbers.</param>
internal readonly record struct Calibration(double HalfWidth, double Temperature)
{
    public const double Coverage = 0.9;

    public static Calibration None { get; } = new(0, 1);

    /// <param name="errors">Absolute errors of held-out rows, divided by their expected sizes.</param>
    public static Calibration OfErrors(double[] errors) => new(Quantile(errors), 1);

    /// <param name="predictions">Probabilities, <c>rows x classes</c>, row by row.</param>
    /// <param name="table">The rows with their classes.</param>
    /// <param name="rows">Those that are held out.</param>
    /// <param name="isOfOneMember">
    /// Whether rows were predicted by one network of each kind, where the model has the mean of several. The mean is
    /// less sure by itself, so a temperature above 1, which a single network needs, would be too much for it.
    /// </param>
    /// <returns>Temperature 1 where none is better by more than chance.</returns>
    public static Calibration OfProbabilities(double[] predictions, TrainingTable table, int[] rows, bool isOfOneMember)
    {
        double logarithm = Minimum.Of(Math.Log(0.25), Math.Log(4), t => Losses(Math.Exp(t)).Average());
        double temperature = Math.Exp(isOfOneMember ? Math.Min(0, logarithm) : logarithm);
        return IsBetter(Losses(1), Losses(temperature)) ? new(0, temperature) : None;

        double[] Losses(double temperature)
        {
            var calibration = new Calibration(0, temperature);
            double[] losses = new double[rows.Length], p = new double[table.Outputs];
            for (int i = 0; i < losses.Length; i++)
            {
                predictions.AsSpan(rows[i] * p.Length, p.Length).CopyTo(p);
                calibration.Apply(p);
                losses[i] = Scoring.LogLoss(p, (int)table.Target[rows[i]]);
            }

            return losses;
        }
    }

    /// <summary>Whether the mean gain is more than chance, two of its standard errors.</summary>
    private static bool IsBetter(double[] before, double[] after)
    {
        double[] gains = [.. before.Zip(after, (b, a) => b - a)];
        double mean = gains.Average(), deviation = Math.Sqrt(gains.Average(gain => (gain - mean) * (gain - mean)));
        return mean > 2 * deviation / Math.Sqrt(gains.Length);
    }

    public void Apply(Span<double> probabilities)
    {
        double sum = 0;
        for (int k = 0; k < probabilities.Length; k++)
            sum += probabilities[k] = Math.Pow(probabilities[k], 1 / Temperature);
        for (int k = 0; k < probabilities.Length; k++)
            probabilities[k] /= sum;
    }

    /// <summary>Derivatives of probabilities become those of calibrated ones.</summary>
    /// <param name="probabilities">Not calibrated.</param>
    /// <param name="derivatives"><c>classes x columns</c>, class by class.</param>
    public void ApplyToDerivatives(ReadOnlySpan<double> probabilities, Span<double> derivatives)
    {
        int classes = probabilities.Length, columns = derivatives.Length / classes;
        double sum = 0;
        Span<double> powers = classes <= 128 ? stackalloc double[classes] : new double[classes];
        for (int k = 0; k < classes; k++)
            sum += powers[k] = Math.Pow(probabilities[k], 1 / Temperature);
        for (int c = 0; c < columns; c++)
        {
            double slope = 0;
            for (int k = 0; k < classes; k++)
            {
                // A probability of 0 changes with nothing: that of a softmax has its own size as a factor.
                ref double derivative = ref derivatives[k * columns + c];
                derivative = probabilities[k] == 0 ? 0 : derivative * powers[k] / (probabilities[k] * Temperature);
                slope += derivative;
            }

            for (int k = 0; k < classes; k++)
                derivatives[k * columns + c] = (derivatives[k * columns + c] - powers[k] / sum * slope) / sum;
        }
    }

    /// <summary>
    /// The interval score (Gneiting and Raftery 2007): the width, and 2 / 0.1 times the distance of what lies outside.
    /// </summary>
    public double IntervalScore(double error, double size)
        => 2 * HalfWidth * size + 2 / (1 - Coverage) * Math.Max(0, Math.Abs(error) - HalfWidth * size);

    private static double Quantile(double[] errors)
    {
        double[] sorted = [.. errors.Order()];
        int rank = ConformalIntervals.Rank(sorted.Length, Coverage);
        return rank <= sorted.Length ? sorted[rank - 1] : double.PositiveInfinity;
    }
}
