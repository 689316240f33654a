using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Dropout that leaves hardly a unit, or that drops the answers themselves.</summary>
internal sealed class DropoutTooStrong : Hypothesis
{
    // Fewer units than that are left on average.
    private const double FewestUnits = 2.5;

    // Half is common; a share beyond that is suspicious where the run falls short.
    private const double LargeShare = 0.7;

    public override FindingCode Code => FindingCode.DropoutTooStrong;

    protected override FindingCode[] Effects => Failure;

    public override Suspect? Suspect(Evidence evidence)
        => evidence.Network?.Dropping is { } layer
            ? new Suspect(Code, layer.Name, options => options) { IsDropout = true } : null;

    public override Finding? Before(Evidence evidence)
    {
        if (evidence.Network is not { } network)
            return null;
        foreach (LayerFacts layer in network.Layers)
        {
            if (layer.DropShare > 0 && layer.Index > network.LastLearning)
                return Describe(
                    evidence,
                    layer,
                    Invariant($"Layer {layer.Index} ({layer.Name}) drops answers: it stands behind the last layer that learns."),
                    "In training a dropped answer is 0 whatever the network thinks, and the others are enlarged; so it learns to answer something else "
                        + "than the targets.",
                    "Take the dropout behind the last layer out; it belongs behind hidden layers.");
            if (layer.DropShare > 0 && layer.Inputs * (1 - layer.DropShare) < FewestUnits)
                return Few(evidence, layer);
        }

        return null;
    }

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
        => evidence is { Outcome: { FallsShort: true, Divergence: null } outcome, Network: { } network }
            && network.Dropping is { } layer
            && (outcome.Trial(Code) is { } trial ? trial.Accuses : layer.DropShare > LargeShare || outcome.IsOffScale) ? Few(evidence, layer) : null;

    public override Finding? Review(Evidence evidence, Finding finding)
        => evidence.Outcome is { IsFine: true } outcome && outcome.Trial(Code) is not { Accuses: true } && finding.Layer <= evidence.Network!.LastLearning
            ? null : finding with { Observation = finding.Observation + evidence.Outcome?.Trial(Code)?.Text };

    private Finding Few(Evidence evidence, LayerFacts layer) => Describe(evidence, layer,
        Invariant($"Layer {layer.Index} ({layer.Name}) drops {Percent(layer.DropShare)} of {layer.Inputs} values: about ")
            + Invariant($"{Number(layer.Inputs * (1 - layer.DropShare))} are left in a step.{evidence.Outcome?.Trial(Code)?.Text}"),
        "What the network learns in a step rests on so few values that it hardly learns what they mean together; the record of training, made with dropout, "
            + "is worse than the network.",
        "Use a rate of 0.1 to 0.5, on layers of at least some ten units; without dropout for a small network.");

    private Finding Describe(Evidence evidence, LayerFacts layer, string seen, string cause, string remedy)
        => evidence.At(New(evidence, Severity.Warning, seen, cause, remedy, ("rate", layer.DropShare), ("values", layer.Inputs)), layer.Index);
}
