namespace NeuralNet.Onnx.Operators;

/// <summary>
/// In double, for which ONNX Runtime has no Softplus, max(x, 0) + log(u) + (e - (u - 1)) / u with e = exp(-|x|) and u =
/// e + 1: the last term puts back what u has rounded off.
/// </summary>
internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> Softplus
        = For<Softplus<T>>(WriteSoftplus, Simple("Softplus", () => new Softplus<T>()), ("Add", ReadSoftplusFormula));

    private static string WriteSoftplus(OnnxGraph<T> graph, Softplus<T> layer, string input)
    {
        if (typeof(T) == typeof(float))
            return graph.AddNode("Softplus", [input]);
        string one = Number(graph, "one", 1);
        string e = graph.AddNode("Exp", [graph.AddNode("Neg", [graph.AddNode("Abs", [input])])]);
        string u = graph.AddNode("Add", [e, one]);
        string lost = graph.AddNode("Div", [graph.AddNode("Sub", [e, graph.AddNode("Sub", [u, one])]), u]);
        return graph.AddNode("Add", [graph.AddNode("Max", [input, Number(graph, "zero", 0)]), graph.AddNode("Add", [graph.AddNode("Log", [u]), lost])]);
    }

    private static ReadLayer<T>? ReadSoftplusFormula(OnnxNode<T> node)
    {
        if (node.Inputs is not [var positive, { Node: { Operator: "Add", Inputs: [var log, { Node: { Operator: "Div", Inputs: [var rest, var u] } }] } }]
            || With(positive.Node, "Max", 0) is not { } x
            || With(u.Node, "Add", 1) is not { } e
            || e.Node is not { Operator: "Exp", Inputs: [{ Node: { Operator: "Neg", Inputs: [var magnitude] } }] })
            return null;
        bool isFormula = log.Node is { Operator: "Log", Inputs: [var sum] } && sum == u
            && magnitude.Node is { Operator: "Abs", Inputs: [var argument] } && argument == x
            && rest.Node is { Operator: "Sub", Inputs: [var first, { Node: { Operator: "Sub", Inputs: [var whole, { Number: 1 }] } }] }
            && first == e && whole == u;
        return isFormula ? ReadLayer<T>.Of(x, new Softplus<T>()) : null;
    }
}
