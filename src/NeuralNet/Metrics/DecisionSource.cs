namespace NeuralNet;

/// <summary>Where a <see cref="DecisionRule"/> comes from.</summary>
public enum DecisionSource
{
    /// <summary>
    /// The network's last layer, for want of anything better: a network that has not been trained, or a file that does
    /// not say.
    /// </summary>
    LastLayer,

    /// <summary>The targets and the loss of the last training.</summary>
    Training,

    /// <summary>The program. Training leaves such a rule as it is.</summary>
    Caller,
}
