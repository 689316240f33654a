using System.Runtime.InteropServices;
using Google.Protobuf;
using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Schema.AttributeProto.Types;

namespace NeuralNet.Onnx.Tests;

/// <summary>Models as other programs write them, node by node.</summary>
internal sealed class ModelBuilder
{
    private readonly ModelProto _model = new()
    {
        IrVersion = 7,
        Graph = new GraphProto { Name = "main_graph" },
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 13 } },
    };

    /// <summary>
    /// 1 for float, 11 for double: the type of input and outputs, and of tensors unless they say another.
    /// </summary>
    public int ElementType { get; init; } = 1;

    public int OperatorSet { get => (int)_model.OpsetImport[0].Version; init => _model.OpsetImport[0].Version = value; }

    public int Format { get => (int)_model.IrVersion; init => _model.IrVersion = value; }

    public ModelProto Model => _model;

    public GraphProto Graph => _model.Graph;

    /// <summary>An input N x sizes.</summary>
    public ModelBuilder Input(string name, params int[] sizes) => Input(name, ElementType, ["N", .. sizes.Select(size => (object)size)]);

    public ModelBuilder Input(string name, int type, object[] sizes)
    {
        Graph.Input.Add(Value(name, type, sizes));
        return this;
    }

    public ModelBuilder Output(string name, int rank = 2)
    {
        Graph.Output.Add(Value(name, ElementType, [.. Enumerable.Range(0, rank).Select(i => $"d{i}_{name}")]));
        return this;
    }

    public ModelBuilder Node(string operation, string[] inputs, string output, params AttributeProto[] attributes)
        => Node("", operation, inputs, [output], attributes);

    public ModelBuilder Node(string domain, string operation, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        Graph.Node.Add(NodeOf(domain, operation, inputs, outputs, attributes));
        Graph.Node[^1].Name = $"/{operation}_{Graph.Node.Count - 1}";
        return this;
    }

    public static NodeProto NodeOf(string domain, string operation, string[] inputs, string[] outputs, params AttributeProto[] attributes)
        => new() { Domain = domain, OpType = operation, Input = { inputs }, Output = { outputs }, Attribute = { attributes } };

    /// <summary>A function of the model's own, in the domain <c>this</c>.</summary>
    public ModelBuilder Function(string name, string[] inputs, string[] outputs, params NodeProto[] nodes)
    {
        var function = new FunctionProto { Name = name, Domain = "this", Input = { inputs }, Output = { outputs }, Node = { nodes } };
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "this", Version = 1 });
        _model.Functions.Add(function);
        return this;
    }

    public ModelBuilder Domain(string domain, int version)
    {
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
        return this;
    }

    public ModelBuilder Weights(string name, long[] shape, params double[] values)
    {
        Graph.Initializer.Add(Numbers(ElementType, shape, values, name));
        return this;
    }

    /// <summary>Numbers that look random, the same for the same name.</summary>
    public ModelBuilder Weights(string name, params long[] shape)
    {
        var random = new RandomStream(name.Sum(c => c));
        return Weights(name, shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextNormal())]);
    }

    public ModelBuilder Integers(string name, long[] shape, params long[] values)
    {
        Graph.Initializer.Add(IntegerTensor(shape, values, name));
        return this;
    }

    public byte[] ToArray() => _model.ToByteArray();

    /// <summary>Numbers in a list of their own type, as many exporters write them.</summary>
    public static TensorProto Numbers(int type, long[] shape, double[] values, string name = "")
    {
        var tensor = new TensorProto { Name = name, DataType = type, Dims = { shape } };
        if (type == 1)
            tensor.FloatData.Add(values.Select(value => (float)value));
        else
            tensor.DoubleData.Add(values);
        return tensor;
    }

    /// <summary>The same tensor with its numbers as bytes, as the others write them.</summary>
    public static TensorProto AsBytes(TensorProto tensor)
    {
        TensorProto raw = tensor.Clone();
        raw.RawData = ByteString.CopyFrom(tensor.DataType == 1 ? MemoryMarshal.AsBytes<float>(tensor.FloatData.ToArray())
            : MemoryMarshal.AsBytes<double>(tensor.DoubleData.ToArray()));
        raw.FloatData.Clear();
        raw.DoubleData.Clear();
        return raw;
    }

    public static TensorProto BoolTensor(bool value) => new() { DataType = 9, RawData = ByteString.CopyFrom(value ? (byte)1 : (byte)0) };

    public static TensorProto TextTensor(string name, params string[] values)
        => new() { Name = name, DataType = 8, Dims = { values.Length }, StringData = { values.Select(ByteString.CopyFromUtf8) } };

    public static TensorProto IntegerTensor(long[] shape, long[] values, string name = "")
        => new() { Name = name, DataType = 7, Dims = { shape }, Int64Data = { values } };

    public static AttributeProto Attribute(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    public static AttributeProto Attribute(string name, params float[] values) => new() { Name = name, Type = AttributeType.Floats, Floats = { values } };

    public static AttributeProto Attribute(string name, params long[] values) => new() { Name = name, Type = AttributeType.Ints, Ints = { values } };

    public static AttributeProto Attribute(string name, string value) => new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Attribute(string name, params string[] values)
        => new() { Name = name, Type = AttributeType.Strings, Strings = { values.Select(ByteString.CopyFromUtf8) } };

    public static AttributeProto Attribute(string name, TensorProto value) => new() { Name = name, Type = AttributeType.Tensor, T = value };

    private static ValueInfoProto Value(string name, int type, object[] sizes)
    {
        var shape = new TensorShapeProto
        {
            Dim = { sizes.Select(size => size is int number ? new TensorShapeProto.Types.Dimension { DimValue = number }
                : new TensorShapeProto.Types.Dimension { DimParam = (string)size }) },
        };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape } } };
    }
}
