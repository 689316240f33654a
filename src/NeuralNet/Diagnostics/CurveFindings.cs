using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>How a run ended, for judging it as a whole.</summary>
/// <param name="History">Its epochs.</param>
/// <param name="Skill">What it learned beyond a constant answer, 0 to 1; null if unknown.</param>
/// <param name="Targets">What a constant answer scores.</param>
/// <param name="Steps">Updates made.</param>
/// <param name="Options">The settings.</param>
internal sealed record Outcome(TrainingHistory History, double? Skill, TargetSummary Targets, long Steps, TrainingOptions Options)
{
    // Fewer steps or epochs are a trial run: they prove nothing.
    private const int FewestSteps = 100;
    private const int FewestEpochs = 10;

    public bool IsLongEnough => Steps >= FewestSteps && History.Count >= FewestEpochs;

    // A network that can still learn a tenth of what there is, and no longer does.
    private const double GoodSkill = 0.9;
    private const double Plateau = 0.02;

    /// <summary>Whether it is known to have stopped learning before it was good.</summary>
    public bool HasFailed => IsLongEnough && Skill < GoodSkill && LateImprovement < Plateau;

    public int Epoch => History.Count == 0 ? 0 : History[^1].Epoch;

    /// <summary>By what share the training loss fell in the second half.</summary>
    public double LateImprovement => Curve.LateImprovement(History, record => record.Training.Loss);
}

/// <summary>What the course of the training loss tells of the learning rate.</summary>
internal static class CurveFindings
{
    // A healthy run may overshoot at first, so the loss must have stayed twice as high as it began for ten epochs, after ten more.
    private const int EpochsToSettle = 20;
    private const int EpochsToJudge = 10;
    private const double Doubled = 2;

    // 0.001 is usual. Above a tenth, ten steps replace a layer's weights; a network that makes such steps and knows nothing is being thrown about.
    private const double LargeRatio = 0.1;

    // A network has to move its weights by a good part of their size; all steps of the run together allow a twentieth.
    private const double LittleMovement = 0.05;

    /// <summary>A training loss that is above its beginning, epoch after epoch, in words; null if it is not.</summary>
    public static string? Rising(TrainingHistory history, double? skill)
    {
        if (history.Count < EpochsToSettle || !(skill < 0.1))
            return null;
        double first = history[0].Training.Loss;
        double lowest = double.PositiveInfinity;
        for (int i = history.Count - EpochsToJudge; i < history.Count; i++)
            lowest = Math.Min(lowest, history[i].Training.Loss);
        return first > 0 && lowest > Doubled * first
            ? Invariant($"The training loss has risen from {Number(first)} in the first epoch to at least {Number(lowest)} in the last {EpochsToJudge}.")
            : null;
    }

    /// <summary>Large steps that lead nowhere.</summary>
    public static Finding? Restless(Outcome outcome, double updateRatio)
    {
        if (!outcome.IsLongEnough || !(outcome.Skill < 0.1) || !(updateRatio > LargeRatio) || outcome.LateImprovement > 0.02)
            return null;
        TrainingHistory history = outcome.History;
        return TooHigh(history, updateRatio, Severity.Warning, Invariant($"The training loss was {Number(history[0].Training.Loss)} in the first epoch and is {Number(Curve.Recent(history, record => record.Training.Loss))} now; it no longer falls."));
    }

    /// <summary>Steps so small that the run could not have got anywhere.</summary>
    public static Finding? TooSlow(Outcome outcome, double updateRatio, double movement, FindingList findings)
    {
        TrainingHistory history = outcome.History;

        // A rate of 0 is meant to change nothing; gradients that vanish or do not arrive explain small steps better.
        bool isExplained = findings.Has(FindingCode.NoGradient, FindingCode.VanishingGradients, FindingCode.DeadUnits, FindingCode.SaturatedUnits, FindingCode.BoundedLogits, FindingCode.TargetsOutsideRange);
        if (!outcome.IsLongEnough || !(outcome.Skill < 0.5) || !(movement is > 0 and < LittleMovement) || isExplained)
            return null;
        return new Finding
        {
            Code = FindingCode.LearningRateTooLow,
            Severity = Severity.Warning,
            Epoch = outcome.Epoch,
            Observation = Invariant($"At a rate of {Number(history[^1].LearningRate)} a step changes the weights by {Number(updateRatio)} of their size (about 0.001 is usual): all {outcome.Steps} steps together by at most {Percent(movement)}. The training loss went from {Number(history[0].Training.Loss)} to {Number(history[^1].Training.Loss)}."),
            Cause = "The learning rate is too low for the number of steps, or a schedule has lowered it too soon.",
            Remedy = "Multiply the rate by 10 until the loss falls at once or begins to jump, then go back by a factor of 3; or use Adam with its default rate; or train longer.",
            Numbers = new Dictionary<string, double> { ["update ratio"] = updateRatio, ["learning rate"] = history[^1].LearningRate, ["steps"] = outcome.Steps },
        };
    }

    public static Finding TooHigh(TrainingHistory history, double updateRatio, Severity severity, string seen) => new()
    {
        Code = FindingCode.LearningRateTooHigh,
        Severity = severity,
        Epoch = history.Count == 0 ? 1 : history[^1].Epoch,
        Observation = seen + (double.IsNaN(updateRatio) ? "" : Invariant($" A step changes the weights by up to {Number(updateRatio)} of their size (about 0.001 is usual).")),
        Cause = "Steps are so large that they jump across the valley and land higher than they started.",
        Remedy = Invariant($"Divide the learning rate{(history.Count == 0 ? "" : Invariant($" of {Number(history[^1].LearningRate)}"))} by 10, and again while the loss does not fall; a warm-up or GradientClipping.ByNorm(1) help where only the beginning is wild."),
        Numbers = new Dictionary<string, double> { ["update ratio"] = updateRatio, ["learning rate"] = history.Count == 0 ? double.NaN : history[^1].LearningRate },
    };
}
