using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Schema.AttributeProto.Types;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// A node of the file, with its place in it for messages and the version of ONNX's operators that it is written in.
/// </summary>
internal sealed class Node
{
    private readonly NodeProto _proto;
    private readonly Dictionary<string, AttributeProto> _attributes = [];

    public Node(NodeProto proto, int index, int operatorSet)
    {
        _proto = proto;
        Index = index;
        OperatorSet = operatorSet;
        foreach (AttributeProto attribute in proto.Attribute)
        {
            if (!_attributes.TryAdd(attribute.Name, attribute))
                throw Refuse($"it has the attribute {Text.Name(attribute.Name)} twice.");
        }
    }

    public int Index { get; }

    /// <summary>The version of ONNX's own operators.</summary>
    public int OperatorSet { get; }

    public IReadOnlyList<string> Inputs => _proto.Input;

    public IReadOnlyList<string> Outputs => _proto.Output;

    /// <summary>The operator's name, with its domain in front unless it is ONNX's own.</summary>
    public string Operator => _proto.Domain is "" or "ai.onnx" ? _proto.OpType : $"{_proto.Domain}.{_proto.OpType}";

    public override string ToString()
    {
        string name = _proto.Name.Length == 0 ? "" : $" {Text.Name(_proto.Name)}";
        return $"Node {Text.Of(Index)}{name} ({Text.Name(Operator).Trim('\'')})";
    }

    public Exception Refuse(string reason, Exception? inner = null) => Refusal.Because($"{this} cannot be imported: {reason}", inner);

    /// <summary>Refuses a number of inputs that the operator does not have.</summary>
    public void CheckInputs(int least, int most = -1)
    {
        most = most < 0 ? least : most;
        if (Inputs.Count < least || Inputs.Count > most)
            throw Refuse($"it has {Text.Of(Inputs.Count)} inputs, but {Text.Of(least)}{(most == least ? "" : $" to {Text.Of(most)}")} were expected.");
    }

    /// <summary>Refuses attributes whose meaning is not known, rather than overlook them.</summary>
    public void CheckAttributes(params ReadOnlySpan<string> known)
    {
        foreach (AttributeProto attribute in _attributes.Values)
        {
            if (!known.Contains(attribute.Name))
                throw Refuse($"it has the attribute {Text.Name(attribute.Name)}, whose meaning for this operator is not known.");
            if (attribute.RefAttrName.Length > 0)
                throw Refuse($"its attribute {Text.Name(attribute.Name)} refers to an attribute of a function, but it is in none.");
        }
    }

    public bool HasAttribute(string name) => _attributes.ContainsKey(name);

    public bool HasInput(int index) => index < Inputs.Count && Inputs[index].Length > 0;

    public long Integer(string name, long otherwise) => Attribute(name, AttributeType.Int) is { } attribute ? attribute.I : otherwise;

    public float Number(string name, float otherwise) => Attribute(name, AttributeType.Float) is { } attribute
        ? float.IsFinite(attribute.F) ? attribute.F : throw Refuse($"its attribute '{name}' is {Text.Of(attribute.F)}, but a finite number was expected.")
        : otherwise;

    public string? String(string name) => Attribute(name, AttributeType.String)?.S.ToStringUtf8();

    public IReadOnlyList<long>? Integers(string name) => Attribute(name, AttributeType.Ints)?.Ints;

    public IReadOnlyList<float>? Numbers(string name) => Attribute(name, AttributeType.Floats)?.Floats;

    /// <summary>Texts; null if there are none: some exporters write an empty list beside one of numbers.</summary>
    public IReadOnlyList<string>? Strings(string name) => Attribute(name, AttributeType.Strings) is { Strings.Count: > 0 } attribute
        ? [.. attribute.Strings.Select(text => text.ToStringUtf8())]
        : null;

    public TensorProto? Tensor(string name) => Attribute(name, AttributeType.Tensor)?.T;

    /// <summary>An axis of so many dimensions; negative ones are counted from the end.</summary>
    public int Axis(long axis, int dimensions) => axis >= -dimensions && axis < dimensions
        ? (int)(axis < 0 ? axis + dimensions : axis)
        : throw Refuse($"axis {Text.Of(axis)} was asked for, but its input has {Text.Of(dimensions)} dimensions.");

    private AttributeProto? Attribute(string name, AttributeType type)
    {
        if (!_attributes.TryGetValue(name, out AttributeProto? attribute))
            return null;

        // The first version of the format had no type.
        bool fits = attribute.Type == type || attribute.Type == AttributeType.Undefined;
        return fits ? attribute : throw Refuse($"its attribute '{name}' is of type {attribute.Type}, but {type} was expected.");
    }
}
