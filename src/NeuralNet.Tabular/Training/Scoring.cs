namespace NeuralNet.Tabular;

/// <summary>How good predictions are of rows that were not learned from; small is good.</summary>
internal static class Scoring
{
    private const double SmallestProbability = 1e-6;

    /// <summary>
    /// The root of the mean squared error in the unit of the target, or the mean logarithmic loss.
    /// </summary>
    /// <param name="predictions"><c>rows x outputs</c>, row by row.</param>
    /// <param name="target">A number or a class for each row.</param>
    /// <param name="outputs">1, or the number of classes.</param>
    /// <param name="rows">The rows that are scored.</param>
    public static double Score(double[] predictions, double[] target, int outputs, int[] rows)
    {
        double sum = 0;
        foreach (int row in rows)
        {
            double error = outputs == 1 ? predictions[row] - target[row] : 0;
            sum += outputs == 1 ? error * error : LogLoss(predictions.AsSpan(row * outputs, outputs), (int)target[row]);
        }

        return outputs == 1 ? Math.Sqrt(sum / rows.Length) : sum / rows.Length;
    }

    /// <summary>That of one row.</summary>
    public static double LogLoss(ReadOnlySpan<double> probabilities, int label) => -Math.Log(Math.Clamp(probabilities[label], SmallestProbability, 1));

    /// <summary>The share of rows whose most probable class is theirs.</summary>
    public static double Accuracy(double[] predictions, double[] target, int outputs, int[] rows)
        => rows.Average(row => Largest(predictions.AsSpan(row * outputs, outputs)) == (int)target[row] ? 1.0 : 0);

    /// <summary>1 - squared error / squared distance from the mean.</summary>
    public static double RSquared(double[] predictions, double[] target, int[] rows)
    {
        double mean = rows.Average(row => target[row]);
        double total = rows.Sum(row => (target[row] - mean) * (target[row] - mean));
        return total == 0 ? 0 : 1 - rows.Sum(row => (target[row] - predictions[row]) * (target[row] - predictions[row])) / total;
    }

    public static int Largest(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int k = 1; k < values.Length; k++)
        {
            if (values[k] > values[best])
                best = k;
        }

        return best;
    }
}
