using System.Globalization;
using System.Numerics;
using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Schema.TensorProto.Types;

namespace NeuralNet.Onnx;

/// <summary>The graph of a model while layers add their nodes to it.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>: the type of the model's numbers.</typeparam>
public sealed class OnnxGraph<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GraphProto _graph = new() { Name = "network" };
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _values;
    private string _layer = "";

    internal OnnxGraph(OnnxExportOptions options)
    {
        _names = [options.InputName, options.OutputName, options.LogitsName ?? options.OutputName];
        _values = [options.InputName];
        Options = options;
    }

    internal OnnxExportOptions Options { get; }

    /// <summary>The version of the operator set that the nodes are of.</summary>
    public int OperatorSetVersion => Options.OperatorSetVersion;

    /// <summary>Adds a node.</summary>
    /// <param name="operatorName">The operator's name in ONNX, such as <c>Mul</c>.</param>
    /// <param name="inputs">
    /// The names of its inputs: the layer's input, what other nodes gave, or what <see cref="AddNumbers"/> and
    /// <see cref="AddIntegers"/> returned.
    /// </param>
    /// <param name="attributes">Its settings.</param>
    /// <returns>The name of the node's output.</returns>
    /// <exception cref="ArgumentException">An input is the name of nothing that has been added.</exception>
    public string AddNode(string operatorName, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes)
    {
        ArgumentException.ThrowIfNullOrEmpty(operatorName);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        foreach (string input in inputs)
        {
            if (!Has(input))
                throw new ArgumentException($"The node {operatorName} reads '{input}', but neither a node nor a tensor of that name has been added.",
                    nameof(inputs));
        }

        var node = new NodeProto { Name = Unique(operatorName), OpType = operatorName };
        node.Input.Add(inputs);
        node.Attribute.Add(attributes.Select(attribute => attribute.Proto));
        string output = Unique($"{operatorName}.output");
        node.Output.Add(output);
        _values.Add(output);
        _graph.Node.Add(node);
        return output;
    }

    /// <summary>Adds weights or other numbers that are part of the model.</summary>
    /// <param name="name">
    /// What they are called within the layer, such as <c>weight</c>; the layer's index is put in front.
    /// </param>
    /// <param name="shape">The sizes, such as <c>[units, inputs]</c>; empty for a single number.</param>
    /// <param name="values">The numbers, the last index running fastest, all finite.</param>
    /// <returns>The name to give to a node as an input.</returns>
    /// <exception cref="ArgumentException">
    /// The shape does not fit the number of values, or a value is NaN or infinite.
    /// </exception>
    public string AddNumbers(string name, IReadOnlyList<int> shape, ReadOnlySpan<T> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
                throw new ArgumentException($"'{name}' holds {values[i].ToString(null, CultureInfo.InvariantCulture)} at index {Text.Of(i)}, but numbers "
                    + "of a model are finite.", nameof(values));
        }

        return AddTensor(name, shape, values.Length, new TensorProto { DataType = (int)ElementType, RawData = TensorBytes.FromNumbers(values) });
    }

    /// <summary>Adds integers that are part of the model, such as the axes of a reduction.</summary>
    /// <param name="name">What they are called within the layer; the layer's index is put in front.</param>
    /// <param name="shape">The sizes; empty for a single number.</param>
    /// <param name="values">The integers, the last index running fastest.</param>
    /// <returns>The name to give to a node as an input.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public string AddIntegers(string name, IReadOnlyList<int> shape, ReadOnlySpan<long> values)
        => AddTensor(name, shape, values.Length, new TensorProto { DataType = (int)DataType.Int64, RawData = TensorBytes.FromIntegers(values) });

    internal static DataType ElementType => typeof(T) == typeof(float) ? DataType.Float : DataType.Double;

    internal void Enter(int layer, int? network = null) => _layer = network is { } index ? $"{Text.Of(index)}.{Text.Of(layer)}" : Text.Of(layer);

    internal bool Has(string value) => _values.Contains(value);

    /// <summary>Gives a value the name it shall have outside.</summary>
    internal void Rename(string value, string name)
    {
        // The input is called what the caller wants already, so it needs a node to be an output as well.
        if (value == Options.InputName)
            value = AddNode("Identity", [value]);
        foreach (NodeProto node in _graph.Node)
        {
            Replace(node.Input, value, name);
            Replace(node.Output, value, name);
        }

        _values.Add(name);
    }

    internal GraphProto Finish(int inputs, int outputs)
    {
        _graph.Input.Add(Value(Options.InputName, inputs));
        _graph.Output.Add(Value(Options.OutputName, outputs));
        if (Options.LogitsName is { } logits)
            _graph.Output.Add(Value(logits, outputs));
        return _graph;
    }

    private static void Replace(IList<string> names, string old, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == old)
                names[i] = name;
        }
    }

    private static ValueInfoProto Value(string name, int width)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = width });
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)ElementType, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private string AddTensor(string name, IReadOnlyList<int> shape, int count, TensorProto tensor)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Any(size => size < 1) || shape.Aggregate(1L, (product, size) => product * size) != count)
            throw new ArgumentException($"'{name}' has {Text.Of(count)} values, which do not fit the shape {Text.Shape(shape)}.", nameof(shape));
        tensor.Name = Unique(name);
        tensor.Dims.Add(shape.Select(size => (long)size));
        _graph.Initializer.Add(tensor);
        _values.Add(tensor.Name);
        return tensor.Name;
    }

    private string Unique(string name)
    {
        string wanted = $"{_layer}.{name}";
        string unique = wanted;
        for (int i = 1; !_names.Add(unique); i++)
            unique = $"{wanted}.{Text.Of(i)}";
        return unique;
    }
}
