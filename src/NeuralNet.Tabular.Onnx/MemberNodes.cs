using NeuralNet.Uncertainty;
using static NeuralNet.Onnx.Schema.TensorProto.Types;

namespace NeuralNet.Tabular.Onnx;

/// <summary>The nodes of one member: its encoding of columns, its network, and the unit of its target.</summary>
internal static class MemberNodes
{
    /// <returns>Its prediction, doubles, <c>N x outputs</c>.</returns>
    public static string Add(GraphWriter graph, TabularModel model, ColumnNodes columns, string[] values, Member member)
    {
        string x = Inputs(graph, model, columns, values, member);
        foreach (Layer<float> layer in member.Network.Layers)
        {
            x = layer switch
            {
                Dense<float> dense => Dense(graph, dense, x),
                SiLU<float> => graph.Node("Mul", [x, graph.Node("Sigmoid", [x])]),
                Tanh<float> => graph.Node("Tanh", [x]),
                Softmax<float> => graph.Node("Softmax", [x], GraphWriter.Integer("axis", 1)),
                _ => x,
            };
        }

        x = graph.Cast(x, DataType.Double);
        return model.Classes.Count > 0 ? x : Restored(graph, member.Scale, x);
    }

    /// <summary>Columns in the order of the member's inputs: numbers first, then embeddings.</summary>
    private static string Inputs(GraphWriter graph, TabularModel model, ColumnNodes columns, string[] values, Member member)
    {
        Queue<Parameter<float>> tables = new(member.Network.Layers.OfType<Embedding<float>>().SelectMany(layer => layer.Parameters));
        string[] parts = new string[values.Length];
        for (int j = 0; j < values.Length; j++)
        {
            ColumnEncoding encoding = member.Encoder.Encodings[j];
            float[,]? table = encoding.Places == 0 ? null : tables.Dequeue().Value.ToArray();
            parts[j] = columns.Encode(model.Columns[j], encoding, values[j], table);
        }

        return graph.Node("Concat", [.. parts.Index().OrderBy(pair => member.Encoder.StartOf(pair.Index)).Select(pair => pair.Item)],
            GraphWriter.Integer("axis", 1));
    }

    private static string Dense(GraphWriter graph, Dense<float> dense, string x)
    {
        string weights = graph.Floats(dense.Weights.ToRowMajorArray(), dense.Weights.RowCount, dense.Weights.ColumnCount);
        return graph.Node("Gemm", [x, weights, graph.Floats(dense.Biases.ToRowMajorArray(), dense.Biases.ColumnCount)]);
    }

    private static string Restored(GraphWriter graph, TargetScale scale, string x)
    {
        string clipped = graph.Node("Clip", [x, graph.Double(scale.Lowest), graph.Double(scale.Highest)]);
        string value = graph.Node("Add", [graph.Node("Mul", [clipped, graph.Double(scale.Deviation)]), graph.Double(scale.Mean)]);
        return scale.IsLogarithm ? graph.Node("Sub", [graph.Node("Exp", [value]), graph.Double(1)]) : value;
    }
}
