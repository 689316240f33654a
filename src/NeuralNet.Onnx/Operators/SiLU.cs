namespace NeuralNet.Onnx.Operators;

/// <summary>x sigmoid(x); the operator Swish of operator set 24 is read, too.</summary>
internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> SiLU = For<SiLU<T>>(
        (graph, _, input) => graph.AddNode("Mul", [input, graph.AddNode("Sigmoid", [input])]), ("Mul", ReadSiLU), ("Swish", ReadSwish));

    private static ReadLayer<T>? ReadSiLU(OnnxNode<T> node) => node.Inputs is [var a, var b]
        ? IsSigmoidOf(b, a) ? ReadLayer<T>.Of(a, new SiLU<T>()) : IsSigmoidOf(a, b) ? ReadLayer<T>.Of(b, new SiLU<T>()) : null
        : null;

    private static bool IsSigmoidOf(OnnxValue<T> value, OnnxValue<T> x) => value.Node is { Operator: "Sigmoid", Inputs: [var argument] } && argument == x;

    private static ReadLayer<T>? ReadSwish(OnnxNode<T> node)
    {
        node.CheckAttributes("alpha");
        double alpha = node.Number("alpha", 1);
        return alpha == 1 ? ReadLayer<T>.Of(OnlyInput(node), new SiLU<T>()) : null;
    }
}
