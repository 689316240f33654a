using System.Numerics;

namespace NeuralNet.Onnx.Operators;

/// <summary>A layer that was found in the nodes of a model.</summary>
/// <param name="Input">What enters it.</param>
/// <param name="Make">Makes it for a number of features; null for a layer that changes nothing.</param>
internal sealed record ReadLayer<T>(OnnxValue<T> Input, Func<int, Layer<T>>? Make)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The axis along which the operator works, for layers that do not treat each element alone; null if it was written
    /// for N x features.
    /// </summary>
    public long? Axis { get; init; }

    /// <summary>
    /// Whether the dimensions from the axis on are taken together, those of the samples included.
    /// </summary>
    public bool TakesLaterAxes { get; init; }

    /// <summary>
    /// How many numbers the layer holds for so many features: they are counted before memory is taken for them. None
    /// unless given.
    /// </summary>
    public Func<int, long>? Numbers { get; init; }

    /// <summary>The layer, if it does not take the number of features to make it.</summary>
    public Layer<T>? Layer { get; private init; }

    public static ReadLayer<T> Of(OnnxValue<T> input, Layer<T> layer) => new(input, _ => layer) { Layer = layer };
}
