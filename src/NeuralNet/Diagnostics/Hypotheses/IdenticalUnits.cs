using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Units that started equal and stay equal.</summary>
internal sealed class IdenticalUnits : Hypothesis
{
    public override FindingCode Code => FindingCode.IdenticalUnits;

    protected override FindingCode[] Effects => [FindingCode.TooFewUnits, .. Failure];

    public override Finding? During(Evidence evidence)
        => evidence is { Identical: { Units.Count: > 1 } units } ? evidence.At(New(evidence, Severity.Warning,
            Invariant($"{units.Units.Count} of {evidence.Network!.Layers[units.Layer].Outputs} units are the same to the bit, in outputs and in gradients: ")
                + Invariant($"{Phrase.Units(units.Units)}."),
            "They started with equal weights. Equal units get equal gradients, so they stay equal, and together can do no more than one of them.",
            "Start with random weights: leave the initializer out, or use GlorotUniform or HeUniform. Only biases may all start at 0.",
            ("identical units", units.Units.Count), ("units", evidence.Network.Layers[units.Layer].Outputs)), units.Layer) : null;

    public override Finding? Review(Evidence evidence, Finding finding) => Milder(evidence, finding);
}
