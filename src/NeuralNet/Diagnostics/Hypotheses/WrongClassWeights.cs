using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Class weights that make frequent classes count even more.</summary>
internal sealed class WrongClassWeights : Hypothesis
{
    private const double Notable = 2;

    public override FindingCode Code => FindingCode.WrongClassWeights;

    protected override FindingCode[] Effects => [FindingCode.ClassImbalance, FindingCode.ChanceLevel, FindingCode.StillImproving, FindingCode.Overfitting];

    public override Suspect? Suspect(Evidence evidence)
        => evidence.Training.IsWeighted ? new Suspect(Code, "these weights", options => options) { IsWeights = true } : null;

    public override Finding? Before(Evidence evidence)
    {
        int[] counts = evidence.Training.ClassCounts;
        if (evidence.Options.ClassWeights is not { } weights || counts.Length != weights.Count)
            return null;
        return OutOfProportion(evidence, counts, weights);
    }

    private Finding? OutOfProportion(Evidence evidence, int[] counts, IReadOnlyList<double> weights)
    {
        // A weight of 0 takes a class out, on purpose.
        int[] counted = [.. Enumerable.Range(0, counts.Length).Where(label => weights[label] > 0 && counts[label] > 0)];
        if (counted.Length < 2)
            return null;
        int frequent = counted.MaxBy(label => counts[label]), rare = counted.MinBy(label => counts[label]);
        if (counts[frequent] < Notable * counts[rare] || weights[frequent] < Notable * weights[rare])
            return null;
        double total = counted.Sum(label => counts[label]);
        string balanced = string.Join(", ", Enumerable.Range(0, counts.Length)
            .Select(label => weights[label] == 0 ? "0" : Number(total / (counted.Length * Math.Max(1.0, counts[label])))));
        return New(evidence, Severity.Warning,
            Invariant($"Class {evidence.Training.ClassText(frequent)} has {counts[frequent]} samples and the weight {Number(weights[frequent])}, class ")
                + Invariant($"{evidence.Training.ClassText(rare)} {counts[rare]} samples and the weight {Number(weights[rare])}: together they count ")
                + Invariant($"{Number(counts[frequent] * weights[frequent] / (counts[rare] * weights[rare]))} to 1."),
            "Weights in proportion to the counts make rare classes count even less, so they are never named.",
            $"Turn them round, ClassWeights = [{balanced}], in inverse proportion to the counts.",
            ("weight of the frequent class", weights[frequent]), ("weight of the rare class", weights[rare]));
    }

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
        => evidence.Outcome is { FallsShort: true } outcome && outcome.Trial(Code) is { Accuses: true } trial ? New(evidence, Severity.Warning,
            Invariant($"Samples or classes have weights, and the network explains {Percent(Math.Max(0, outcome.Explained))} of the variance.{trial.Text}"),
            "The weights are so unequal that few samples decide, and what the others tell is not learned.",
            "Leave SampleWeights and ClassWeights out; if they must be, keep the largest within a hundred times the smallest.",
            ("explained", outcome.Explained)) : null;
}
