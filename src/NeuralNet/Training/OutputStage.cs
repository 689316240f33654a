using System.Numerics;

namespace NeuralNet;

/// <summary>Where a network ends and its loss begins.</summary>
internal static class OutputStage
{
    /// <summary>
    /// The layers whose output the loss is given: all, or all but the last if the loss includes that activation.
    /// </summary>
    public static Layer<T>[] LayersBeforeLoss<T>(Network<T> network, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => IsIncluded(network.Layers[^1], loss) ? [.. network.Layers.SkipLast(1)] : [.. network.Layers];

    public static bool IsIncluded<T>(Layer<T> layer, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.IncludedActivation is { } activation && activation.GetType() == layer.GetType();
}
