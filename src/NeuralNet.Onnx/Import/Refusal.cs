namespace NeuralNet.Onnx.Import;

/// <summary>
/// The one exception of the import: the file is damaged, or holds what a network of this library cannot.
/// </summary>
internal static class Refusal
{
    public static Exception Because(string reason, Exception? inner = null) => new InvalidDataException(reason, inner);
}
