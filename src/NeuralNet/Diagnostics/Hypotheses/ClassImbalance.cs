using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>
/// A class so frequent that the network hardly ever names another: worth knowing where names are wanted; as
/// probabilities the answers may be right.
/// </summary>
internal sealed class ClassImbalance : Hypothesis
{
    // Three quarters in one class (of two; more is rarer still): then an accuracy that looks good says nothing.
    private const double LargeClass = 0.75;
    private const double LittleBetter = 0.1;

    // A class with samples enough that is named a fifth as often as it is right.
    private const double SeldomNamed = 0.2;
    private const int FewestSamples = 10;

    public override FindingCode Code => FindingCode.ClassImbalance;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        int[] counts = evidence.Training.ClassCounts;
        if (counts.Length < 2 || evidence.Options.ClassWeights is not null || counts.Min() == 0
            || evidence is not { Outcome: { Divergence: null } outcome, Course: { Epochs: > 0 } } || outcome.Training.Accuracy is not { } accuracy)
            return null;
        int largest = Array.IndexOf(counts, counts.Max());
        double share = (double)counts[largest] / evidence.Training.Rows;
        bool isLikeConstant = share >= LargeClass && accuracy <= share + LittleBetter * (1 - share) && accuracy >= share - LittleBetter;
        bool isNeverNamed = share >= LargeClass && outcome.Training.ClassShares.Any(of => of.Wanted * evidence.Training.Rows >= FewestSamples
            && of.Answered < SeldomNamed * of.Wanted);
        if (!isLikeConstant && !isNeverNamed)
            return null;
        string weights = string.Join(", ", counts.Take(6).Select(count => Number(Math.Round(evidence.Training.Rows / (counts.Length * (double)count), 3))))
            + (counts.Length > 6 ? ", ..." : "");
        return New(evidence, Severity.Information,
            Invariant($"The accuracy is {100 * accuracy:0.0} %; always answering class {evidence.Training.ClassText(largest)} is right for {Percent(share)} ")
                + Invariant($"of the samples ({counts[largest]} of {counts.Sum()}). The smallest class has {counts.Min()}, and rare classes are hardly named. ")
                + Invariant($"{Skill(outcome)}"),
            "Where one class is that frequent, a rare one is seldom the likeliest answer, so it is hardly ever named, even by a network that knows all there "
                + "is to know.",
            "If you need probabilities, nothing. If rare classes are to be named, judge by ConfusionMatrix, not by accuracy, and give them weight, "
                + $"ClassWeights = [{weights}], or name them above a lower probability than one half.",
            ("accuracy", accuracy), ("share of the largest class", share), ("largest class", largest));
    }

    private static string Skill(Outcome outcome)
        => double.IsNaN(outcome.Skill) ? "" : Invariant($"By its probabilities the network explains {Percent(Math.Max(0, outcome.Skill))} of the deviance.");
}
