using NeuralNet.Uncertainty;

namespace NeuralNet.Onnx.Operators;

/// <summary>
/// The layers of NeuralNet.Uncertainty: written of several operators where ONNX has none, and not read back, but for
/// Mish. Groups of columns are a third axis, so that constants are as long as a group.
/// </summary>
internal static partial class LibraryOperators<T>
{
    private const int FirstMish = 18;
    private const int Integers = 7;

    public static readonly LayerOperators<T> Mish = For<Mish<T>>(WriteMish, Simple("Mish", () => new Mish<T>()));

    public static readonly LayerOperators<T> Exponential = For<Exponential<T>>((graph, _, input) => graph.AddNode("Exp", [input]));

    public static readonly LayerOperators<T> Embedding = For<Embedding<T>>(WriteEmbedding);

    public static readonly LayerOperators<T> Quantiles = For<Quantiles<T>>(WriteQuantiles);

    public static readonly LayerOperators<T> MeanAndDeviation = For<MeanAndDeviation<T>>(
        (graph, layer, input) => graph.AddNode("Flatten", [WriteFirstAndIncrements(graph, input, 2, layer.Smallest)], OnnxAttribute.Integer("axis", 1)));

    public static readonly LayerOperators<T> Fixed = For<Fixed<T>>((graph, layer, input) => WriteInner(graph, layer.Layer, input));

    public static readonly LayerOperators<T> Constrained = For<Constrained<T>>((graph, layer, input) => WriteInner(graph, layer.Layer, input));

    public static readonly LayerOperators<T> Skip = For<Skip<T>>((graph, layer, input) => graph.AddNode("Concat",
        [WriteInner(graph, layer.Layer, Columns(graph, input, 0, layer.Taken)), Columns(graph, input, layer.Inputs - layer.Past, layer.Past)],
        OnnxAttribute.Integer("axis", 1)));

    private static string Columns(OnnxGraph<T> graph, string input, int first, int count)
        => graph.AddNode("Gather", [input, graph.AddIntegers("columns", [count], [.. Enumerable.Range(first, count).Select(j => (long)j)])],
            OnnxAttribute.Integer("axis", 1));

    private static string WriteMish(OnnxGraph<T> graph, Mish<T> layer, string input)
        => typeof(T) == typeof(float) && graph.OperatorSetVersion >= FirstMish ? graph.AddNode("Mish", [input])
            : graph.AddNode("Mul", [input, graph.AddNode("Tanh", [WriteSoftplus(graph, new Softplus<T>(), input)])]);

    private static string WriteInner(OnnxGraph<T> graph, Layer<T> layer, string input)
        => Writers.TryGetValue(layer.GetType(), out Func<OnnxGraph<T>, Layer<T>, string, string>? write) ? write(graph, layer, input)
            : layer is IOnnxLayer<T> own ? own.AddTo(graph, input)
            : throw new NotSupportedException($"{layer} is none of the library's, so its ONNX operators are not known. Let {layer.GetType().Name} implement "
                + $"{nameof(IOnnxLayer<>)}<{typeof(T).Name}> to say which nodes compute it.");

    /// <summary>
    /// Columns that pass through are taken by number, those of codes are looked up, and all are put side by side.
    /// </summary>
    private static string WriteEmbedding(OnnxGraph<T> graph, Embedding<T> layer, string input)
    {
        var parts = new List<string>();
        int next = 0;
        for (int k = 0; k < layer.Columns.Count; k++)
        {
            (EmbeddedColumn column, Parameter<T> table) = (layer.Columns[k], layer.Parameters[k]);
            AddColumns(column.Column);
            string codes = graph.AddNode("Cast", [graph.AddNode("Gather", [input, graph.AddIntegers("column", [], [column.Column])],
                OnnxAttribute.Integer("axis", 1))], OnnxAttribute.Integer("to", Integers));
            parts.Add(graph.AddNode("Gather", [graph.AddNumbers(table.Name, [column.Categories, column.Size], table.Value.ToRowMajorArray()), codes]));
            next = column.Column + 1;
        }

        AddColumns(layer.Inputs);
        return parts.Count == 1 ? parts[0] : graph.AddNode("Concat", parts, OnnxAttribute.Integer("axis", 1));

        void AddColumns(int end)
        {
            if (next < end)
                parts.Add(Columns(graph, input, next, end - next));
        }
    }

    /// <summary>The sums of the first column and the increments, by a triangle of ones.</summary>
    private static string WriteQuantiles(OnnxGraph<T> graph, Quantiles<T> layer, string input)
    {
        int levels = layer.Levels;
        string triangle = graph.AddNumbers("triangle", [levels, levels],
            [.. Enumerable.Range(0, levels * levels).Select(k => k / levels <= k % levels ? T.One : T.Zero)]);
        string sums = graph.AddNode("MatMul", [WriteFirstAndIncrements(graph, input, levels, 0), triangle]);
        return graph.AddNode("Flatten", [sums], OnnxAttribute.Integer("axis", 1));
    }

    /// <summary>
    /// N x targets x group: the first column of each group as it is, of the others their softplus and a number.
    /// </summary>
    private static string WriteFirstAndIncrements(OnnxGraph<T> graph, string input, int group, double added)
    {
        string x = graph.AddNode("Reshape", [input, graph.AddIntegers("shape", [3], [0, -1, group])]);
        string first = graph.AddNumbers("first", [group], [.. Enumerable.Range(0, group).Select(k => k == 0 ? T.One : T.Zero)]);
        string others = graph.AddNumbers("others", [group], [.. Enumerable.Range(0, group).Select(k => k == 0 ? T.Zero : T.One)]);
        string increments = WriteSoftplus(graph, new Softplus<T>(), x);
        if (added != 0)
            increments = graph.AddNode("Add", [increments, Number(graph, "smallest", added)]);
        return graph.AddNode("Add", [graph.AddNode("Mul", [x, first]), graph.AddNode("Mul", [increments, others])]);
    }
}
