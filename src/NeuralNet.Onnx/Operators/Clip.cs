namespace NeuralNet.Onnx.Operators;

/// <summary>
/// Before operator set 11, in which bounds became inputs, and in double, for which ONNX Runtime refuses models with a
/// Clip behind a Relu, max(min(x, highest), lowest).
/// </summary>
internal static partial class LibraryOperators<T>
{
    private const int FirstClip = 11;

    public static readonly LayerOperators<T> Clip = For<Clip<T>>(WriteClip, ("Clip", ReadClip), ("Max", ReadClipFormula), ("Min", ReadClipFormula));

    private static string WriteClip(OnnxGraph<T> graph, Clip<T> layer, string input)
    {
        string lowest = Number(graph, "lowest", layer.Lowest);
        string highest = Number(graph, "highest", layer.Highest);
        return typeof(T) == typeof(float) && graph.OperatorSetVersion >= FirstClip
            ? graph.AddNode("Clip", [input, lowest, highest])
            : graph.AddNode("Max", [graph.AddNode("Min", [input, highest]), lowest]);
    }

    /// <summary>
    /// Bounds were attributes up to operator set 10; one that is left out, or the end of the range of numbers, is none.
    /// </summary>
    private static ReadLayer<T>? ReadClip(OnnxNode<T> node)
    {
        node.CheckAttributes("min", "max");
        double? lowest = Bound(node, 1, "min", double.NegativeInfinity);
        double? highest = Bound(node, 2, "max", double.PositiveInfinity);
        if (lowest is not { } low || highest is not { } high)
            return null;
        OnnxValue<T> x = node.Inputs[0];
        if (low == 0 && high >= float.MaxValue)
            return ReadLayer<T>.Of(x, new ReLU<T>());
        return low > -float.MaxValue && high < float.MaxValue && low < high ? ReadLayer<T>.Of(x, new Clip<T>(low, high)) : null;
    }

    private static double? Bound(OnnxNode<T> node, int index, string attribute, double otherwise)
        => node.Inputs.Count <= index || node.Inputs[index].Name.Length == 0 ? node.Number(attribute, otherwise) : node.Inputs[index].Number;

    private static ReadLayer<T>? ReadClipFormula(OnnxNode<T> node)
    {
        string inner = node.Operator == "Max" ? "Min" : "Max";
        if (ByNumber(node, node.Operator) is not { } last || ByNumber(last.Value.Node, inner) is not { } first)
            return null;
        (double lowest, double highest) = node.Operator == "Max" ? (last.Number, first.Number) : (first.Number, last.Number);
        return lowest < highest ? ReadLayer<T>.Of(first.Value, new Clip<T>(lowest, highest)) : null;
    }
}
