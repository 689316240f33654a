using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>A stop threshold below what range, samples, smoothing or noise leave.</summary>
internal sealed class ThresholdOutOfReach : Hypothesis
{
    // A plateau: the second half of the run brought less than this share of the loss.
    private const double Plateau = 0.02;
    private const int FewestSteps = 100;
    private const int FewestEpochs = 10;

    public override FindingCode Code => FindingCode.ThresholdOutOfReach;

    public override Finding? Before(Evidence evidence)
    {
        if (evidence is not { Loss: { IsLibrary: true } loss, Options.StopWhenMeanAbsoluteErrorBelow: { } threshold })
            return null;
        double byRange = evidence.Range?.MeanAbsolute ?? 0, bySamples = evidence.Replicates.MeanAbsoluteError;
        double lowest = Math.Max(byRange, Math.Max(bySamples, loss.ErrorAtMinimum));
        if (!(threshold <= lowest))
            return null;
        string cause = lowest == byRange ? "Targets lie outside the range of the output."
            : lowest == bySamples ? "Some samples have equal inputs but different targets."
            : "With label smoothing the loss is lowest beside the targets, not on them.";
        return New(evidence, Severity.Warning,
            Invariant($"The mean absolute error cannot fall below {Number(threshold)}: ")
                + Invariant($"{(lowest == loss.ErrorAtMinimum ? "where the loss is lowest" : "at best")} it is {Number(lowest)}."),
            cause,
            Invariant($"Cure the cause, or stop at an error above {Number(lowest)}."),
            ("threshold", threshold), ("floor", lowest));
    }

    public override Finding? AtEnd(Evidence evidence, FindingList findings)
    {
        if (evidence is not { Outcome: { Divergence: null, Scores: { } reached }, Course: { Epochs: >= FewestEpochs } course }
            || evidence.StepsMade < FewestSteps)
            return null;
        TrainingOptions options = evidence.Options;
        bool isError = options.StopWhenMeanAbsoluteErrorBelow is not null;
        string name = isError ? "mean absolute error" : "loss";
        double? threshold = isError ? options.StopWhenMeanAbsoluteErrorBelow : options.StopWhenLossBelow;
        double Value(Scores some) => isError ? some.MeanAbsoluteError : some.Loss;
        double value = Value(reached), improvement = course.LateImprovement(record => Value(record.Training));
        if (!(threshold < value) || improvement > Plateau)
            return null;
        return New(evidence, Severity.Warning,
            Invariant($"The {name} is {Number(value)} and has improved by {Percent(Math.Max(0, improvement))} only in the second half of {course.Epochs} ")
                + Invariant($"epochs; training was to stop below {Number(threshold.Value)}."),
            "The error has a floor above the threshold: noise in the targets, too small a network, a loss whose minimum lies elsewhere (the mean squared "
                + "error aims at means, not at medians), penalties, or one of the other findings.",
            Invariant($"Cure the other findings first. Then more hidden units, another seed or rate; or a threshold above {Number(value)}."),
            ("threshold", threshold.Value), ("floor", value));
    }
}
