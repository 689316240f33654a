namespace NeuralNet;

/// <summary>Why a step was not made: the weights are as they were.</summary>
/// <param name="reason">The reason; null if whoever asked to interrupt it knows.</param>
/// <param name="message">The reason in a sentence, if it is the optimizer's.</param>
internal sealed class NoStep(StopReason? reason, string? message)
{
    public StopReason? Reason { get; } = reason;

    public string? Message { get; } = message;

    /// <summary>It was interrupted before it was complete.</summary>
    public static NoStep Interrupted { get; } = new(null, null);

    /// <summary>Where training would have left the finite numbers, if it would have.</summary>
    public Divergence? Divergence { get; private init; }

    /// <summary>It would have left the finite numbers.</summary>
    public static NoStep Diverged(Divergence divergence) => new(StopReason.Diverged, null) { Divergence = divergence };
}
