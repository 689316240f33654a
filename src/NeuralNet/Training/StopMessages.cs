using System.Globalization;
using System.Numerics;

namespace NeuralNet;

/// <summary>The stop reason as a sentence with its numbers.</summary>
internal static class StopMessages
{
    public static string For<T>(StopReason reason, TrainingOptions options, TrainingHistory history, Scores? scores, NoStep? noStep, Network<T> network, long steps, string? criterion)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => reason switch
        {
            StopReason.EpochsReached => Invariant($"all {options.Epochs} epochs are done.") + Missed(options, scores),
            StopReason.StepsReached => Invariant($"all {options.Steps} steps are done.") + Missed(options, scores),
            StopReason.LossReached => Invariant($"the loss {scores!.Value.Loss:G6} is below {options.StopWhenLossBelow:G6} after {steps} steps."),
            StopReason.MeanAbsoluteErrorReached => Invariant($"the mean absolute error {scores!.Value.MeanAbsoluteError:G6} is below {options.StopWhenMeanAbsoluteErrorBelow:G6} after {steps} steps."),
            StopReason.NoImprovement => Invariant($"the {(history[^1].Validation is null ? "training" : "validation")} loss has not improved for {options.EarlyStopping!.Patience} epochs; the best weights are back in place."),
            StopReason.CriterionMet => criterion!,
            StopReason.TimeLimit => Invariant($"the time limit of {options.TimeLimit} is over."),
            StopReason.Cancelled => "training was cancelled.",
            StopReason.Diverged => Diverged(noStep!.Divergence!, network, history),
            StopReason.Converged or StopReason.NoFurtherImprovement => noStep!.Message! + Missed(options, scores),
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
        };

    private static string Missed(TrainingOptions options, Scores? scores)
    {
        string text = "";
        if (scores is { } reached && options.StopWhenMeanAbsoluteErrorBelow is { } error)
            text += Invariant($" The mean absolute error is {reached.MeanAbsoluteError:G6}, not below {error:G6}.");
        if (scores is { } last && options.StopWhenLossBelow is { } loss)
            text += Invariant($" The loss is {last.Loss:G6}, not below {loss:G6}.");
        return text;
    }

    private static string Diverged<T>(Divergence divergence, Network<T> network, TrainingHistory history)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string where = divergence.Layer is { } layer
            ? Invariant($"in layer {layer} ({network.Layers[layer]})")
            : "though the outputs of all layers are finite";
        string advice = divergence.Step == 1 && divergence.Layer is null
            ? "Check the loss with GradientCheck.OfLoss."
            : history.Count > 0
                ? Invariant($"A lower learning rate than {history[^1].LearningRate:G4}, scaled inputs or gradient clipping help.")
                : "A lower learning rate, scaled inputs or gradient clipping help.";
        return Invariant($"at epoch {divergence.Epoch}, step {divergence.Step}, {divergence.What} {where}. The network keeps its weights from before that step. {advice}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
