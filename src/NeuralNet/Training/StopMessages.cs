using System.Globalization;
using System.Numerics;

namespace NeuralNet;

/// <summary>How a run ended, with what there is to say about it.</summary>
/// <param name="reason">Why.</param>
/// <param name="steps">Steps made in this Fit.</param>
/// <param name="history">Its epochs.</param>
/// <param name="scores">What the thresholds were last compared with; null if there are none.</param>
/// <param name="criterion">The reason that a stop criterion gave.</param>
/// <param name="noStep">Why the last step was not made, if that ended it.</param>
/// <param name="restoredEpoch">The epoch whose weights were put back; null for none.</param>
internal readonly struct RunOutcome(StopReason reason, long steps, TrainingHistory history, Scores? scores, string? criterion, NoStep? noStep,
    int? restoredEpoch)
{
    public StopReason Reason { get; } = reason;

    public long Steps { get; } = steps;

    public TrainingHistory History { get; } = history;

    public Scores? Scores { get; } = scores;

    public string? Criterion { get; } = criterion;

    public NoStep? NoStep { get; } = noStep;

    public int? RestoredEpoch { get; } = restoredEpoch;
}

/// <summary>The stop reason as a sentence with its numbers.</summary>
internal static class StopMessages
{
    public static string For<T>(RunOutcome run, TrainingOptions options, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => run.Reason switch
        {
            StopReason.EpochsReached => Invariant($"all {options.Epochs} epochs are done.") + Missed(options, run.Scores),
            StopReason.StepsReached => Invariant($"all {options.Steps} steps are done.") + Missed(options, run.Scores),
            StopReason.LossReached => Invariant($"the loss {run.Scores!.Value.Loss:G6} is below {options.StopWhenLossBelow:G6} after {run.Steps} steps."),
            StopReason.MeanAbsoluteErrorReached => Reached(run.Scores!.Value.MeanAbsoluteError, options.StopWhenMeanAbsoluteErrorBelow, run.Steps),
            StopReason.NoImprovement => NotImproved(options.EarlyStopping!, run.History[^1].Validation is null ? "training" : "validation"),
            StopReason.CriterionMet => run.Criterion!,
            StopReason.TimeLimit => Invariant($"the time limit of {options.TimeLimit} is over."),
            StopReason.Cancelled => "training was cancelled.",
            StopReason.NoGradient => NoGradient,
            StopReason.Diverged => Diverged(run.NoStep!.Divergence!, options, network, run.RestoredEpoch),
            StopReason.Converged or StopReason.NoFurtherImprovement => run.NoStep!.Message! + Missed(options, run.Scores),
            _ => throw new ArgumentOutOfRangeException(nameof(run), run.Reason, null),
        };

    private const string NoGradient = "the gradient of the loss was exactly 0 in every step that was looked at, though the loss is not: no parameter "
        + "will ever change. "
        + $"Set {nameof(TrainingOptions.WhenLossHasNoGradient)} to {nameof(NoGradientAction)}.{nameof(NoGradientAction.GoOn)} to train all the same.";

    private static string Reached(double error, double? threshold, long steps)
        => Invariant($"the mean absolute error {error:G6} is below {threshold:G6} after {steps} steps.");

    private static string NotImproved(EarlyStopping early, string data)
        => Invariant($"the {data} {early.Score} has not improved for {early.Patience} epochs; the best weights are back in place.");

    private static string Missed(TrainingOptions options, Scores? scores)
    {
        string text = "";
        if (scores is { } reached && options.StopWhenMeanAbsoluteErrorBelow is { } error)
            text += Invariant($" The mean absolute error is {reached.MeanAbsoluteError:G6}, not below {error:G6}.");
        if (scores is { } last && options.StopWhenLossBelow is { } loss)
            text += Invariant($" The loss is {last.Loss:G6}, not below {loss:G6}.");
        return text;
    }

    private static string Diverged<T>(Divergence divergence, TrainingOptions options, Network<T> network, int? restored)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string kept = restored is { } epoch
            ? Invariant($"The network has its best weights back, those of epoch {epoch}.")
            : "The network keeps its weights from before that step.";
        return $"{Where(divergence, network)} {kept} {Advice(divergence, options)}";
    }

    /// <summary>Where the finite numbers were left, a sentence.</summary>
    public static string Where<T>(Divergence divergence, Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string where = divergence.Layer is { } layer
            ? Invariant($"in layer {layer} ({network.Layers[layer]})")
            : "though the outputs of all layers are finite";
        return Invariant($"at epoch {divergence.Epoch}, step {divergence.Step}, {divergence.What} {where}.");
    }

    /// <summary>What helps against it, a sentence.</summary>
    public static string Advice(Divergence divergence, TrainingOptions options)
    {
        if (divergence.Step == 1 && divergence.Layer is null)
            return "Check the loss with GradientCheck.OfLoss.";
        return options.Optimizer is MinibatchOptimizer
            ? Invariant($"A lower learning rate than {divergence.LearningRate:G4}, scaled inputs or gradient clipping help.")
            : "Scaled inputs help.";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
