using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Steps so large that the run diverges, rises, loses what it had learned, or is thrown about.</summary>
internal sealed class LearningRateTooHigh : Hypothesis
{
    // A healthy run may overshoot at first, so the loss must have stayed twice as high as it began for ten epochs,
    // after ten more.
    private const int EpochsToSettle = 20;
    private const int EpochsToJudge = 10;
    private const double Doubled = 2;

    // 0.001 is usual. Above a tenth, ten steps replace a layer's weights; a network that makes such steps and knows
    // nothing is being thrown about.
    private const double LargeRatio = 0.1;
    private const double NoSkill = 0.1;
    private const double Plateau = 0.02;

    // What was learned and lost again, of what a constant answer leaves.
    private const double Learned = 0.2;
    private const double Lost = 0.5;

    // A loss that jumps by a twentieth of a constant answer's from epoch to epoch.
    private const double LargeJump = 0.05;

    // Initial weights of the library keep gradients within a factor of ten.
    private const double LargeGrowth = 100;

    private const double LargeMomentum = 0.97;
    private const double UsualMomentum = 0.9;

    public override FindingCode Code => FindingCode.LearningRateTooHigh;

    protected override FindingCode[] Effects
        => [FindingCode.DeadUnits, FindingCode.SaturatedUnits, FindingCode.VanishingGradients, FindingCode.LearningRateTooLow, FindingCode.PatienceTooShort,
        FindingCode.StillImproving, FindingCode.ClassImbalance, FindingCode.ChanceLevel, FindingCode.Overfitting, FindingCode.Overconfidence];

    public override Suspect? Suspect(Evidence evidence)
        => evidence.Options.Optimizer is Sgd { Momentum: > LargeMomentum } sgd ? new Suspect(Code, Invariant($"a momentum of {Number(sgd.Momentum)}"),
            options => options with { Optimizer = sgd with { Momentum = UsualMomentum } }) : null;

    public override bool Explains(Finding cause, Finding effect)
        => effect.Code switch
        {
            FindingCode.NoGradient => effect.Numbers.GetValueOrDefault("had a gradient before") == 1
                && effect.Numbers.GetValueOrDefault("ends in the answers") == 0,
            FindingCode.ExplodingGradients => effect.Severity < cause.Severity,
            _ => base.Explains(cause, effect),
        };

    /// <summary>Whether the loss of epoch after epoch is above its beginning.</summary>
    public Finding? AfterEpoch(Evidence evidence)
    {
        Course course = evidence.Course!;
        if (!evidence.HasRate || course.Epochs < EpochsToSettle || !(evidence.RecentSkill < NoSkill) || evidence.Loss is not { IsLibrary: true })
            return null;
        double first = course.First.Training.Loss, lowest = double.PositiveInfinity;
        for (int i = course.Epochs - EpochsToJudge; i < course.Epochs; i++)
            lowest = Math.Min(lowest, course[i].Training.Loss);
        return first > 0 && lowest > Doubled * first
            ? Describe(evidence, Severity.Warning, Rose(first, lowest))
            : null;
    }

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        Outcome outcome = evidence.Outcome!;
        if (outcome.Divergence is not null)
            return NonFiniteLoss.IsLossAtFault(evidence) || evidence.Steps!.FirstBackwardGrowth > LargeGrowth ? null
                : Diverged(evidence, outcome.Divergence, findings);
        Course course = evidence.Course!;
        if (!evidence.HasRate || outcome.IsFine || course.Epochs == 0 || findings.Has(FindingCode.SortedSamples))
            return null;
        if (outcome.FallsShort && outcome.Trial(Code) is { Accuses: true } trial)
            return Describe(evidence, Severity.Warning, Invariant($"The training loss is {Number(course.Last.Training.Loss)}.{trial.Text}")) with
            {
                Cause = "A momentum of m adds up about 1 / (1 - m) steps, so that the network overshoots and swings.",
                Remedy = "Use a momentum of 0.9, or divide the learning rate by 10.",
            };
        return HasLost(evidence, course) ?? HasKilled(evidence, findings)
            ?? (evidence.Loss!.IsLibrary && evidence.StepsMade >= 100 ? Restless(evidence, course) : null);
    }

    public override Finding? Review(Evidence evidence, Finding finding) => evidence.Outcome is { IsFine: true, Divergence: null } ? null : finding;

    private Finding Diverged(Evidence evidence, Divergence divergence, FindingList findings)
    {
        string last = evidence.Course!.Epochs == 0 ? "" : Invariant($" The loss of the last whole epoch was {Number(evidence.Course.Last.Training.Loss)}.");
        string seen = Invariant($"At step {divergence.Step} {divergence.What}.{last}");
        Finding finding = Describe(evidence, Severity.Error, seen) with { Epoch = divergence.Epoch };
        if (!evidence.HasRate)
            finding = finding with
            {
                Cause = "A step led to weights with which answers or loss are no longer finite.",
                Remedy = "Scale inputs and targets, and leave the initial weights to the library.",
            };
        else if (findings.Has(FindingCode.InputsNotScaled))
            finding = finding with
            {
                Cause = "The inputs are not scaled, so the loss is too steep for this rate: see the finding on inputs.",
                Remedy = "Scale the inputs; then, if it still diverges, divide the learning rate by 10.",
            };
        return divergence.Layer is { } layer ? evidence.At(finding, layer) : finding;
    }

    /// <summary>It was good once.</summary>
    private Finding? HasLost(Evidence evidence, Course course)
    {
        double best = course[course.Best].Training.Loss, recent = course.Recent(record => record.Training.Loss), constant = evidence.Start!.ConstantLoss;
        if (course.Epochs < 5 || course.Best >= course.Epochs - 2 || !(constant - best > Learned * constant) || !(recent - best > Lost * (constant - best)))
            return null;
        int turn = course.Best + 1;
        for (int i = turn; i < course.Epochs; i++)
        {
            if (course[i].Training.Loss - best > Lost * (constant - best))
            {
                turn = i;
                break;
            }
        }

        string accuracy = course[course.Best].Training.Accuracy is { } then && course.Last.Training.Accuracy is { } now
            ? Invariant($" (accuracy {100 * then:0.0} %, and {100 * now:0.0} % at the end)") : "";
        return Describe(evidence, Severity.Warning,
            Invariant($"The training loss was {Number(best)} in epoch {course[course.Best].Epoch} and {Number(recent)} in the last epochs{accuracy}: what had ")
                + Invariant($"been learned was lost in epoch {course[turn].Epoch}, at a rate of {Number(course[turn].LearningRate)}."),
                course[turn].LearningRate) with
        {
            Remedy = Invariant($"Divide the learning rate of {Number(course[turn].LearningRate)} by 10, or keep it from rising; EarlyStopping puts the ")
                + "weights of the best epoch back; GradientClipping.ByNorm(1) helps against single large steps.",
        };
    }

    /// <summary>
    /// Units that were alive at the start and are off, after steps that replaced a good part of the weights.
    /// </summary>
    private Finding? HasKilled(Evidence evidence, FindingList findings)
    {
        StepReadings steps = evidence.Steps!;
        bool died = findings.Find(FindingCode.NoGradient) is { } silent && silent.Numbers.GetValueOrDefault("had a gradient before") == 1
            && silent.Numbers.GetValueOrDefault("ends in the answers") == 0;
        return died && steps.LargestUpdateRatio > LargeRatio && !findings.Has(FindingCode.InputsNotScaled)
            ? Describe(evidence, Severity.Warning, "Layers that had a gradient in the first steps have none any more: their units were driven out.")
            : null;
    }

    private Finding? Restless(Evidence evidence, Course course)
    {
        Outcome outcome = evidence.Outcome!;
        double constant = evidence.Start!.ConstantLoss, jumps = course.Jumps(course.Epochs / 2), recent = course.Recent(record => record.Training.Loss);
        double ratio = evidence.Steps!.UpdateRatio, largest = evidence.Steps.LargestUpdateRatio;
        bool mayBeMore = outcome.FallsShort || outcome.Reference is null;
        string now = Invariant($"The training loss was {Number(course.First.Training.Loss)} in the first epoch and is {Number(recent)} now");
        if (course.Epochs >= EpochsToSettle && recent > Doubled * course.First.Training.Loss && course.First.Training.Loss > 0 && outcome.Skill < NoSkill)
            return Describe(evidence, Severity.Warning, Rose(course.First.Training.Loss, recent));
        if (!mayBeMore || outcome.Penalty > LargeRatio * constant)
            return null;
        if (course.Epochs >= 4 && jumps > LargeJump * constant && outcome.Skill < 0.9 && (ratio > LargeRatio / 10 || largest > LargeRatio))
            return Describe(evidence, Severity.Warning,
                Invariant($"{now}; from epoch to epoch it jumps by {Number(jumps)} (a constant answer has {Number(constant)})."));
        bool isStuck = course.Epochs >= 4 && course.LateImprovement(record => record.Training.Loss) < Plateau;
        if (isStuck && outcome.Skill < NoSkill && (ratio > LargeRatio || largest > 3 * LargeRatio))
            return Describe(evidence, Severity.Warning, Invariant($"{now}; it no longer falls, and the network knows no more than a constant answer."));
        return null;
    }

    private static string Rose(double first, double lowest)
        => Invariant($"The training loss has risen from {Number(first)} in the first epoch to at least {Number(lowest)} in the last {EpochsToJudge}.");

    private Finding Describe(Evidence evidence, Severity severity, string seen, double? rate = null)
    {
        double ratio = evidence.Steps!.LargestUpdateRatio, current = rate ?? evidence.LastRate;
        return New(evidence, severity,
            seen + (ratio > 0 ? Invariant($" A step changes the weights by up to {Number(ratio)} of their size (about 0.001 is usual).") : ""),
            "Steps are so large that they jump across the valley and land higher than they started.",
            Invariant($"Divide the learning rate{(double.IsNaN(current) ? "" : Invariant($" of {Number(current)}"))} by 10, and again while the loss does not ")
                + "fall; a warm-up or GradientClipping.ByNorm(1) help where only the beginning is wild.",
            ("update ratio", ratio), ("learning rate", current));
    }
}
