using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// What a classifier's file makes of its scores for the reader, be it the best class or a map of all: the network gives
/// the scores, and knows the classes.
/// </summary>
/// <param name="scores">The scores or probabilities, one for each class.</param>
/// <param name="classes">The names of the classes; null if the file says none.</param>
internal sealed class Head<T>(Samples<T> scores, IReadOnlyList<string>? classes) : Value
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Samples<T> Scores { get; } = scores;

    public IReadOnlyList<string>? Classes { get; } = classes;
}
