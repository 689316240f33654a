namespace NeuralNet.Onnx.Operators;

/// <summary>Active in training only, it leaves no node.</summary>
internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> Dropout = For<Dropout<T>>((_, _, input) => input);
}
