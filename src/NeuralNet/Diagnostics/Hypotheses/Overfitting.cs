using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>
/// A validation loss that has risen above its best by more than noise, with answers that got worse, while the training
/// loss fell.
/// </summary>
internal sealed class Overfitting : Hypothesis
{
    // The best epoch of a noisy curve is a lucky one: the last five must all be worse, by half.
    private const int EpochsAfterBest = 5;
    private const double LargeRise = 1.5;
    private const double NotableRise = 1.15;

    // Below thirty samples a share is too uncertain to compare.
    private const int FewestSamples = 30;

    public override FindingCode Code => FindingCode.Overfitting;

    protected override FindingCode[] Effects => [FindingCode.Overconfidence];

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is { Loss.IsLibrary: true, Outcome: { Divergence: null, MayBeByHeart: true } outcome })
            return MayBe(evidence, outcome);
        if (!IsRising(evidence, out Curve curve) || !(curve.IsWorse || IsWorseThanConstant(evidence.Outcome!)))
            return null;
        bool isLarge = curve.Loss > LargeRise * curve.Lowest;
        bool isNothingLeft = curve.Loss > NotableRise * curve.Lowest && evidence.Outcome!.Validation is { } validation
            && validation.Skill < 0.5 * evidence.Outcome.Training.Skill;
        return isLarge || isNothingLeft ? New(evidence, Severity.Warning, curve.Seen,
            "The network learns single samples by heart: it has more freedom than the data can settle.",
            "Use EarlyStopping, which puts the best weights back; fewer units, L2 (1e-4 to 1e-2) or Dropout; or more data.",
            curve.Numbers) : null;
    }

    private Finding MayBe(Evidence evidence, Outcome outcome) => New(evidence, Severity.Information,
        Invariant($"{outcome.Parameters} weights explain {Percent(outcome.Explained)} of the variance of the targets of {outcome.Samples} samples, and no ")
            + Invariant($"validation data were given. A model fitted to some of them explains {Percent(outcome.Reference!.Best)} of the others."),
        "The network has learned more than that model, or single samples by heart: on the samples it is trained on both look the same.",
        "Hold out a fifth of the samples as validation data, with EarlyStopping.",
        ("explained", outcome.Explained), ("possible", outcome.Reference.Best));

    /// <summary>So sure of wrong answers that a constant would cost less.</summary>
    private static bool IsWorseThanConstant(Outcome outcome) => outcome is { HasValidation: true, Skill: < 0, Training.Skill: > 0.5 };

    /// <summary>
    /// Whether the validation loss rises while the training loss falls. Early stopping watches the same curve and puts
    /// the best weights back.
    /// </summary>
    public static bool IsRising(Evidence evidence, out Curve curve)
    {
        curve = default;
        if (evidence is not
            {
                IsComparing: true,
                Validation.Rows: >= FewestSamples,
                Outcome.Divergence: null,
                Options.EarlyStopping: null,
                Course: { Epochs: > EpochsAfterBest } course,
            }
            || course.Last.Validation is null)
            return false;
        int best = course.BestValidation, recent = course.Epochs - EpochsAfterBest;
        curve = Curve.Of(course, course[best], evidence.Validation.Rows);
        return best < recent && curve.Loss > NotableRise * curve.Lowest && curve.Loss - curve.Lowest > 3 * course.ValidationJumps()
            && curve.Training < course[best].Training.Loss && curve.Training < curve.Loss / 2;
    }

    /// <summary>The validation curve at its end beside its best.</summary>
    public readonly struct Curve(double lowest, double loss, double training, bool isWorse, bool hasAccuracy, int bestEpoch, string seen)
    {
        public double Lowest { get; } = lowest;

        public double Loss { get; } = loss;

        public double Training { get; } = training;

        public bool IsWorse { get; } = isWorse;

        public bool HasAccuracy { get; } = hasAccuracy;

        public int BestEpoch { get; } = bestEpoch;

        public string Seen { get; } = seen;

        public (string, double)[] Numbers => [("best epoch", BestEpoch), ("lowest validation loss", Lowest), ("validation loss", Loss),
            ("training loss", Training)];

        public static Curve Of(Course course, EpochRecord best, int samples)
        {
            Scores then = best.Validation!.Value, now = course.Last.Validation!.Value;
            double loss = course.LowestLate(record => record.Validation!.Value.Loss),
                training = course.Mean(course.Epochs - EpochsAfterBest, course.Epochs, record => record.Training.Loss);
            string other = then.Accuracy is { } before && now.Accuracy is { } after
                ? Invariant($"validation accuracy went from {100 * before:0.0} % to {100 * after:0.0} %")
                : Invariant($"the validation mean absolute error went from {Number(then.MeanAbsoluteError)} to {Number(now.MeanAbsoluteError)}");
            string seen = Invariant($"The validation loss was lowest in epoch {best.Epoch}, {Number(then.Loss)}, and at least {Number(loss)} in the last ")
                + Invariant($"{EpochsAfterBest} epochs, while the training loss is {Number(training)}; {other}.");
            bool isWorse = IsLess(then, -course.LowestLate(record => -(record.Validation!.Value.Accuracy ?? -1)),
                course.LowestLate(record => record.Validation!.Value.MeanAbsoluteError), samples);
            return new Curve(then.Loss, loss, training, isWorse, then.Accuracy is not null, best.Epoch, seen);
        }

        /// <summary>
        /// Three standard errors of the accuracy, or a tenth of the mean absolute error. Two right and two wrong
        /// answers more (Agresti and Coull, 1998) keep the error of 100 % above 0.
        /// </summary>
        private static bool IsLess(Scores best, double accuracy, double meanAbsoluteError, int samples)
        {
            if (best.Accuracy is not { } bestAccuracy)
                return meanAbsoluteError > 1.1 * best.MeanAbsoluteError;
            double share = (bestAccuracy * samples + 2) / (samples + 4);
            return bestAccuracy - accuracy > 3 * Math.Sqrt(share * (1 - share) / (samples + 4));
        }
    }
}
