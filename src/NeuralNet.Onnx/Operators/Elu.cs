namespace NeuralNet.Onnx.Operators;

/// <summary>
/// In double, for which ONNX Runtime has no Elu, max(x, 0) + 2 alpha t / (1 - t) with t = tanh(min(x, 0) / 2): exp(z) -
/// 1 = 2t / (1 - t) loses no digits where z is small.
/// </summary>
internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> Elu = For<Elu<T>>(WriteElu, ("Elu", ReadElu), ("Add", ReadEluFormula));

    private static string WriteElu(OnnxGraph<T> graph, Elu<T> layer, string input)
        => typeof(T) == typeof(float)
            ? graph.AddNode("Elu", [input], OnnxAttribute.Number("alpha", (float)layer.Alpha))
            : WriteExponentialUnit(graph, input, layer.Alpha);

    private static ReadLayer<T> ReadElu(OnnxNode<T> node)
    {
        node.CheckAttributes("alpha");
        double alpha = node.Number("alpha", 1);
        return alpha >= 0
            ? ReadLayer<T>.Of(OnlyInput(node), new Elu<T>(alpha))
            : throw node.Refuse($"its alpha is {Text.Of(alpha)}, but at least 0 was expected.");
    }

    private static ReadLayer<T>? ReadEluFormula(OnnxNode<T> node)
        => ReadExponentialUnit(node) is { Alpha: >= 0 } found ? ReadLayer<T>.Of(found.X, new Elu<T>(found.Alpha)) : null;

    private static string WriteExponentialUnit(OnnxGraph<T> graph, string input, double alpha)
    {
        string zero = Number(graph, "zero", 0);
        string t = graph.AddNode("Tanh", [graph.AddNode("Mul", [graph.AddNode("Min", [input, zero]), Number(graph, "half", 0.5)])]);
        string quotient = graph.AddNode("Div", [t, graph.AddNode("Sub", [Number(graph, "one", 1), t])]);
        return graph.AddNode("Add", [graph.AddNode("Max", [input, zero]), graph.AddNode("Mul", [quotient, Number(graph, "twice_alpha", 2 * alpha)])]);
    }

    private static (OnnxValue<T> X, double Alpha)? ReadExponentialUnit(OnnxNode<T>? node)
    {
        if (node is not { Operator: "Add", Inputs: [var positive, var negative] }
            || With(positive.Node, "Max", 0) is not { } x
            || ByNumber(negative.Node, "Mul") is not { } product
            || product.Value.Node is not { Operator: "Div", Inputs: [var t, { Node: { Operator: "Sub", Inputs: [{ Number: 1 }, var subtracted] } }] })
            return null;
        bool isFormula = t == subtracted && t.Node is { Operator: "Tanh", Inputs: [var half] }
            && With(half.Node, "Mul", 0.5) is { } minimum && With(minimum.Node, "Min", 0) == x;
        return isFormula ? (x, product.Number / 2) : null;
    }
}
