namespace NeuralNet.Uncertainty;

/// <summary>A loss of several outputs for one target, side by side.</summary>
internal interface IGroupedLoss
{
    /// <summary>Outputs of a target.</summary>
    int Group { get; }
}
