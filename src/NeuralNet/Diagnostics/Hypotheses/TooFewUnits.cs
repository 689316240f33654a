using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>A hidden layer of one or two units through which not enough passes.</summary>
internal sealed class TooFewUnits : Hypothesis
{
    private const int Narrow = 2;
    private const double Good = 0.9;
    private const double Plateau = 0.1;
    private const int ManyEpochs = 25;

    public override FindingCode Code => FindingCode.TooFewUnits;

    protected override FindingCode[] Effects => [FindingCode.PenaltyTooStrong, FindingCode.DropoutTooStrong, .. Failure];

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not { Network: { } network, IsComparing: true, Outcome: { IsFine: false, Divergence: null } outcome, Course: { Epochs: >= 10 } course })
            return null;
        LayerFacts? narrowest = network.Learning.Where(layer => layer.Index != network.LastLearning && layer.Outputs <= Narrow && layer.Inputs > layer.Outputs)
            .MinBy(layer => layer.Outputs);
        if (narrowest is null)
            return null;

        // One unit ends in a plateau by itself; two may be enough, so it must be known that more is possible.
        bool isStuck = narrowest.Outputs == 1 && outcome.Skill < Good
            && (course.Epochs >= ManyEpochs || course.LateImprovement(record => record.Training.Loss) < Plateau)
            && (outcome.Reference is null || outcome.Reference.FindsSomething);
        if (!isStuck && !outcome.FallsShort)
            return null;
        return evidence.At(New(evidence, Severity.Warning,
            Invariant($"Layer {narrowest.Index} ({narrowest.Name}) has {narrowest.Outputs} {(narrowest.Outputs == 1 ? "unit" : "units")}; the network ")
                + Invariant($"explains {Percent(Math.Max(0, outcome.Skill))} of what is to be explained and no longer learns much.{Possible(outcome)}"),
            "All that the inputs tell must pass through these units: one unit is one number for each sample.",
            "Give the layer more units, 8 to 32 for a small problem.",
            ("units", narrowest.Outputs), ("skill", outcome.Skill)), narrowest.Index);
    }

    private static string Possible(Outcome outcome)
        => outcome.Reference is { FindsSomething: true } reference
        ? Invariant($" Tried on a sample: 48 random hidden units explain {Percent(reference.Best)} of the variance of samples they have not seen, the network ")
        + Invariant($"{Percent(Math.Max(0, outcome.Explained))}.") : "";
}
