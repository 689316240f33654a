namespace NeuralNet;

/// <summary>Where training left the finite numbers.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The update that was not made or was taken back, from 1, over all calls of Fit.</param>
/// <param name="Layer">The number of the layer, from 0; null if only the loss itself was not finite.</param>
/// <param name="What">What was not finite, in words: a layer's outputs, its weights, or the loss.</param>
public sealed record Divergence(int Epoch, long Step, int? Layer, string What)
{
    /// <summary>The learning rate of that update; of a full-batch method the share of its direction.</summary>
    public double LearningRate { get; init; }

    /// <summary>The largest magnitude that the loss was given; NaN if unknown.</summary>
    internal double LargestOutput { get; init; } = double.NaN;
}
