using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Hidden units that are driven so far out that their curve is flat.</summary>
internal sealed class SaturatedUnits : UnitHypothesis
{
    public override FindingCode Code => FindingCode.SaturatedUnits;

    protected override FindingCode[] Effects
        => [FindingCode.NoGradient, FindingCode.VanishingGradients, FindingCode.LearningRateTooLow, FindingCode.StuckInMinimum, FindingCode.ClassImbalance,
            FindingCode.ChanceLevel];

    protected override bool Applies(LayerFacts layer) => layer.Range.IsBounded;

    protected override double Share(UnitReadings units, long rows, double slope) => slope > 0 ? units.FlatShare(slope) : units.DeadShare(rows);

    protected override Finding Describe(Evidence evidence, LayerFacts layer, double share, double slope, string time) => New(evidence, Severity.Warning,
        Invariant($"{Percent(share)} of the {layer.Outputs} units of {layer.Name} are saturated {time}: they pass on ")
            + Invariant($"{(slope == 0 ? "nothing" : Invariant($"less than {Percent(slope)} on average"))} of the gradient they get. {Updates(evidence)}"),
        "Their inputs are so large that the curve is flat there. Initial weights or input values are too "
            + $"large{evidence.IfRate(", or a learning rate too high has driven them out")}.",
        "Scale the inputs, leave the initial weights to the library (GlorotUniform)"
                + $"{evidence.IfRate(", use a lower learning rate")}; or ReLU in hidden layers.",
        ("saturated share", share), ("units", layer.Outputs), ("largest update ratio", evidence.Steps!.LargestUpdateRatio));
}
