using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>
/// Early stopping ended a run in the middle of its way, on a curve that jumps or on a handful of validation rows.
/// </summary>
internal sealed class PatienceTooShort : Hypothesis
{
    private const int FewRows = 15;
    private const double SteepFall = 0.02;
    private const double ClearlyBetter = 0.07;
    private const int ShortPatience = 3;

    // What the remedy asks for: who has it is not told to set it.
    private const int UsualPatience = 10;

    public override FindingCode Code => FindingCode.PatienceTooShort;

    protected override FindingCode[] Effects
        => [FindingCode.StillImproving, FindingCode.ClassImbalance, FindingCode.ChanceLevel, FindingCode.Overfitting, FindingCode.LearningRateTooLow];

    public override Suspect? Suspect(Evidence evidence)
        => evidence is { Options.EarlyStopping: { } early, Reason: null or StopReason.NoImprovement }
            ? new Suspect(Code, Invariant($"a patience of {early.Patience}"), options => options) { GoesOn = true, IsEnd = true } : null;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not
            {
                Outcome: { Reason: StopReason.NoImprovement } outcome,
                Options.EarlyStopping: { } early,
                Course: { Epochs: > 1 } course,
                Loss.IsLibrary: true,
            }
            || outcome.IsFine
            || findings.Has(FindingCode.LearningRateTooHigh))
            return null;
        bool isFew = evidence.Validation is { Rows: < FewRows };
        (double fall, double noise) = course.LastFall();
        double constant = outcome.Training.ConstantLoss;
        bool wasFalling = fall > SteepFall * constant && fall > 2 * noise;
        double jumps = course.ValidationJumps();
        bool hasLearned = evidence.Validation is null || early.Patience <= ShortPatience
            || constant - (course[course.BestValidation].Validation?.Loss ?? 0) + outcome.Penalty > ClearlyBetter * constant;
        bool isNoise = evidence.Validation is null
            || course.LowestLate(record => record.Validation?.Loss ?? double.NaN) - (course[course.BestValidation].Validation?.Loss ?? 0) < 2 * jumps
            + SteepFall * constant;
        TrialFacts? trial = outcome.Trial(Code);
        bool goesOn = outcome.FallsShort && trial is { Accuses: true };
        if (!goesOn && (!wasFalling || !(isFew || (isNoise && hasLearned && early.Patience < UsualPatience))))
            return null;
        string rows = evidence.Validation is { } validation ? Invariant($" of {validation.Rows} validation samples") : "";
        return New(evidence, Severity.Warning,
            Invariant($"Training ended after {course.Epochs} epochs, {early.Patience} without improvement of the loss{rows}, while the training loss was ")
                + Invariant($"falling: by {Number(fall)} in the last quarter (a constant answer has {Number(constant)}).{(goesOn ? trial!.Text : "")}"),
            isFew ? "So few samples decide by chance when to stop: their loss jumps from epoch to epoch."
                : "The curve jumps more from epoch to epoch than it falls: a short wait ends the run by chance.",
            isFew ? "Hold back a fifth of the samples, at least some fifty (ValidationFraction = 0.2), and set a patience of 10 to 20."
                : "Set a patience of 10 to 20 epochs.",
            ("patience", early.Patience), ("validation samples", evidence.Validation?.Rows ?? 0), ("fall", fall));
    }
}
