using System.Globalization;
using System.Numerics;
using NeuralNet.Onnx.Import;

namespace NeuralNet.Onnx;

/// <summary>A node of a model that is being imported.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>: what the network computes in.</typeparam>
public sealed class OnnxNode<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Node _node;

    internal OnnxNode(Node node, IReadOnlyList<OnnxValue<T>> inputs)
    {
        _node = node;
        Inputs = inputs;
    }

    /// <summary>The operator, with its domain in front unless it is ONNX's own.</summary>
    public string Operator => _node.Operator;

    /// <summary>The version of ONNX's operator set that the model is of.</summary>
    public int OperatorSetVersion => _node.OperatorSet;

    /// <summary>The values that it reads, in order. Two that are equal by <c>==</c> are the same value.</summary>
    public IReadOnlyList<OnnxValue<T>> Inputs { get; }

    /// <summary>An attribute that is a number.</summary>
    /// <param name="name">The attribute's name in the operator's definition.</param>
    /// <param name="otherwise">What holds if the node has no such attribute.</param>
    /// <returns>
    /// The number; for a network in <see cref="float"/> its shortest decimal, so that the 0.1 of a file, which has
    /// floats here, is 0.1.
    /// </returns>
    /// <exception cref="InvalidDataException">The attribute is not finite or of another type.</exception>
    public double Number(string name, double otherwise)
    {
        if (!_node.HasAttribute(name))
            return otherwise;
        float value = _node.Number(name, 0);
        return typeof(T) == typeof(float) ? double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value;
    }

    /// <summary>An attribute that is an integer, such as an axis.</summary>
    /// <param name="name">The attribute's name in the operator's definition.</param>
    /// <param name="otherwise">What holds if the node has no such attribute.</param>
    /// <exception cref="InvalidDataException">The attribute is of another type.</exception>
    public long Integer(string name, long otherwise) => _node.Integer(name, otherwise);

    /// <summary>An attribute that is a text, such as a mode.</summary>
    /// <param name="name">The attribute's name in the operator's definition.</param>
    /// <param name="otherwise">What holds if the node has no such attribute.</param>
    /// <exception cref="InvalidDataException">The attribute is of another type.</exception>
    public string Text(string name, string otherwise) => _node.String(name) ?? otherwise;

    internal IReadOnlyList<long>? Integers(string name) => _node.Integers(name);

    /// <summary>Refuses attributes that are not listed, rather than overlook what they mean.</summary>
    /// <param name="known">The attributes whose meaning is known.</param>
    /// <exception cref="InvalidDataException">The node has another one.</exception>
    public void CheckAttributes(params ReadOnlySpan<string> known) => _node.CheckAttributes(known);

    /// <summary>An exception that names the node, to be thrown where the model cannot be imported.</summary>
    /// <param name="reason">Why: what was found and what was expected.</param>
    public Exception Refuse(string reason) => _node.Refuse(reason);

    /// <summary>The node, with its place in the file and its name.</summary>
    public override string ToString() => _node.ToString();
}
