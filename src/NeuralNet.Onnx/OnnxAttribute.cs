using Google.Protobuf;
using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Schema.AttributeProto.Types;

namespace NeuralNet.Onnx;

/// <summary>A setting of a node, such as the <c>alpha</c> of <c>LeakyRelu</c>.</summary>
public sealed class OnnxAttribute
{
    private OnnxAttribute(AttributeProto proto) => Proto = proto;

    internal AttributeProto Proto { get; }

    /// <summary>A number; the format has only <see cref="float"/> here.</summary>
    /// <param name="name">The attribute's name in the operator's definition.</param>
    /// <param name="value">Its value.</param>
    public static OnnxAttribute Number(string name, float value) => new(new AttributeProto { Name = name, Type = AttributeType.Float, F = value });

    /// <summary>Several numbers.</summary>
    /// <param name="name">The attribute's name in the operator's definition.</param>
    /// <param name="values">Its values.</param>
    public static OnnxAttribute Numbers(string name, params IEnumerable<float> values)
        => new(new AttributeProto { Name = name, Type = AttributeType.Floats, Floats = { values } });

    /// <summary>An integer, such as an axis.</summary>
    /// <param name="name">The attribute's name in the operator's definition.</param>
    /// <param name="value">Its value.</param>
    public static OnnxAttribute Integer(string name, long value) => new(new AttributeProto { Name = name, Type = AttributeType.Int, I = value });

    /// <summary>Several integers, such as a permutation.</summary>
    /// <param name="name">The attribute's name in the operator's definition.</param>
    /// <param name="values">Its values.</param>
    public static OnnxAttribute Integers(string name, params IEnumerable<long> values)
        => new(new AttributeProto { Name = name, Type = AttributeType.Ints, Ints = { values } });

    /// <summary>A text, such as a mode.</summary>
    /// <param name="name">The attribute's name in the operator's definition.</param>
    /// <param name="value">Its value.</param>
    public static OnnxAttribute Text(string name, string value)
        => new(new AttributeProto { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) });
}
