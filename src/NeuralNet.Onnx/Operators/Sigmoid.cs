namespace NeuralNet.Onnx.Operators;

internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> Sigmoid
        = For<Sigmoid<T>>((graph, _, input) => graph.AddNode("Sigmoid", [input]), Simple("Sigmoid", () => new Sigmoid<T>()));
}
