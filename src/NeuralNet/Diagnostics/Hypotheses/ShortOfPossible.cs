using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Nothing else is seen, but a model without settings finds more in the same data.</summary>
internal sealed class ShortOfPossible : Hypothesis
{
    private const int FewestSteps = 100;

    // In errors of what is possible: a hint needs less than certainty, but a run that early stopping ended was long
    // enough.
    private const double SmallestGap = 0.05;
    private const double Errors = 1;
    private const double ErrorsWhereStopped = 2;

    public override FindingCode Code => FindingCode.ShortOfPossible;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not { Loss.IsLibrary: true, Outcome: { Divergence: null, Reference: { FindsSomething: true } reference } outcome }
            || evidence.StepsMade < FewestSteps || findings.Ordered.Count > 0
            || !(outcome.FallsShort || outcome.Explained < reference.Best
                - Math.Max(SmallestGap, (outcome.Reason == StopReason.NoImprovement ? ErrorsWhereStopped : Errors) * reference.Error)))
            return null;
        return New(evidence, Severity.Information,
            Invariant($"The network explains {Percent(Math.Max(0, outcome.Explained))} of the targets' variance")
                + (outcome is { FallsShort: true, ReachesReference: true }
                    ? Invariant($" once offset and scale are forgiven, but its loss is only {Percent(outcome.Skill)} below that of a constant.")
                    : Invariant($". A model fitted to a sample explains {Percent(reference.Best)} (+- {Percent(reference.Error)}) of samples it has not ")
                        + "seen."),
            "Nothing else is seen: the network may be too small or too strongly held, or the steps too few.",
            "Train several times as long; then try 16 to 32 hidden units, weaker penalties, less dropout.",
            ("explained", outcome.Explained), ("possible", reference.Best));
    }
}
