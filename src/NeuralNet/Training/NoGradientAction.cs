namespace NeuralNet;

/// <summary>
/// What training does when the gradient of the loss turns out to be exactly 0 though the loss is not.
/// </summary>
public enum NoGradientAction
{
    /// <summary>
    /// It ends after the first epoch, with <see cref="StopReason.NoGradient"/> and a finding that says what helps.
    /// </summary>
    Stop,

    /// <summary>It goes on: a gradient may come with other samples or with time.</summary>
    GoOn,
}
