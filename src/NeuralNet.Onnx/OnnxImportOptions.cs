namespace NeuralNet.Onnx;

/// <summary>What to read of an ONNX model.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>
    /// The value that the network shall predict: an output of the model or any value inside, such as the logits or the
    /// probabilities before they become a map of labels; null, as it is unless given, for the model's only output that
    /// depends on its input, where the class and the scores of a classifier are one. What this value does not depend on
    /// is not looked at.
    /// </summary>
    public string? OutputName { get; init; }

    /// <summary>
    /// How layers of one's own are read, of the precision in which the network shall compute: each is an
    /// <see cref="OnnxOperator{T}"/>. They are asked in this order, and before the library's. None unless given.
    /// </summary>
    public IReadOnlyList<OnnxOperator> Operators { get; init; } = [];
}
