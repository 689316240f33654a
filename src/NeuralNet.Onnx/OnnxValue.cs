using System.Numerics;
using NeuralNet.Onnx.Import;

namespace NeuralNet.Onnx;

/// <summary>
/// A value of a model that is being imported: a constant, the model's input, or what a node computes. There is one
/// object for each value, whatever its names.
/// </summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>: what the network computes in.</typeparam>
public sealed class OnnxValue<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matching<T> _matching;
    private readonly Node? _producer;
    private OnnxNode<T>? _node;
    private Constant<T>? _constant;
    private bool _isRead;

    internal OnnxValue(string name, Node? producer, Matching<T> matching)
    {
        Name = name;
        _producer = producer;
        _matching = matching;
    }

    /// <summary>Its name in the file.</summary>
    public string Name { get; }

    /// <summary>The node that computes it; null of a weight and of the model's input.</summary>
    public OnnxNode<T>? Node => _producer is null ? null : _node ??= _matching.View(_producer);

    /// <summary>
    /// Its numbers if it is a constant, the last index running fastest; null if it depends on the model's input or
    /// holds no fractions.
    /// </summary>
    public IReadOnlyList<T>? Numbers => Constant?.Numbers;

    /// <summary>Its number if it is a constant of a single one.</summary>
    public double? Number => Numbers is [var number] ? double.CreateTruncating(number) : null;

    internal Constant<T>? Constant
    {
        get
        {
            if (!_isRead)
                _constant = _matching.ConstantOf(Name, _producer);
            _isRead = true;
            return _constant;
        }
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Text.Name(Name);
}
