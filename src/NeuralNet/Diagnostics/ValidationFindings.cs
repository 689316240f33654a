using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Validation scores against training scores.</summary>
internal static class ValidationFindings
{
    // The best epoch of a noisy curve is a lucky one: the last five must all be worse, by a quarter in the loss, by half if other scores are to have fallen too.
    private const int EpochsAfterBest = 5;
    private const double NotableRise = 1.25;
    private const double LargeRise = 1.5;

    // Below thirty samples a share is too uncertain to compare.
    private const int FewestSamples = 30;

    // Half of what can be learned, lost between training and validation.
    private const double LargeGap = 0.5;

    public static Finding? Of(TrainingHistory history, TargetSummary training, TargetSummary validation)
    {
        if (history.Count <= EpochsAfterBest || history[^1].Validation is null || validation.Samples < FewestSamples)
            return null;
        int best = 0;
        for (int i = 1; i < history.Count; i++)
            best = Validation(history[i]).Loss < Validation(history[best]).Loss ? i : best;
        int recent = history.Count - EpochsAfterBest;
        double Mean(Func<EpochRecord, double> score) => Curve.Mean(history, recent, history.Count, score);

        // One bad epoch is noise: the best of the last five must be worse.
        double Best(Func<EpochRecord, double> score) => Enumerable.Range(recent, EpochsAfterBest).Min(i => score(history[i]));
        double loss = Best(record => Validation(record).Loss);
        double lowest = Validation(history[best]).Loss;
        double trainingLoss = Mean(record => record.Training.Loss);
        bool rises = best < recent && loss > NotableRise * lowest && trainingLoss < history[best].Training.Loss && trainingLoss < loss / 2;
        bool isWorse = IsWorse(Validation(history[best]), -Best(record => -Accuracy(record)), Best(record => Validation(record).MeanAbsoluteError), validation.Samples);
        double gap = Mean(record => (training.Skill(record.Training) - Math.Max(0, validation.Skill(Validation(record)) ?? double.NaN)) ?? double.NaN);
        if ((rises && isWorse && loss > LargeRise * lowest) || (history.Count >= 2 * EpochsAfterBest && gap > LargeGap))
            return Overfitting(history[best], history[^1], loss, trainingLoss);
        return rises && !isWorse && Accuracy(history[best]) >= 0 ? Overconfidence(history[best], history[^1], loss, trainingLoss) : null;
    }

    private static Scores Validation(EpochRecord record) => record.Validation ?? default;

    private static double Accuracy(EpochRecord record) => Validation(record).Accuracy ?? -1;

    /// <summary>Three standard errors of the accuracy, or a fifth of the mean absolute error. Two right and two wrong answers more (Agresti and Coull, 1998) keep the error of 100 % above 0.</summary>
    private static bool IsWorse(Scores best, double accuracy, double meanAbsoluteError, int samples)
    {
        if (best.Accuracy is not { } bestAccuracy)
            return meanAbsoluteError > 1.2 * best.MeanAbsoluteError;
        double share = (bestAccuracy * samples + 2) / (samples + 4);
        return bestAccuracy - accuracy > 3 * Math.Sqrt(share * (1 - share) / (samples + 4));
    }

    private static Finding Overfitting(EpochRecord best, EpochRecord last, double loss, double training) => new()
    {
        Code = FindingCode.Overfitting,
        Severity = Severity.Warning,
        Epoch = last.Epoch,
        Observation = Invariant($"{Seen(best, last, loss, training)}"),
        Cause = "The network learns single samples by heart: it has more freedom than the data can settle.",
        Remedy = "Use EarlyStopping, which puts the best weights back; fewer units, L2 (1e-4 to 1e-2) or Dropout; or more data.",
        Numbers = NumbersOf(best, loss, training),
    };

    private static Finding Overconfidence(EpochRecord best, EpochRecord last, double loss, double training) => new()
    {
        Code = FindingCode.Overconfidence,
        Severity = Severity.Information,
        Epoch = last.Epoch,
        Observation = Invariant($"{Seen(best, last, loss, training)}"),
        Cause = "The answers are as right as before, but the network gets surer of all of them, and a loss such as cross-entropy punishes the few wrong ones the more the surer they are. Accuracy looks only at which output is largest.",
        Remedy = Invariant($"If you need classes only, nothing. If you use the probabilities, stop about epoch {best.Epoch} (EarlyStopping), or use label smoothing, L2 or Dropout."),
        Numbers = NumbersOf(best, loss, training),
    };

    private static string Seen(EpochRecord best, EpochRecord last, double loss, double training)
    {
        Scores then = Validation(best), now = Validation(last);
        string other = then.Accuracy is { } before && now.Accuracy is { } after
            ? Invariant($"validation accuracy went from {100 * before:0.0} % to {100 * after:0.0} %")
            : Invariant($"the validation mean absolute error went from {Number(then.MeanAbsoluteError)} to {Number(now.MeanAbsoluteError)}");
        return Invariant($"The validation loss was lowest in epoch {best.Epoch}, {Number(then.Loss)}, and at least {Number(loss)} in the last {EpochsAfterBest} epochs, while the training loss is {Number(training)}; {other}.");
    }

    private static Dictionary<string, double> NumbersOf(EpochRecord best, double loss, double training) => new()
    {
        ["best epoch"] = best.Epoch,
        ["lowest validation loss"] = Validation(best).Loss,
        ["validation loss"] = loss,
        ["training loss"] = training,
    };
}
