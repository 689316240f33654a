namespace NeuralNet.Onnx.Operators;

/// <summary>
/// x / (n + [n = 0]) with the norm n along the second axis. Sums are taken of z, x divided in the same way by its
/// largest magnitude, for squares of large numbers are infinite. ai.onnx.ml's own operator gives float only; it is read
/// by the import itself, which knows what it makes of probabilities.
/// </summary>
internal static partial class LibraryOperators<T>
{
    private const int Boolean = 9;

    public static readonly LayerOperators<T> Normalizer
        = For<Normalizer<T>>(WriteNormalizer, ("LpNormalization", ReadLpNormalization), ("Div", ReadNormalizerFormula));

    private static string WriteNormalizer(OnnxGraph<T> graph, Normalizer<T> layer, string input)
    {
        if (layer.Norm == SampleNorm.Max)
            return WriteQuotient(graph, input, WriteReduction(graph, "ReduceMax", input));
        string z = WriteQuotient(graph, input, WriteReduction(graph, "ReduceMax", graph.AddNode("Abs", [input])));
        return WriteQuotient(graph, z, layer.Norm == SampleNorm.L1
            ? WriteReduction(graph, "ReduceSum", graph.AddNode("Abs", [z]))
            : graph.AddNode("Sqrt", [WriteReduction(graph, "ReduceSumSquare", z)]));
    }

    private static string WriteQuotient(OnnxGraph<T> graph, string numbers, string norm)
    {
        string isZero = graph.AddNode("Not", [graph.AddNode("Cast", [norm], OnnxAttribute.Integer("to", Boolean))]);
        string oneForZero = graph.AddNode("Cast", [isZero], OnnxAttribute.Integer("to", (long)OnnxGraph<T>.ElementType));
        return graph.AddNode("Div", [numbers, graph.AddNode("Add", [norm, oneForZero])]);
    }

    /// <summary>The axes of sums are an input from operator set 13 on, those of other reductions from 18 on.</summary>
    private static string WriteReduction(OnnxGraph<T> graph, string name, string input)
        => graph.OperatorSetVersion >= (name == "ReduceSum" ? 13 : 18)
            ? graph.AddNode(name, [input, graph.AddIntegers("axes", [1], [1])])
            : graph.AddNode(name, [input], OnnxAttribute.Integers("axes", 1));

    private static ReadLayer<T> ReadLpNormalization(OnnxNode<T> node)
    {
        node.CheckAttributes("axis", "p");
        SampleNorm norm = node.Integer("p", 2) switch
        {
            1 => SampleNorm.L1,
            2 => SampleNorm.L2,
            var other => throw node.Refuse($"its p is {Text.Of(other)}, but 1 or 2 was expected."),
        };
        return ReadLayer<T>.Of(OnlyInput(node), new Normalizer<T>(norm)) with { Axis = node.Integer("axis", -1) };
    }

    private static ReadLayer<T>? ReadNormalizerFormula(OnnxNode<T> node)
    {
        if (ReadQuotient(node) is not { } last)
            return null;
        (OnnxNode<T>? reduction, SampleNorm norm) = last.Norm.Node switch
        {
            { Operator: "ReduceSum" } sum => (sum, SampleNorm.L1),
            { Operator: "Sqrt", Inputs: [{ Node: { Operator: "ReduceSumSquare" } sum }] } => (sum, SampleNorm.L2),
            var other => (other, SampleNorm.Max),
        };
        OnnxValue<T>? reduced = norm == SampleNorm.L1 ? Magnitudes(FirstInput(reduction)) : FirstInput(reduction);
        if (reduced != last.Numbers || ReducedAxis(reduction) is not { } axis || (norm == SampleNorm.Max && reduction?.Operator != "ReduceMax"))
            return null;
        bool isScaled = norm != SampleNorm.Max && ReadQuotient(last.Numbers.Node) is { Norm.Node: { Operator: "ReduceMax" } maximum } first
            && Magnitudes(FirstInput(maximum)) == first.Numbers && ReducedAxis(maximum) == axis;
        return ReadLayer<T>.Of(isScaled ? FirstInput(last.Numbers.Node)! : last.Numbers, new Normalizer<T>(norm)) with { Axis = axis };
    }

    private static (OnnxValue<T> Numbers, OnnxValue<T> Norm)? ReadQuotient(OnnxNode<T>? node)
        => node is { Operator: "Div", Inputs: [var numbers, { Node: { Operator: "Add", Inputs: [var norm, { Node: { Operator: "Cast" } oneForZero }] } }] }
            && oneForZero.Inputs is [{ Node: { Operator: "Not", Inputs: [{ Node: { Operator: "Cast", Inputs: [var asked] } cast }] } }]
            && asked == norm && cast.Integer("to", 0) == Boolean ? (numbers, norm) : null;

    private static OnnxValue<T>? FirstInput(OnnxNode<T>? node) => node is { Inputs: [var first, ..] } ? first : null;

    private static OnnxValue<T>? Magnitudes(OnnxValue<T>? value) => value?.Node is { Operator: "Abs", Inputs: [var numbers] } ? numbers : null;

    private static long? ReducedAxis(OnnxNode<T>? reduction)
        => reduction?.Integer("keepdims", 1) == 1 && (reduction.Inputs is [_, var axes] ? axes.Constant?.Integers : reduction.Integers("axes")) is [var axis]
            ? axis : null;
}
