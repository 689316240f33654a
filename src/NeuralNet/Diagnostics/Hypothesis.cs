namespace NeuralNet;

/// <summary>
/// One cause: what it predicts of the evidence, how it is told, what cures it, and which other findings it explains.
/// </summary>
/// <remarks>
/// A new one is a file in Hypotheses, a code, a section of FINDINGS.md and its place in <see cref="Judge"/>, causes
/// before effects.
/// </remarks>
internal abstract class Hypothesis
{
    /// <summary>What follows from nearly every mistake in data or settings.</summary>
    protected static readonly FindingCode[] Failure =
    [
        FindingCode.NoGradient, FindingCode.LearningRateTooHigh, FindingCode.DeadUnits, FindingCode.SaturatedUnits, FindingCode.ExplodingGradients,
            FindingCode.VanishingGradients,
        FindingCode.LearningRateTooLow, FindingCode.StuckInMinimum, FindingCode.PatienceTooShort, FindingCode.StillImproving, FindingCode.ClassImbalance,
            FindingCode.ChanceLevel,
            FindingCode.Overfitting,
        FindingCode.Overconfidence,
    ];

    /// <summary>Its code.</summary>
    public abstract FindingCode Code { get; }

    /// <summary>The codes that it explains.</summary>
    protected virtual FindingCode[] Effects => [];

    /// <summary>Whether a finding follows from this one.</summary>
    public virtual bool Explains(Finding cause, Finding effect) => Array.IndexOf(Effects, effect.Code) >= 0;

    /// <summary>What to take away for a few steps to see whether this is the cause; null if nothing was set.</summary>
    public virtual Suspect? Suspect(Evidence evidence) => null;

    /// <summary>What can be said before training.</summary>
    public virtual Finding? Before(Evidence evidence) => null;

    /// <summary>
    /// What can be said of a step that was looked at. Nothing may be allocated unless there is something to say.
    /// </summary>
    public virtual Finding? During(Evidence evidence) => null;

    /// <summary>What can be said at the end of the run.</summary>
    /// <param name="evidence">All that was seen.</param>
    /// <param name="findings">What was said so far, of causes before this one.</param>
    public virtual Finding? AtEnd(Evidence evidence, FindingList findings) => null;

    /// <summary>
    /// What the end of the run makes of what was said before: the same, something milder, or nothing.
    /// </summary>
    public virtual Finding? Review(Evidence evidence, Finding finding) => finding;

    /// <summary>For what is a fact about the data: worth knowing where the run turned out well.</summary>
    protected static Finding Milder(Evidence evidence, Finding finding)
        => evidence.Outcome is { IsFine: true } ? finding with { Severity = Severity.Information } : finding;

    protected Finding New(Evidence evidence, Severity severity, string observation, string cause, string remedy,
        params ReadOnlySpan<(string Name, double Value)> numbers)
    {
        var named = new Dictionary<string, double>();
        foreach ((string name, double value) in numbers)
            named[name] = value;
        return new Finding
        {
            Code = Code,
            Severity = severity,
            Epoch = evidence.Epoch,
            Observation = observation,
            Cause = cause,
            Remedy = remedy,
            Numbers = named,
        };
    }
}
