using System.Numerics;
using NeuralNet.Onnx.Operators;

namespace NeuralNet.Onnx;

/// <summary>How the nodes of an operator become a layer: see <see cref="OnnxOperator{T}"/>.</summary>
public abstract class OnnxOperator
{
    private protected OnnxOperator(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>
    /// The operator, with its domain in front unless it is ONNX's own: <c>Mul</c>, <c>com.example.Swish</c>.
    /// </summary>
    public string Name { get; }
}

/// <summary>
/// How the nodes of an operator become a layer of one's own when a model is imported: what <see cref="IOnnxLayer{T}"/>
/// is for the export. The library reads its own layers in the same way.
/// </summary>
/// <example><code>
/// new OnnxOperator&lt;double&gt;(
///     "Mul",
///     node => node.Inputs is [var x, { Node: { Operator: "Sigmoid", Inputs: [var y] } }] &amp;&amp; y == x
///         ? (x, new Swish())
///         : null)
/// </code></example>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>: what the network computes in.</typeparam>
public sealed class OnnxOperator<T> : OnnxOperator
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Creates the operator.</summary>
    /// <param name="name">
    /// The operator of the last of the layer's nodes, with its domain in front unless it is ONNX's own.
    /// </param>
    /// <param name="read">
    /// From that node to the value that enters the layer and the layer, a new one at each call; null if the node is
    /// something else. The nodes between the two are found by <see cref="OnnxValue{T}.Node"/>.
    /// </param>
    public OnnxOperator(string name, Func<OnnxNode<T>, (OnnxValue<T> Input, Layer<T> Layer)?> read)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(read);
        Read = node => read(node) is { } found ? ReadLayer<T>.Of(found.Input, found.Layer) : null;
    }

    internal Func<OnnxNode<T>, ReadLayer<T>?> Read { get; }
}
