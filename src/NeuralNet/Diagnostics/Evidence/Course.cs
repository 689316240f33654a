namespace NeuralNet;

/// <summary>Questions about the record of a run.</summary>
internal sealed class Course(TrainingHistory history)
{
    // A tenth of the run, so that an epoch that jumps does not decide.
    private const int Tenth = 10;
    private const int FewestAveraged = 3;
    private const int LateEpochs = 5;
    private const int HandfulOfEpochs = 4;

    public int Epochs => history.Count;

    /// <summary>The number of the last epoch over all calls of Fit; 0 if there is none.</summary>
    public int LastEpoch => history.Count == 0 ? 0 : history[^1].Epoch;

    public EpochRecord First => history[0];

    public EpochRecord Last => history[^1];

    public EpochRecord this[int index] => history[index];

    /// <summary>The index of the epoch whose training loss was lowest.</summary>
    public int Best => IndexOfLowest(record => record.Training.Loss);

    /// <summary>The index of the epoch whose validation loss was lowest; -1 without validation data.</summary>
    public int BestValidation => history.Count == 0 || history[0].Validation is null ? -1
        : IndexOfLowest(record => record.Validation?.Loss ?? double.PositiveInfinity);

    /// <summary>
    /// Mean of a score over some epochs, from <paramref name="first"/> to before <paramref name="end"/>.
    /// </summary>
    public double Mean(int first, int end, Func<EpochRecord, double> score)
    {
        double sum = 0;
        for (int i = first; i < end; i++)
            sum += score(history[i]);
        return sum / (end - first);
    }

    /// <summary>Mean of a score over the last tenth of the run, at least three epochs if there are so many.</summary>
    public double Recent(Func<EpochRecord, double> score) => Mean(history.Count - Window, history.Count, score);

    /// <summary>The lowest value of a score in the last five epochs: one bad epoch is noise.</summary>
    public double LowestLate(Func<EpochRecord, double> score)
    {
        double lowest = double.PositiveInfinity;
        for (int i = Math.Max(0, history.Count - LateEpochs); i < history.Count; i++)
            lowest = Math.Min(lowest, score(history[i]));
        return lowest;
    }

    /// <summary>
    /// By what share of itself a score fell during the second half of the run, in means over a tenth of the run.
    /// </summary>
    public double LateImprovement(Func<EpochRecord, double> score)
    {
        int half = history.Count / 2;
        if (half == 0)
            return double.PositiveInfinity;
        double middle = Mean(Math.Max(0, half - Window), half, score);
        return middle == 0 ? 0 : (middle - Recent(score)) / Math.Abs(middle);
    }

    /// <summary>
    /// How far the training loss fell in the last quarter of the epochs, and the noise of that number; NaN with one
    /// epoch.
    /// </summary>
    public (double Fall, double Noise) LastFall()
    {
        if (history.Count < 2)
            return (double.NaN, double.NaN);
        int quarter = Math.Max(1, history.Count / 4), end = history.Count;
        double fall = Mean(end - 2 * quarter, end - quarter, Loss) - Mean(end - quarter, end, Loss);

        // In a handful of epochs the bend of the curve would be taken for noise.
        return (fall, end <= HandfulOfEpochs ? 0 : Jumps(end - 2 * quarter) * Math.Sqrt(2.0 / quarter));
    }

    /// <summary>
    /// How far the training loss would still fall if each quarter of the run went on bringing the same share of the
    /// fall before; NaN if the run is too short to tell.
    /// </summary>
    public double RestOfFall()
    {
        int quarter = history.Count / 4, end = history.Count;
        if (quarter < 2)
            return double.NaN;
        double before = Mean(end - 3 * quarter, end - 2 * quarter, Loss), middle = Mean(end - 2 * quarter, end - quarter, Loss),
            last = Mean(end - quarter, end, Loss), share = (middle - last) / (before - middle);
        return share is > 0 and < 0.95 ? (middle - last) * share / (1 - share) : double.NaN;
    }

    /// <summary>
    /// How much the training loss jumps from epoch to epoch about its trend: from second differences, whose variance is
    /// six times that of the noise.
    /// </summary>
    public double Jumps(int first = 0) => Noise(Math.Min(first, Math.Max(0, history.Count - 6)), Loss);

    /// <summary>The same for the validation loss.</summary>
    public double ValidationJumps() => Noise(Math.Max(0, history.Count / 2 - 3), record => record.Validation?.Loss ?? double.NaN);

    /// <summary>The share of the epochs whose rate was at least a twentieth of the largest.</summary>
    public double ShareAtRate()
    {
        double largest = LargestRate;
        return history.Count == 0 ? 1 : (double)history.Count(record => record.LearningRate >= largest / 20) / history.Count;
    }

    public double LargestRate => history.Count == 0 ? 0 : history.Max(record => record.LearningRate);

    private int Window => Math.Min(history.Count, Math.Max(FewestAveraged, history.Count / Tenth));

    private double Noise(int first, Func<EpochRecord, double> score)
    {
        double squares = 0;
        int count = 0;
        for (int i = first + 1; i + 1 < history.Count; i++, count++)
            squares += Math.Pow(score(history[i - 1]) - 2 * score(history[i]) + score(history[i + 1]), 2);
        return count == 0 ? 0 : Math.Sqrt(squares / count / 6);
    }

    private int IndexOfLowest(Func<EpochRecord, double> score)
    {
        int best = 0;
        for (int i = 1; i < history.Count; i++)
            best = score(history[i]) < score(history[best]) ? i : best;
        return best;
    }

    private static double Loss(EpochRecord record) => record.Training.Loss;
}
