namespace NeuralNet.Onnx.Operators;

internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> ReLU = For<ReLU<T>>(
        (graph, _, input) => graph.AddNode("Relu", [input]), Simple("Relu", () => new ReLU<T>()), ("Max", ReadMaximumWithZero));

    private static ReadLayer<T>? ReadMaximumWithZero(OnnxNode<T> node) => With(node, "Max", 0) is { } x ? ReadLayer<T>.Of(x, new ReLU<T>()) : null;
}
