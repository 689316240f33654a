using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Hidden units that are off for every sample.</summary>
internal sealed class DeadUnits : UnitHypothesis
{
    public override FindingCode Code => FindingCode.DeadUnits;

    protected override FindingCode[] Effects
        => [FindingCode.NoGradient, FindingCode.VanishingGradients, FindingCode.LearningRateTooLow, FindingCode.StuckInMinimum, FindingCode.ClassImbalance,
            FindingCode.ChanceLevel];

    // Units that once had a gradient have died; a gradient that was never there has another cause.
    public override bool Explains(Finding cause, Finding effect)
        => effect.Code == FindingCode.NoGradient
            ? effect.Numbers.GetValueOrDefault("had a gradient before") == 1 && effect.Numbers.GetValueOrDefault("ends in the answers") == 0
            : base.Explains(cause, effect);

    protected override bool Applies(LayerFacts layer) => !layer.Range.IsBounded;

    protected override double Share(UnitReadings units, long rows, double slope) => units.DeadShare(rows);

    protected override Finding Describe(Evidence evidence, LayerFacts layer, double share, double slope, string time) => New(evidence, Severity.Warning,
        Invariant($"{Percent(share)} of the {layer.Outputs} units of {layer.Name} pass on no gradient at all {time}. {Updates(evidence)}"),
        "Their inputs are negative for every sample, so they give 0, and with a slope of 0 they cannot come back. A step too large pushes them there, or "
            + "inputs that are all large and of one sign.",
        $"Use {evidence.IfRate("a lower learning rate, or a warm-up; ")}LeakyReLU, whose units can come back; scaled inputs; more units in a very small layer.",
        ("dead share", share), ("units", layer.Outputs), ("largest update ratio", evidence.Steps!.LargestUpdateRatio));
}
