namespace NeuralNet.Onnx.Operators;

/// <summary>In double, for which ONNX Runtime has no HardSigmoid, max(min(alpha x + beta, 1), 0).</summary>
internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> HardSigmoid
        = For<HardSigmoid<T>>(WriteHardSigmoid, ("HardSigmoid", ReadHardSigmoid), ("Max", ReadHardSigmoidFormula));

    private static string WriteHardSigmoid(OnnxGraph<T> graph, HardSigmoid<T> layer, string input)
    {
        if (typeof(T) == typeof(float))
            return graph.AddNode("HardSigmoid", [input], OnnxAttribute.Number("alpha", (float)layer.Alpha), OnnxAttribute.Number("beta", (float)layer.Beta));
        string line = graph.AddNode("Add", [graph.AddNode("Mul", [input, Number(graph, "alpha", layer.Alpha)]), Number(graph, "beta", layer.Beta)]);
        return graph.AddNode("Max", [graph.AddNode("Min", [line, Number(graph, "one", 1)]), Number(graph, "zero", 0)]);
    }

    private static ReadLayer<T> ReadHardSigmoid(OnnxNode<T> node)
    {
        node.CheckAttributes("alpha", "beta");
        (double alpha, double beta) = (node.Number("alpha", 0.2), node.Number("beta", 0.5));
        return alpha > 0
            ? ReadLayer<T>.Of(OnlyInput(node), new HardSigmoid<T>(alpha, beta))
            : throw node.Refuse($"its alpha is {Text.Of(alpha)}, but a slope above 0 was expected.");
    }

    private static ReadLayer<T>? ReadHardSigmoidFormula(OnnxNode<T> node)
        => With(node, "Max", 0) is { } cut && With(cut.Node, "Min", 1) is { } line
            && ByNumber(line.Node, "Add") is { } sum && ByNumber(sum.Value.Node, "Mul") is { Number: > 0 } product
            ? ReadLayer<T>.Of(product.Value, new HardSigmoid<T>(product.Number, sum.Number))
            : null;
}
