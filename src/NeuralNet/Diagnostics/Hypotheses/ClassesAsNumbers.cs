using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Whole numbers from 0 or 1 on, all about equally frequent, as the one target of a regression.</summary>
internal sealed class ClassesAsNumbers : Hypothesis
{
    private const int FewestClasses = 3;
    private const int MostClasses = 20;
    private const int FewestRows = 50;

    public override FindingCode Code => FindingCode.ClassesAsNumbers;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        ColumnFacts target = evidence.Training.Targets[0];
        double classes = target.Highest - target.Lowest + 1;
        if (evidence is not { Loss: { IsLibrary: true, Activation: null }, Outcome: { IsFine: false } outcome } || evidence.Training.Targets.Length != 1
            || target.Lowest is not (0 or 1) || classes is < FewestClasses or > MostClasses)
            return null;

        // Equally frequent whole numbers have this deviation; quantities gather about their middle.
        double even = Math.Sqrt((classes * classes - 1) / 12);
        return target.IsWhole && evidence.Training.Rows >= FewestRows && Math.Abs(target.Deviation - even) < 0.1 * even
            ? New(evidence, Severity.Information,
                Invariant($"The targets are the whole numbers {target.Lowest} to {target.Highest}, about equally frequent, and the network explains ")
                    + Invariant($"{Percent(Math.Max(0, outcome.Explained))} of their variance."),
                "If they are names of classes, their order and distance mean nothing, but a regression takes 3 for half of 6.",
                "If they are classes, give them as labels (int[]) to a network that ends in Softmax with SoftmaxCrossEntropy; if they are quantities, nothing.",
                ("classes", classes))
            : null;
    }
}
