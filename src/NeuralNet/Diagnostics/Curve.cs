namespace NeuralNet;

/// <summary>Questions about the record of a training run.</summary>
internal static class Curve
{
    /// <summary>Mean of a score over some epochs, from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public static double Mean(TrainingHistory history, int first, int end, Func<EpochRecord, double> score)
    {
        double sum = 0;
        for (int i = first; i < end; i++)
            sum += score(history[i]);
        return sum / (end - first);
    }

    /// <summary>Mean of a score over the last tenth of the run, at least three epochs if there are so many.</summary>
    public static double Recent(TrainingHistory history, Func<EpochRecord, double> score)
        => Mean(history, history.Count - Window(history), history.Count, score);

    /// <summary>By what share of itself a score fell during the second half of the run, in means over a tenth of the run.</summary>
    public static double LateImprovement(TrainingHistory history, Func<EpochRecord, double> score)
    {
        int half = history.Count / 2;
        double middle = Mean(history, Math.Max(0, half - Window(history)), half, score);
        return middle == 0 ? 0 : (middle - Recent(history, score)) / Math.Abs(middle);
    }

    private static int Window(TrainingHistory history) => Math.Min(history.Count, Math.Max(3, history.Count / 10));
}
