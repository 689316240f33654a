using Google.Protobuf.Collections;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// Functions that a model defines of its own, as PyTorch's newer exporters write layers: each call is replaced by the
/// function's nodes, with the names of values made unlike all others.
/// </summary>
internal sealed class Functions
{
    private const int DeepestCall = 32;

    /// <summary>What a node costs besides its names, in numbers.</summary>
    private const int CostOfNode = 64;

    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> _functions = [];
    private readonly List<(NodeProto Node, int OperatorSet)> _nodes = [];
    private readonly Budget _budget;
    private int _calls;

    private Functions(ModelProto model, Budget budget)
    {
        _budget = budget;
        foreach (FunctionProto function in model.Functions)
        {
            if (function.Domain is "" or "ai.onnx" or "ai.onnx.ml")
                throw Refusal.Because($"The model defines the operator {Text.Name(function.Name)} of ONNX's own domain {Text.Name(function.Domain)} anew, "
                    + "so what it means depends on the program that reads it.");
            if (!_functions.TryAdd((function.Domain, function.Name, function.Overload), function))
                throw Refusal.Because($"The model has two functions {Text.Name(function.Name)} of the domain {Text.Name(function.Domain)}.");
        }
    }

    /// <summary>
    /// The nodes of the graph with no call left among them, each with the version of ONNX's operators that it is
    /// written in.
    /// </summary>
    public static IReadOnlyList<(NodeProto Node, int OperatorSet)> Inline(ModelProto model, int operatorSet, Budget budget)
    {
        var functions = new Functions(model, budget);
        foreach (NodeProto node in model.Graph.Node)
            functions.Add(node, operatorSet, depth: 0);
        return functions._nodes;
    }

    private void Add(NodeProto node, int operatorSet, int depth)
    {
        if (_functions.Count > 0 && _functions.TryGetValue((node.Domain, node.OpType, node.Overload), out FunctionProto? function))
            Call(function, node, depth);
        else
            _nodes.Add((node, operatorSet));
    }

    private void Call(FunctionProto function, NodeProto call, int depth)
    {
        string name = $"The function {Text.Name(function.Name)}";
        if (depth == DeepestCall)
            throw Refusal.Because($"{name} is called within more than {Text.Of(DeepestCall)} calls, so it seems to call itself.");
        if (call.Input.Count > function.Input.Count || call.Output.Count > function.Output.Count)
            throw Refusal.Because($"{name} has {Text.Of(function.Input.Count)} inputs and {Text.Of(function.Output.Count)} outputs, but is called with "
                + $"{Text.Of(call.Input.Count)} and {Text.Of(call.Output.Count)}.");
        int operatorSet = OperatorSets.Of(function.OpsetImport);
        string prefix = $"{Text.Of(_calls++)}:";
        var names = new Dictionary<string, string> { [""] = "" };
        foreach (string left in function.Input)
            names[left] = "";
        Bind(names, function.Input, call.Input);
        Bind(names, function.Output, call.Output);
        foreach (NodeProto inner in function.Node)
        {
            _budget.Spend(CostOfNode + Length(inner.Input) + Length(inner.Output));
            var node = new NodeProto { Name = $"{call.Name}/{inner.Name}", OpType = inner.OpType, Domain = inner.Domain, Overload = inner.Overload };
            node.Input.Add(inner.Input.Select(Renamed));
            node.Output.Add(inner.Output.Select(Renamed));
            node.Attribute.Add(inner.Attribute.Select(attribute => Referred(attribute, function, call)).OfType<AttributeProto>());
            _budget.Spend(node.Name.Length / 2);
            Add(node, operatorSet, depth + 1);
        }

        string Renamed(string value) => names.TryGetValue(value, out string? outside) ? outside : prefix + value;
    }

    private static void Bind(Dictionary<string, string> names, RepeatedField<string> inside, RepeatedField<string> outside)
    {
        for (int i = 0; i < outside.Count; i++)
        {
            if (outside[i].Length > 0)
                names[inside[i]] = outside[i];
        }
    }

    /// <summary>
    /// An attribute as it stands, or as the caller or else the function gives it; null if neither does.
    /// </summary>
    private AttributeProto? Referred(AttributeProto attribute, FunctionProto function, NodeProto call)
    {
        if (attribute.RefAttrName.Length == 0)
            return attribute;
        AttributeProto? given = call.Attribute.FirstOrDefault(other => other.Name == attribute.RefAttrName)
            ?? function.AttributeProto.FirstOrDefault(other => other.Name == attribute.RefAttrName);
        if (given is null)
            return null;
        _budget.Spend(given.CalculateSize());
        AttributeProto renamed = given.Clone();
        renamed.Name = attribute.Name;
        return renamed;
    }

    private static int Length(RepeatedField<string> names) => names.Sum(name => 8 + name.Length / 2);
}
