using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>A loss of the user's that falls while the answers get worse without end: it has the wrong sign.</summary>
internal sealed class MaximisedLoss : Hypothesis
{
    // No answer to targets of 1 is 100; logits and logarithms stay below.
    private const double RunAway = 100;

    // An accuracy of less than half of that of a constant answer is no chance.
    private const double WorseThanChance = 0.5;

    public override FindingCode Code => FindingCode.MaximisedLoss;

    protected override FindingCode[] Effects => Failure;

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not { Loss.IsLibrary: false, Outcome: { OwnLoss: { } own, Divergence: null } outcome } || !(own.AtEnd < own.AtStart))
            return null;
        double answers = Size(outcome.Training.Predictions), targets = Size(outcome.Training.Targets);
        bool runsAway = own.AtEnd < 0 && answers > RunAway * Math.Max(targets, 1e-3) && answers > 3 * Size(evidence.Start!.Predictions);
        bool isWorse = evidence.Training.Kind.IsOneHot() && outcome.Training is { Accuracy: { } accuracy } && evidence.Start!.Accuracy > accuracy
            && accuracy < WorseThanChance * evidence.Training.ClassCounts.Max() / evidence.Training.Rows
                && accuracy < WorseThanChance / evidence.Network!.Outputs;
        if (!runsAway && !isWorse)
            return null;
        string seen = runsAway
            ? Invariant($"answers have a size of {Number(answers)}, targets of {Number(targets)}")
            : Invariant($"the accuracy went from {100 * evidence.Start!.Accuracy:0.0} % to {100 * outcome.Training.Accuracy:0.0} %");
        return New(evidence, Severity.Error,
            Invariant($"{evidence.Loss!.Name} fell from {Number(own.AtStart)} to {Number(own.AtEnd)} on a sample of the training data, while {seen}."),
            "The loss is lowest where the answers are worst. Training makes it small: a similarity, a likelihood or a gain must have a minus, an error must "
                + "not.",
            "Turn the sign of value and gradient round. Check it by hand: the loss of predictions that equal the targets must be lower than that of others.",
            ("loss at the start", own.AtStart), ("loss", own.AtEnd), ("size of answers", answers), ("size of targets", targets));
    }

    private static double Size((double Mean, double Deviation)[] columns)
        => Math.Sqrt(columns.Average(column => column.Mean * column.Mean + column.Deviation * column.Deviation));
}
