namespace NeuralNet.Onnx.Operators;

/// <summary>
/// In double, for which ONNX Runtime has no PRelu, max(x, 0) + slope min(x, 0). Slopes are written as 1 x inputs; a
/// single one without dimensions is that of a LeakyReLU.
/// </summary>
internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> PReLU = For<PReLU<T>>(WritePReLU, ("PRelu", ReadPReLU), ("Add", ReadPReLUFormula));

    private static string WritePReLU(OnnxGraph<T> graph, PReLU<T> layer, string input)
    {
        string slopes = graph.AddNumbers("slope", [1, layer.Slopes.ColumnCount], layer.Slopes.ToColumnMajorArray());
        if (typeof(T) == typeof(float))
            return graph.AddNode("PRelu", [input, slopes]);
        string zero = Number(graph, "zero", 0);
        return graph.AddNode("Add", [graph.AddNode("Max", [input, zero]), graph.AddNode("Mul", [graph.AddNode("Min", [input, zero]), slopes])]);
    }

    private static ReadLayer<T> ReadPReLU(OnnxNode<T> node)
    {
        node.CheckAttributes();
        if (node.Inputs is not [var x, var slopes])
            throw node.Refuse($"it has {Text.Of(node.Inputs.Count)} inputs, but 2 were expected.");
        return BySlopes(node, x, slopes) ?? throw node.Refuse($"its slopes {slopes} are no constants, or none.");
    }

    private static ReadLayer<T>? ReadPReLUFormula(OnnxNode<T> node)
        => node.Inputs is [var positive, { Node: { Operator: "Mul", Inputs: [var negative, { Constant.Shape: [1, _] } slopes] } }]
            && With(positive.Node, "Max", 0) is { } x && With(negative.Node, "Min", 0) == x
            ? BySlopes(node, x, slopes)
            : null;

    private static ReadLayer<T>? BySlopes(OnnxNode<T> node, OnnxValue<T> x, OnnxValue<T> slopes)
    {
        if (slopes.Constant is not { Numbers: { Length: > 0 } values } constant)
            return null;
        if (values.Length == 1 && constant.Shape.Length < 2)
            return Sloped(x, double.CreateTruncating(values[0]));
        if (constant.Shape[^1] != values.Length)
            throw node.Refuse($"its slopes have the shape {Text.Shape(constant.Shape)}, but one for each feature of N x features was expected.");
        return new ReadLayer<T>(x, _ => WithSlopes(values)) { Numbers = _ => values.Length };
    }

    private static PReLU<T> WithSlopes(T[] values)
    {
        var layer = new PReLU<T>(values.Length);
        for (int j = 0; j < values.Length; j++)
            layer.Slopes[0, j] = values[j];
        return layer;
    }
}
