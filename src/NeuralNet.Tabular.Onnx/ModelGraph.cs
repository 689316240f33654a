using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Schema.TensorProto.Types;

namespace NeuralNet.Tabular.Onnx;

/// <summary>The graph of a model: columns, members, and what is made of their mean.</summary>
internal static class ModelGraph
{
    public static GraphProto Of(TabularModel model)
    {
        var graph = new GraphWriter();
        var columns = new ColumnNodes(graph);
        string[] values = [.. model.Columns.Select(columns.Input)];
        string mean = Sum(graph, model, columns, values, model.Members);
        if (model.Classes.Count > 0)
            Classes(graph, model, mean);
        else
            Interval(graph, model, mean, model.SpreadMembers.Count == 0 ? null : Sum(graph, model, columns, values, model.SpreadMembers));
        return graph.Graph;
    }

    /// <summary>The weighted sum of members' predictions, doubles.</summary>
    private static string Sum(GraphWriter graph, TabularModel model, ColumnNodes columns, string[] values, IReadOnlyList<Member> members)
    {
        string? sum = null;
        foreach (Member member in members)
        {
            string weighted = graph.Node("Mul", [MemberNodes.Add(graph, model, columns, values, member), graph.Double(member.Weight)]);
            sum = sum is null ? weighted : graph.Node("Add", [sum, weighted]);
        }

        return sum!;
    }

    private static void Interval(GraphWriter graph, TabularModel model, string mean, string? spread)
    {
        string half = graph.Double(model.Calibration.HalfWidth);
        if (spread is not null)
        {
            string smallest = graph.Double(Spread.Smallest * model.SpreadMembers.Sum(member => member.Weight));
            half = graph.Node("Mul", [half, graph.Node("Max", [spread, smallest])]);
        }

        graph.Output(graph.Cast(mean, DataType.Float), "value", DataType.Float, width: 1);
        graph.Output(graph.Cast(graph.Node("Sub", [mean, half]), DataType.Float), "lower", DataType.Float, width: 1);
        graph.Output(graph.Cast(graph.Node("Add", [mean, half]), DataType.Float), "upper", DataType.Float, width: 1);
    }

    private static void Classes(GraphWriter graph, TabularModel model, string mean)
    {
        string power = graph.Node("Pow", [mean, graph.Double(1 / model.Calibration.Temperature)]);
        string total = graph.Node("ReduceSum", [power, graph.Long(1, 1)]);
        string probabilities = graph.Node("Div", [power, total]);
        string best = graph.Node("ArgMax", [probabilities], GraphWriter.Integer("axis", 1), GraphWriter.Integer("keepdims", 0));
        graph.Output(graph.Node("Gather", [graph.Strings(model.Classes), best]), "label", DataType.String, width: null);
        graph.Output(graph.Cast(probabilities, DataType.Float), "probabilities", DataType.Float, model.Classes.Count);
    }
}
