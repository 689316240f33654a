namespace NeuralNet.Onnx.Operators;

/// <summary>
/// The operator Gelu from operator set 20 on in float; before it, and in double, for which ONNX Runtime has none, x (1
/// + erf(x / sqrt(2))) / 2 or x sigmoid(2u). ONNX Runtime has no Erf for double: the exact form in double is left to
/// other programs.
/// </summary>
internal static partial class LibraryOperators<T>
{
    private const int FirstErf = 9;
    private const int FirstGelu = 20;
    private const double GeluLinear = 1.5957691216057308;
    private const double GeluCubic = 0.07135481627260025;

    public static readonly LayerOperators<T> Gelu = For<Gelu<T>>(WriteGelu, ("Gelu", ReadGelu), ("Mul", ReadGeluFormula), ("Mul", ReadGeluTanhFormula));

    private static string WriteGelu(OnnxGraph<T> graph, Gelu<T> layer, string input)
    {
        if (typeof(T) == typeof(float) && graph.OperatorSetVersion >= FirstGelu)
            return graph.AddNode("Gelu", [input], OnnxAttribute.Text("approximate", layer.Form == GeluForm.Exact ? "none" : "tanh"));
        if (layer.Form == GeluForm.Tanh)
            return WriteGeluTanh(graph, input);
        if (graph.OperatorSetVersion < FirstErf)
        {
            throw new ArgumentException($"its error function is an operator from operator set {Text.Of(FirstErf)} on, "
                + $"but '{nameof(OnnxExportOptions.OperatorSetVersion)}' is {Text.Of(graph.OperatorSetVersion)}.");
        }

        string erf = graph.AddNode("Erf", [graph.AddNode("Mul", [input, Number(graph, "root", Math.Sqrt(0.5))])]);
        string half = graph.AddNode("Mul", [input, Number(graph, "half", 0.5)]);
        return graph.AddNode("Mul", [half, graph.AddNode("Add", [erf, Number(graph, "one", 1)])]);
    }

    private static string WriteGeluTanh(OnnxGraph<T> graph, string input)
    {
        string cubic = graph.AddNode("Mul", [graph.AddNode("Mul", [input, input]), Number(graph, "cubic", GeluCubic)]);
        string argument = graph.AddNode("Mul", [input, graph.AddNode("Add", [cubic, Number(graph, "linear", GeluLinear)])]);
        return graph.AddNode("Mul", [input, graph.AddNode("Sigmoid", [argument])]);
    }

    private static ReadLayer<T> ReadGelu(OnnxNode<T> node)
    {
        node.CheckAttributes("approximate");
        string form = node.Text("approximate", "none");
        return form is "none" or "tanh"
            ? ReadLayer<T>.Of(OnlyInput(node), new Gelu<T>(form == "none" ? GeluForm.Exact : GeluForm.Tanh))
            : throw node.Refuse($"its attribute 'approximate' is {Text.Name(form)}, but 'none' or 'tanh' was expected.");
    }

    private static ReadLayer<T>? ReadGeluFormula(OnnxNode<T> node)
        => node.Inputs is [var half, var sum] && With(half.Node, "Mul", 0.5) is { } x
            && With(sum.Node, "Add", 1) is { Node: { Operator: "Erf", Inputs: [var argument] } }
            && ByNumber(argument.Node, "Mul") is { } scaled && scaled.Value == x && IsInT(scaled.Number, Math.Sqrt(0.5))
            ? ReadLayer<T>.Of(x, new Gelu<T>())
            : null;

    private static ReadLayer<T>? ReadGeluTanhFormula(OnnxNode<T> node)
        => node.Inputs is [var x, { Node: { Operator: "Sigmoid", Inputs: [{ Node: { Operator: "Mul", Inputs: [var factor, var sum] } }] } }] && factor == x
            && ByNumber(sum.Node, "Add") is { } shifted && IsInT(shifted.Number, GeluLinear)
            && ByNumber(shifted.Value.Node, "Mul") is { } cubic && IsInT(cubic.Number, GeluCubic)
            && cubic.Value.Node is { Operator: "Mul", Inputs: [var a, var b] } && a == x && b == x
            ? ReadLayer<T>.Of(x, new Gelu<T>(GeluForm.Tanh))
            : null;

    private static bool IsInT(double number, double expected) => T.CreateTruncating(number) == T.CreateTruncating(expected);
}
