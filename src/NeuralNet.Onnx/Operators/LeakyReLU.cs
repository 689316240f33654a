namespace NeuralNet.Onnx.Operators;

/// <summary>
/// In double max(x, slope x), because LeakyRelu keeps its slope in float, and ONNX Runtime has no LeakyRelu for double.
/// </summary>
internal static partial class LibraryOperators<T>
{
    public static readonly LayerOperators<T> LeakyReLU = For<LeakyReLU<T>>(WriteLeakyReLU, ("LeakyRelu", ReadLeakyReLU), ("Max", ReadLeakyMaximum));

    private static string WriteLeakyReLU(OnnxGraph<T> graph, LeakyReLU<T> layer, string input)
        => typeof(T) == typeof(float)
            ? graph.AddNode("LeakyRelu", [input], OnnxAttribute.Number("alpha", (float)layer.Slope))
            : graph.AddNode("Max", [input, graph.AddNode("Mul", [input, Number(graph, "slope", layer.Slope)])]);

    private static ReadLayer<T> ReadLeakyReLU(OnnxNode<T> node)
    {
        node.CheckAttributes("alpha");
        return Sloped(OnlyInput(node), node.Number("alpha", 0.01));
    }

    private static ReadLayer<T>? ReadLeakyMaximum(OnnxNode<T> node) => node.Inputs is [var a, var b]
        ? SlopeOf(a, b) is { } slope ? Sloped(a, slope) : SlopeOf(b, a) is { } other ? Sloped(b, other) : null
        : null;

    /// <summary>The slope if y = slope x and max(x, y) is a LeakyReLU; null otherwise.</summary>
    private static double? SlopeOf(OnnxValue<T> x, OnnxValue<T> y)
        => ByNumber(y.Node, "Mul") is { } product && product.Value == x && product.Number is >= 0 and < 1 ? product.Number : null;

    /// <summary>
    /// The layer of one slope for all features: a LeakyReLU, beyond its range a PReLU, for slope 1 none.
    /// </summary>
    private static ReadLayer<T> Sloped(OnnxValue<T> input, double slope) => slope switch
    {
        1 => new ReadLayer<T>(input, null),
        >= 0 and < 1 => ReadLayer<T>.Of(input, new LeakyReLU<T>(slope)),
        _ => new ReadLayer<T>(input, features => new PReLU<T>(features, slope)) { Numbers = features => features },
    };
}
