namespace NeuralNet.Onnx.Operators;

/// <summary>In double, for which ONNX Runtime has no Selu, gamma times the formula of Elu.</summary>
internal static partial class LibraryOperators<T>
{
    private const double SeluAlpha = 1.6732632423543772;
    private const double SeluGamma = 1.0507009873554805;

    public static readonly LayerOperators<T> Selu = For<Selu<T>>(WriteSelu, ("Selu", ReadSelu), ("Mul", ReadSeluFormula));

    private static string WriteSelu(OnnxGraph<T> graph, Selu<T> layer, string input)
        => typeof(T) == typeof(float)
            ? graph.AddNode("Selu", [input], OnnxAttribute.Number("alpha", (float)SeluAlpha), OnnxAttribute.Number("gamma", (float)SeluGamma))
            : graph.AddNode("Mul", [WriteExponentialUnit(graph, input, SeluAlpha), Number(graph, "gamma", SeluGamma)]);

    private static ReadLayer<T>? ReadSelu(OnnxNode<T> node)
    {
        node.CheckAttributes("alpha", "gamma");
        (double alpha, double gamma) = (node.Number("alpha", SeluAlpha), node.Number("gamma", SeluGamma));
        return (float)alpha == (float)SeluAlpha && (float)gamma == (float)SeluGamma
            ? ReadLayer<T>.Of(OnlyInput(node), new Selu<T>())
            : null;
    }

    private static ReadLayer<T>? ReadSeluFormula(OnnxNode<T> node)
        => With(node, "Mul", SeluGamma) is { } unit && ReadExponentialUnit(unit.Node) is { Alpha: SeluAlpha } found
            ? ReadLayer<T>.Of(found.X, new Selu<T>())
            : null;
}
