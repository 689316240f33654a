namespace NeuralNet.Onnx.Operators;

internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> Tanh = For<Tanh<T>>((graph, _, input) => graph.AddNode("Tanh", [input]), Simple("Tanh", () => new Tanh<T>()));
}
