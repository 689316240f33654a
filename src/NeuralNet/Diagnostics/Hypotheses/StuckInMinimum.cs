using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>A method of all samples that finds no further step, short of what is possible.</summary>
internal sealed class StuckInMinimum : Hypothesis
{
    private const double Half = 0.5;
    private const double FlatSlope = 0.01;
    private const double Notable = 0.2;

    public override FindingCode Code => FindingCode.StuckInMinimum;

    protected override FindingCode[] Effects => [FindingCode.ThresholdOutOfReach, FindingCode.ClassImbalance, FindingCode.ChanceLevel];

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence.HasRate || evidence.Outcome is not { IsFine: false, Divergence: null } outcome
            || outcome.Reason is not (StopReason.NoFurtherImprovement or StopReason.Converged)
            || !(outcome.FallsShort || (outcome.Reference is null && outcome.Skill < Half)))
            return null;
        string idle = outcome.IdleParameters == 0 ? ""
            : Invariant($" On {outcome.IdleParameters} of {outcome.Parameters} parameters nothing depends any more.");
        string possible = outcome.Reference is { } reference
            ? Invariant($" A model fitted to a sample explains {Percent(reference.Best)} of the variance, the network ")
                + Invariant($"{Percent(Math.Max(0, outcome.Explained))}.")
            : "";
        Replicates found = evidence.Replicates;
        string contradictions = found.Example is { } rows
            ? Invariant($" {Percent(found.Contradicting)} of the samples contradict others: rows {rows.First} and {rows.Second}, for example.") : "";
        return New(evidence, Severity.Warning,
            Invariant($"After {evidence.StepsMade} iterations no step lowers the loss of {Number(outcome.Training.Loss)} any further (a constant answer has ")
                + Invariant($"{Number(outcome.Training.ConstantLoss)}).{possible}{idle}{Flat(evidence, outcome)}{contradictions}"),
            outcome.IdleParameters > 0
                ? "Parameters on which nothing depends are moved by no step: their units are flat for every sample, or what they are given is always the same."
                : "It is a minimum, but not the lowest: where a method of all samples ends depends on the weights it starts from.",
            "Start from other weights: train with several seeds and keep the best. Scale the inputs; where parameters have no effect use fewer units, or "
                + "a small L2, which brings weights back from where units are flat.",
            ("loss", outcome.Training.Loss), ("idle parameters", outcome.IdleParameters), ("parameters", outcome.Parameters));
    }

    private static string Flat(Evidence evidence, Outcome outcome)
    {
        string text = "";
        for (int layer = 0; outcome.Readings is { } seen && layer < seen.Units.Length; layer++)
        {
            if (seen.Units[layer] is { } units && units.FlatShare(FlatSlope) is > Notable and var share)
                text += Invariant($" {Percent(share)} of the units of layer {layer} ({evidence.Network!.Layers[layer].Name}) are saturated or off.");
        }

        return text;
    }
}
