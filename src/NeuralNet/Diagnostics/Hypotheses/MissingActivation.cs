using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Layers that learn and follow each other without an activation.</summary>
internal sealed class MissingActivation : Hypothesis
{
    // A linear bottleneck, as of an autoencoder that is meant to be a principal component analysis, is none.
    private const double ClearMargin = 0.1;

    public override FindingCode Code => FindingCode.MissingActivation;

    protected override FindingCode[] Effects => [FindingCode.NoHiddenLayer, FindingCode.TooFewUnits, .. Failure];

    public override Finding? Before(Evidence evidence)
    {
        if (evidence.Network is not { } network)
            return null;
        int first = -1;
        foreach (LayerFacts layer in network.Layers)
        {
            if (!layer.IsAffine)
                first = -1;
            else if (layer.HasParameters && first >= 0 && network.Layers[first].Outputs >= Math.Min(network.Layers[first].Inputs, layer.Outputs))
                return Describe(evidence, network.Layers[first], layer);
            else if (layer.HasParameters)
                first = layer.Index;
        }

        return null;
    }

    public override Finding? Review(Evidence evidence, Finding finding)
        => evidence.Outcome is { IsFine: true } outcome && !(outcome.Reference is { } reference && reference.Curved > reference.Straight + ClearMargin)
            ? finding with { Severity = Severity.Information } : finding;

    private Finding Describe(Evidence evidence, LayerFacts first, LayerFacts second) => evidence.At(New(evidence, Severity.Warning,
        Invariant($"Layers {first.Index} ({first.Name}) and {second.Index} ({second.Name}) follow each other without an activation."),
        "A straight line of a straight line is a straight line: together they can do no more than one Dense layer.",
        "Put an activation between them, such as ReLU() or Tanh().",
        ("first layer", first.Index), ("second layer", second.Index)), second.Index);
}
