using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>A bounded activation in front of the activation that the loss applies.</summary>
internal sealed class BoundedLogits : Hypothesis
{
    public override FindingCode Code => FindingCode.BoundedLogits;

    protected override FindingCode[] Effects => [FindingCode.TooFewUnits, FindingCode.PenaltyTooStrong, .. Failure];

    public override Finding? Before(Evidence evidence)
    {
        if (evidence is not { Network: { EndsInLoss: false } network, Loss: { Activation: { } activation } loss })
            return null;

        // Only differences of logits count in a softmax, so one open end is enough there; a sigmoid needs both.
        OutputRange range = network.Layers[^1].Range;
        bool isSoftmax = loss.ActivationRange.RowSum is not null;
        if (isSoftmax ? !range.IsBounded : range == OutputRange.Unlimited)
            return null;
        return Describe(evidence, network, activation, loss.Name, range, isSoftmax);
    }

    private Finding Describe(Evidence evidence, NetworkFacts network, string activation, string loss, OutputRange range, bool isSoftmax)
    {
        double odds = isSoftmax ? Math.Exp(range.Highest - range.Lowest) : 1;
        double highest = isSoftmax ? odds / (odds + network.Outputs - 1) : 1 / (1 + Math.Exp(-range.Highest));
        double lowest = isSoftmax ? 1 / (1 + (network.Outputs - 1) * odds) : 1 / (1 + Math.Exp(-range.Lowest));
        return evidence.At(New(evidence, Severity.Warning,
            Invariant($"{loss} applies its own {activation} to outputs of {network.Layers[^1].Name}, which lie between {Number(range.Lowest)} and ")
                + Invariant($"{Number(range.Highest)}: probabilities stay between {Number(lowest)} and {Number(highest)}."),
            "The last activation and the one that the loss includes act one after the other, so the network cannot be sure of any answer and its gradients "
                + "stay small.",
            $"Let the network end in its last Dense layer, or in {activation}, which is then applied once.",
            ("lowest probability", lowest), ("highest probability", highest)), network.Layers.Length - 1);
    }
}
