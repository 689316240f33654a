using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Schema.TensorProto.Types;

namespace NeuralNet.Tabular.Onnx;

/// <summary>A graph that grows node by node; every value has a name of its own.</summary>
internal sealed class GraphWriter
{
    public const string LearningDomain = "ai.onnx.ml";

    private int _names;

    public GraphProto Graph { get; } = new() { Name = "table" };

    public string Node(string operatorName, string[] inputs, params AttributeProto[] attributes) => Node(operatorName, "", inputs, attributes);

    public string Node(string operatorName, string domain, string[] inputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operatorName, Domain = domain, Name = NewName(operatorName) };
        node.Input.Add(inputs);
        node.Attribute.Add(attributes);
        string output = NewName("value");
        node.Output.Add(output);
        Graph.Node.Add(node);
        return output;
    }

    public string Floats(ReadOnlySpan<float> values, params int[] shape) => Add(DataType.Float, MemoryMarshal.AsBytes(values), shape);

    public string Doubles(ReadOnlySpan<double> values, params int[] shape) => Add(DataType.Double, MemoryMarshal.AsBytes(values), shape);

    public string Double(double value) => Doubles([value]);

    public string Long(long value, params int[] shape) => Add(DataType.Int64, MemoryMarshal.AsBytes<long>([value]), shape);

    public string Strings(IReadOnlyList<string> values)
    {
        var tensor = new TensorProto { Name = NewName("constant"), DataType = (int)DataType.String };
        tensor.Dims.Add(values.Count);
        tensor.StringData.Add(values.Select(ByteString.CopyFromUtf8));
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    public string Cast(string value, DataType type) => Node("Cast", [value], Integer("to", (int)type));

    public void Input(string name, DataType type) => Graph.Input.Add(Value(name, type, 1));

    /// <summary>Gives a value its name outside.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="width">Columns; null for a vector.</param>
    public void Output(string value, string name, DataType type, int? width)
    {
        var node = new NodeProto { OpType = "Identity", Name = NewName("Identity") };
        node.Input.Add(value);
        node.Output.Add(name);
        Graph.Node.Add(node);
        Graph.Output.Add(Value(name, type, width));
    }

    public static AttributeProto Integer(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Integers(string name, IEnumerable<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }

    public static AttributeProto Texts(string name, IEnumerable<string> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.Add(values.Select(ByteString.CopyFromUtf8));
        return attribute;
    }

    private string Add(DataType type, ReadOnlySpan<byte> bytes, int[] shape)
    {
        var tensor = new TensorProto { Name = NewName("constant"), DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.Add(shape.Select(size => (long)size));
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    // Columns may be called whatever their table calls them, so names within the graph begin with what none begins
    // with.
    private string NewName(string kind) => string.Create(CultureInfo.InvariantCulture, $"_{kind}.{_names++}");

    private static ValueInfoProto Value(string name, DataType type, int? width)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        if (width is { } columns)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = columns });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}
