using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>The network is a straight line, and a few random hidden units do clearly better on the same data.</summary>
internal sealed class NoHiddenLayer : Hypothesis
{
    private const double ClearMargin = 0.08;

    public override FindingCode Code => FindingCode.NoHiddenLayer;

    protected override FindingCode[] Effects => Failure;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not { Network: { IsStraight: true } network, Outcome: { Reference: { } reference, Divergence: null } outcome })
            return null;
        double margin = Math.Max(ClearMargin, 3 * reference.Error);
        if (reference.Curved < reference.Straight + margin || reference.Curved < outcome.Explained + margin)
            return null;
        return evidence.At(New(evidence, Severity.Warning,
            Invariant($"The network is a straight line in its inputs and explains {Percent(Math.Max(0, outcome.Explained))} of the targets' variance. Tried ")
                + Invariant($"on a sample: the best straight line explains {Percent(reference.Straight)} of samples it has not seen, one through 48 random ")
                    + Invariant($"hidden units {Percent(reference.Curved)}."),
            "What is to be learned bends: no weights of a straight line can follow it.",
            "Add a hidden layer with an activation, such as Dense(16).Tanh() or Dense(32).ReLU() before the last layer.",
            ("explained", outcome.Explained), ("straight line", reference.Straight), ("hidden units", reference.Curved)), network.LastLearning);
    }
}
