using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Nothing else is seen, but a model without settings finds more in the same data.</summary>
internal sealed class ShortOfPossible : Hypothesis
{
    private const int FewestSteps = 100;

    public override FindingCode Code => FindingCode.ShortOfPossible;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not { Loss.IsLibrary: true, Outcome: { Divergence: null } outcome } || !(outcome.FallsShort || !outcome.ReachesReference)
            || outcome.Reference is not { FindsSomething: true } reference || evidence.StepsMade < FewestSteps || findings.Ordered.Count > 0)
            return null;
        return New(evidence, Severity.Information,
            Invariant($"The network explains {Percent(Math.Max(0, outcome.Explained))} of the targets' variance")
                + (outcome.ReachesReference
                    ? Invariant($" once offset and scale are forgiven, but its loss is only {Percent(outcome.Skill)} below that of a constant.")
                    : Invariant($". A model fitted to a sample explains {Percent(reference.Best)} of samples it has not seen.")),
            "Nothing else is seen: the network may be too small or too strongly held, or the steps too few.",
            "Train several times as long; then try 16 to 32 hidden units, weaker penalties, less dropout.",
            ("explained", outcome.Explained), ("possible", reference.Best));
    }
}
