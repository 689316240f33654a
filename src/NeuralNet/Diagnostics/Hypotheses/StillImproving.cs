using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>The epochs ran out while the loss was falling.</summary>
internal sealed class StillImproving : Hypothesis
{
    // Of a constant answer's loss in the last quarter of the epochs.
    private const double NotableFall = 0.01;
    private const double SteepFall = 0.02;
    private const double LargeFall = 0.04;
    private const double Half = 0.5;
    private const double Enough = 0.7;
    private const double MostRight = 0.8;
    private const int FewestEpochs = 3;

    // A fall without noise is seen where it is smaller. With as many weights as samples, none of them contradictory,
    // all can be learned.
    private const double SmallFall = 0.002;
    private const double Smooth = 10;

    // So few steps are hardly a beginning; and what is worse than a constant answer has not begun.
    private const int FewSteps = 100;
    private const int HardlyAnyStep = 50;
    private const double Worse = -0.1;
    private const double NoSkill = 0.02;

    public override FindingCode Code => FindingCode.StillImproving;

    protected override FindingCode[] Effects => [FindingCode.ClassImbalance, FindingCode.ChanceLevel, FindingCode.DeadUnits, FindingCode.VanishingGradients];

    public override bool Explains(Finding cause, Finding effect)
        => base.Explains(cause, effect) && (effect.Code != FindingCode.DeadUnits || effect.Numbers.GetValueOrDefault("dead share") < 0.9);

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not { Loss.IsLibrary: true, Course: { Epochs: >= FewestEpochs } course, Outcome: { Divergence: null } outcome }
            || outcome.Reason is not (StopReason.EpochsReached or StopReason.StepsReached or StopReason.TimeLimit)
            || Outcome.IsGood(outcome.Training, outcome.Validation) || (!outcome.FallsShort && IsSlowedByTargets(evidence)))
            return null;
        (double fall, double noise) = course.LastFall();
        double constant = outcome.Training.ConstantLoss;
        bool isBeginning = (evidence.StepsMade < FewSteps && outcome.FallsShort && outcome.Skill < Half)
            || (evidence.StepsMade < HardlyAnyStep && outcome.Skill < NoSkill);
        double notable = outcome.Skill > Enough ? LargeFall : outcome.Judged.Accuracy > MostRight ? SteepFall : NotableFall;
        bool isFalling = fall > notable * constant && fall > 3 * noise;
        if (!(isFalling || isBeginning || IsFarFromPossible(evidence, outcome, fall, noise))
            || findings.Has(FindingCode.LearningRateTooHigh, FindingCode.SortedSamples, FindingCode.LearningRateTooLow))
            return null;
        bool isGrave = (isBeginning && (outcome.FallsShort || outcome.Skill < Worse))
            || (outcome.FallsShort && outcome.Skill < Enough && isFalling && fall > SteepFall * constant);
        double rest = course.RestOfFall();
        string possible = outcome.Reference is { FindsSomething: true } reference
            ? Invariant($" A model fitted to a sample explains {Percent(reference.Best)} of the targets' variance, the network ")
            + Invariant($"{Percent(Math.Max(0, outcome.Explained))}.") : "";
        return New(evidence, isGrave ? Severity.Warning : Severity.Information,
            Invariant($"After {course.Epochs} epochs, {evidence.StepsMade} steps, the training loss is {Number(course.Last.Training.Loss)}")
                + (!isFalling ? "" : Invariant($" and still falling: by {Number(fall)} in the last quarter of the run"))
                + Invariant($" (a constant answer has {Number(constant)}).")
                + (!isFalling || double.IsNaN(rest) ? "" : Invariant($" At this pace it may go down to {Number(course.Last.Training.Loss - rest)}."))
                    + possible,
            "The run is not done yet: it ended because the epochs ran out. "
                + $"{evidence.IfRate("With few samples an epoch is few steps.", "With this method an epoch is one step.")}",
            Invariant($"Train longer, {5 * course.Epochs} epochs for example, with EarlyStopping to end ")
                + Invariant($"it{evidence.IfRate("; or a higher learning rate, or smaller batches, which make more steps of an epoch")}."),
            ("fall", fall), ("loss", course.Last.Training.Loss), ("steps", evidence.StepsMade));
    }

    /// <summary>Half of it learned in units of their own: more epochs are not the cure.</summary>
    private static bool IsSlowedByTargets(Evidence evidence) => Judge.Causes[(int)FindingCode.TargetsNotScaled].Before(evidence) is not null;

    private static bool IsFarFromPossible(Evidence evidence, Outcome outcome, double fall, double noise)
    {
        bool canBeLearned = outcome.FallsShort || (outcome.Reference is null && outcome.Parameters >= outcome.Samples && evidence.Replicates.Example is null);
        return canBeLearned && fall > SmallFall * outcome.Training.ConstantLoss && fall > Smooth * noise;
    }
}
