namespace NeuralNet;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>The number of epochs asked for is done.</summary>
    EpochsReached,

    /// <summary>The number of steps asked for is done.</summary>
    StepsReached,

    /// <summary>The loss on all training samples is below the threshold.</summary>
    LossReached,

    /// <summary>The mean absolute error on all training samples is below the threshold.</summary>
    MeanAbsoluteErrorReached,

    /// <summary>
    /// The watched score has not improved for the number of epochs asked for; the best weights are back in place.
    /// </summary>
    NoImprovement,

    /// <summary>One of <see cref="TrainingOptions.StopCriteria"/> gave a reason to stop.</summary>
    CriterionMet,

    /// <summary>The time is up.</summary>
    TimeLimit,

    /// <summary>The cancellation token was set.</summary>
    Cancelled,

    /// <summary>
    /// A loss or a weight was about to become NaN or infinite; the network keeps its last finite weights, or has the
    /// best ones back with early stopping.
    /// </summary>
    Diverged,

    /// <summary>
    /// A <see cref="FullBatchOptimizer"/> is at a minimum: no step could lower the loss by more than rounding. The
    /// message gives the gradient.
    /// </summary>
    Converged,

    /// <summary>
    /// A <see cref="FullBatchOptimizer"/> found no step that lowers the loss, though the gradient is not flat: it
    /// stalls. The message gives gradient and damping, the findings perhaps the cause.
    /// </summary>
    NoFurtherImprovement,

    /// <summary>
    /// The loss has no gradient, so no weight would ever change; see
    /// <see cref="TrainingOptions.WhenLossHasNoGradient"/>.
    /// </summary>
    NoGradient,
}
