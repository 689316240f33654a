using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Steps so small, or a schedule so short, that the run could not get anywhere.</summary>
internal sealed class LearningRateTooLow : Hypothesis
{
    // A network has to move its weights by a good part of their size; all steps of the run together allow a twentieth.
    private const double LittleMovement = 0.05;
    private const double SomeSkill = 0.5;

    // Most epochs at less than a twentieth of the rate.
    private const double ShortTime = 0.3;

    // At the pace of the last epochs it would take as many again, and more.
    private const double ManyTimes = 2;
    private const int FewestEpochs = 8;

    // A network that was right from the start may learn slowly.
    private const double Knew = 0.45;

    // What a user's loss fell by, of what the best constant answer would gain.
    private const double HardlyFell = 0.3;

    public override FindingCode Code => FindingCode.LearningRateTooLow;

    protected override FindingCode[] Effects
        => [FindingCode.PatienceTooShort, FindingCode.StillImproving, FindingCode.ClassImbalance, FindingCode.ChanceLevel, FindingCode.DeadUnits];

    public override Suspect? Suspect(Evidence evidence)
        => evidence.Options.Optimizer is MinibatchOptimizer { LearningRate: not ConstantRate and var schedule } optimizer
            ? new Suspect(Code, schedule.ToString(), options => options with
            {
                Optimizer = optimizer with { LearningRate = schedule is WarmUp warmUp ? warmUp.Then : evidence.Course!.LargestRate },
            })
            { GoesOn = schedule is not WarmUp }
            : null;

    public override bool Explains(Finding cause, Finding effect)
        => base.Explains(cause, effect) && (effect.Code != FindingCode.DeadUnits || effect.Numbers.GetValueOrDefault("dead share") < 0.9);

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        Outcome outcome = evidence.Outcome!;
        Course course = evidence.Course!;

        // A rate of 0 is meant to change nothing; gradients that vanish or do not arrive explain small steps better.
        bool isExplained = findings.Has(FindingCode.NoGradient, FindingCode.VanishingGradients, FindingCode.LearningRateTooHigh, FindingCode.PenaltyTooStrong,
            FindingCode.ClippingTooTight, FindingCode.SortedSamples);
        if (!evidence.HasRate || outcome.Divergence is not null || outcome.IsFine || course.Epochs == 0 || isExplained || evidence.Start!.Skill > Knew)
            return null;
        double movement = evidence.Steps!.Movement, ratio = evidence.Steps.UpdateRatio;
        string losses = Invariant($"The training loss went from {Number(course.First.Training.Loss)} to {Number(course.Last.Training.Loss)}.");
        if (course.Epochs >= FewestEpochs && course.ShareAtRate() < ShortTime && course.Last.LearningRate < course.LargestRate / 20
            && (outcome.FallsShort || (outcome.Skill < SomeSkill && !outcome.ReachesReference)) && outcome.Reference is not { FindsSomething: false })
        {
            return Describe(evidence, Invariant($"The rate was {Number(course.LargestRate)} at its highest and is {Number(course.Last.LearningRate)} at the ")
                + Invariant($"end; in {Percent(1 - course.ShareAtRate())} of the epochs it was below a twentieth of it. {losses}"),
                "A schedule lowers the rate long before the run ends: it counts steps where epochs were meant, or is made for a shorter run.",
                Invariant($"Let the schedule end with the run, {course.Epochs} epochs or {evidence.StepsMade} steps, or use a constant rate; then multiply ")
                    + "the rate by 10 if that is not enough.");
        }

        if (outcome is { FallsShort: true } && outcome.Trial(Code) is { Accuses: true } trial)
            return Describe(evidence, losses + trial.Text, "The schedule keeps the rate too low for most of the run.",
                "Use a constant rate; or let the schedule end with the run, and a warm-up after a twentieth of it.");
        bool isIdle = movement is > 0 and < LittleMovement && evidence.StepsMade >= 20;
        string moved = Invariant($"At a rate of {Number(course.Last.LearningRate)} a step changes the weights by {Number(ratio)} of their size (about 0.001 ")
            + Invariant($"is usual): all {evidence.StepsMade} steps together by at most {Percent(movement)}. {losses}");
        if (isIdle && (evidence.IsComparing ? (outcome.Skill < SomeSkill || double.IsNaN(outcome.Skill))
            && !(outcome.OwnLoss is { } own && !HasHardlyFallen(own)) : outcome.OwnLoss is { } alone && HasHardlyFallen(alone)))
            return Describe(evidence, moved, "The learning rate is too low for the number of steps, or a schedule has lowered it too soon.", Usual);
        return IsSlow(evidence, outcome, course)
            ? Describe(evidence, Invariant($"{moved} At this pace it would take several times as many epochs."),
            "The learning rate is too low for the number of steps: the loss falls all the time, but slowly.", Usual) : null;
    }

    private const string Usual = "Multiply the rate by 10 until the loss falls at once or begins to jump, then go back by a factor of 3; or use Adam with its "
        + "default rate; or train longer.";

    private static bool HasHardlyFallen(OwnLossFacts own)
        => own.AtStart > own.AtConstant && own.AtStart - own.AtEnd < HardlyFell * (own.AtStart - own.AtConstant);

    /// <summary>The loss falls steadily, and the rest of the way is long.</summary>
    private static bool IsSlow(Evidence evidence, Outcome outcome, Course course)
    {
        if (!evidence.Loss!.IsLibrary || course.Epochs < FewestEpochs || outcome.Skill > SomeSkill || outcome.Reference is null or { FindsSomething: false })
            return false;
        (double fall, double noise) = course.LastFall();
        double constant = outcome.Training.ConstantLoss, goal = constant * (1 - outcome.Reference.Best), rest = outcome.Training.Loss - goal;
        double quarter = Math.Max(1, course.Epochs / 4);
        return outcome.FallsShort && fall > 3 * noise && rest > 0.2 * constant && rest / (fall / quarter) > ManyTimes * course.Epochs
            && fall > 0.001 * constant;
    }

    private Finding Describe(Evidence evidence, string seen, string cause, string remedy) => New(evidence, Severity.Warning, seen, cause, remedy,
        ("update ratio", evidence.Steps!.UpdateRatio), ("learning rate", evidence.Course!.Last.LearningRate), ("steps", evidence.StepsMade));
}
