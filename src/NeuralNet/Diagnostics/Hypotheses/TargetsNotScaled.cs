using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Targets behind a linear output whose scale is not the network's.</summary>
internal sealed class TargetsNotScaled : Hypothesis
{
    // An untrained network answers numbers of about 1. Adam's rate of 0.001 moves a bias by 1 in a thousand steps; a
    // squared error of targets of 100 is ten thousand times as steep.
    private const double Large = 30;

    // Initial answers are noise of about 1; what is left of it must be small beside the targets.
    private const double Small = 1.0 / 100;

    // In a mean over all outputs one of a thirtieth of the spread counts a thousandth.
    private const double Unequal = 30;

    // Half of what is to be learned, in the targets' own units: the scale was no obstacle.
    private const double Learned = 0.5;
    private const double LearnedOfSeveral = 0.8;

    public override FindingCode Code => FindingCode.TargetsNotScaled;

    protected override FindingCode[] Effects
        => [FindingCode.NoHiddenLayer, FindingCode.TooFewUnits, FindingCode.PenaltyTooStrong, FindingCode.DropoutTooStrong, FindingCode.ClippingTooTight,
        FindingCode.ThresholdOutOfReach, .. Failure];

    public override Finding? Before(Evidence evidence)
    {
        // Bounded outputs are another matter, and a user's loss may mean anything by targets.
        if (evidence is not { Loss: { IsLibrary: true, Activation: null }, Training.Kind: TargetKind.Continuous, Network: { } network, Start: { } start }
            || network.Layers[^1].Range.IsBounded || start.Skill > Learned)
            return null;
        ColumnFacts[] targets = evidence.Training.Targets;
        double widest = targets.Max(target => target.Spread);
        List<int> large = [], small = [], unequal = [];
        for (int j = 0; j < targets.Length; j++)
        {
            ColumnFacts target = targets[j];
            (double mean, double deviation) = start.Predictions[j];
            double initial = Math.Sqrt(mean * mean + deviation * deviation);
            if (target.IsConstant || target.Wild is not null)
                continue;
            if (target.RootMeanSquare > Large * Math.Max(1, Math.Min(initial, Large)))
                large.Add(j);
            else if (target.Spread < Small * Math.Min(initial, 2))
                small.Add(j);
            else if (target.Spread * Unequal < widest)
                unequal.Add(j);
        }

        return large.Count > 0 ? Largest(evidence, large) : small.Count > 0 ? Smallest(evidence, small) : unequal.Count > 0
            ? Unlike(evidence, unequal, widest) : null;
    }

    public override Finding? Review(Evidence evidence, Finding finding)
        => evidence.Outcome is { } outcome && outcome.Judged.SkillOf is { Length: > 0 } skills
            && skills.Min() >= (skills.Length > 1 ? LearnedOfSeveral : Learned) ? null : finding;

    private Finding Largest(Evidence evidence, List<int> columns)
    {
        ColumnFacts worst = evidence.Training.Targets[columns.MaxBy(j => evidence.Training.Targets[j].RootMeanSquare)];
        return Describe(evidence, columns, worst, Invariant($"Targets are {Number(worst.Mean)} +- {Number(worst.Deviation)} in {worst}, but before training ")
            + Invariant($"the network answers {Number(evidence.Start!.Predictions[worst.Index].Mean)} +- ")
            + Invariant($"{Number(evidence.Start.Predictions[worst.Index].Deviation)}, and has {evidence.PlannedSteps} steps to get there."),
            $"Initial weights{evidence.IfRate(" and usual learning rates")} are made for targets of about 1. "
                + evidence.IfRate(
                    "Steps of the size of the rate do not get there, and steps in proportion to the error overshoot and diverge.",
                    "The first steps go into their mean and size, and drive hidden units to where they are flat."));
    }

    private Finding Smallest(Evidence evidence, List<int> columns)
    {
        ColumnFacts worst = evidence.Training.Targets[columns.MinBy(j => evidence.Training.Targets[j].Spread)];
        return Describe(evidence, columns, worst, Invariant($"Targets are {Number(worst.Mean)} +- {Number(worst.Deviation)} in {worst}, but before training ")
            + Invariant($"the network answers {Number(evidence.Start!.Predictions[worst.Index].Mean)} +- ")
            + Invariant($"{Number(evidence.Start.Predictions[worst.Index].Deviation)}."),
            $"Initial weights{evidence.IfRate(" and usual learning rates")} are made for targets of about 1. What differs between these targets is lost in "
                + "what is left of the initial answers, and in the size of a step.");
    }

    private Finding Unlike(Evidence evidence, List<int> columns, double widest)
    {
        ColumnFacts worst = evidence.Training.Targets[columns.MinBy(j => evidence.Training.Targets[j].Spread)];
        return Describe(evidence, columns, worst,
            Invariant($"Targets of {Columns(columns)} vary by {Number(worst.Spread)} about the middle, those of the widest column by {Number(widest)}."),
            "The loss is a mean over all outputs: beside the wide ones these hardly count.");
    }

    private Finding Describe(Evidence evidence, List<int> columns, ColumnFacts worst, string seen, string cause) => New(evidence, Severity.Warning, seen, cause,
        "Scale the targets to mean 0 and deviation 1: train on StandardScaler.Fit(y).Transform(y), and put Scaling.Restore(scaler) behind the trained network "
            + "or call Restore on its predictions.",
        ("mean", worst.Mean), ("deviation", worst.Deviation), ("columns", columns.Count)) with
    { Columns = columns };
}
