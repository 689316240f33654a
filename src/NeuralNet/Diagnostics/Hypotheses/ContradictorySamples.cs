using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Equal inputs with different targets, where equal inputs are a surprise or say nothing at all.</summary>
internal sealed class ContradictorySamples : Hypothesis
{
    // Where contradictions leave less than this share of a constant answer's error, they are a footnote.
    private const double NotableError = 0.05;

    // Nearly all samples repeat others, and knowing which tells nothing.
    private const double MostSamples = 0.5;
    private const double HardlyAnything = 0.1;

    // So few that a network which is right does not miss them.
    private const double FewSamples = 0.02;

    public override FindingCode Code => FindingCode.ContradictorySamples;

    protected override FindingCode[] Effects => [FindingCode.NoHiddenLayer, FindingCode.TooFewUnits, .. Failure];

    // Only where nothing can be learned of the inputs does the rest follow from it.
    public override bool Explains(Finding cause, Finding effect) => cause.Numbers["explained"] < HardlyAnything && base.Explains(cause, effect);

    public override Finding? Before(Evidence evidence)
    {
        Replicates found = evidence.Replicates;
        if (evidence.Loss is not { IsLibrary: false } && evidence.Training.Rows > 1
            && Array.TrueForAll(evidence.Training.Inputs, column => column.HalfRange == 0)
            && !Array.TrueForAll(evidence.Training.Targets, target => target.HalfRange == 0) && found.Example is null)
            return AllEqual(evidence);

        // A user's loss may give targets another meaning than the answer wanted.
        if (found.Example is null || evidence.Loss is { IsLibrary: false })
            return null;
        if (found.AreNatural)
            return found.Repeated >= MostSamples && found.Explained < HardlyAnything && !Significant(found, evidence.Training.Rows)
                ? Describe(evidence, found, Severity.Warning) : null;
        double constant = evidence.Training.Targets.Average(target => target.Deviation);
        return Describe(evidence, found, found.MeanSquaredError > NotableError * NotableError * constant * constant
            && found.MeanAbsoluteError > 0.8 * NotableError * constant ? Severity.Warning : Severity.Information);
    }

    /// <summary>Of many samples only some are grouped; where all are equal these may be none.</summary>
    private Finding AllEqual(Evidence evidence) => New(evidence, Severity.Warning,
        Invariant($"All {evidence.Training.Rows} samples have the same inputs, but their targets differ."),
        "The network gives equal inputs equal outputs. The inputs were never filled, or were rounded to nothing.",
        "Look at how x was made: print a few rows.",
        ("rows", evidence.Training.Rows), ("explained", 0));

    public override Finding? Review(Evidence evidence, Finding finding)
        => finding.Severity == Severity.Information && evidence.Outcome is { IsFine: true }
            && finding.Numbers.GetValueOrDefault("share of samples", 1) < FewSamples ? null : Milder(evidence, finding);

    /// <summary>The F test of an analysis of variance, its ratio in standard errors.</summary>
    private static bool Significant(Replicates found, int rows)
    {
        double groups = found.Groups, within = 1 - found.Explained;
        if (groups < 2 || rows - groups < 2 || within <= 0)
            return false;
        double ratio = ((rows - 1) / within - (rows - groups)) / (groups - 1);
        return ratio - 1 > 2 * Math.Sqrt(2 / (groups - 1) + 2 / (rows - groups));
    }

    private Finding Describe(Evidence evidence, Replicates found, Severity severity)
    {
        (int first, int second) = found.Example!.Value;
        string best = found.Accuracy is { } accuracy
            ? Invariant($"the accuracy cannot exceed {Percent(accuracy)}")
            : Invariant($"the mean squared error cannot fall below {Number(found.MeanSquaredError)}");
        int constant = evidence.Training.Inputs.Count(column => column.IsConstant);
        string constants = constant == 0 ? "" : Invariant($" {constant} of the {evidence.Training.Inputs.Length} columns are the same in all rows.");
        return New(evidence, severity,
            Invariant($"{Percent(found.Contradicting)} of the samples have the same inputs as another sample but different targets: rows {first} and ")
                + Invariant($"{second}, for example. So {best}, nor the mean absolute error fall below {Number(found.MeanAbsoluteError)}.{constants}"),
            "The network gives equal inputs equal outputs. Labels are wrong, the inputs lack what tells these samples apart, or x was never filled.",
            "Look at the rows named. Correct the labels, add the missing feature, or take the error as the noise of the data.",
            ("share of samples", found.Contradicting), ("row", first), ("other row", second), ("lowest mean absolute error", found.MeanAbsoluteError),
                ("lowest mean squared error", found.MeanSquaredError), ("explained", found.Explained));
    }
}
