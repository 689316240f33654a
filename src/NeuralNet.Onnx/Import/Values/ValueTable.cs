using System.Numerics;
using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Schema.TensorProto.Types;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// The values of a graph by name: initializers and the input when they are first asked for, the rest as nodes give
/// them.
/// </summary>
internal sealed class ValueTable<T>(Graph graph, TensorReader<T> tensors)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<string, Value> _values = [];
    private string? _input;

    /// <summary>The dimensions of one sample of the input.</summary>
    public long[] InputFeatures { get; private set; } = [Sizes.Unknown];

    public TensorReader<T> Tensors => tensors;

    public Value Get(string name)
    {
        if (!_values.TryGetValue(name, out Value? value))
        {
            value = graph.Initializer(name) is { } tensor ? tensors.Read(tensor, $"Initializer {Text.Name(name)}") : Input(name);
            _values.Add(name, value);
        }

        return value;
    }

    /// <summary>What is known by now.</summary>
    public Value? Find(string name) => _values.GetValueOrDefault(name);

    public void Set(string name, Value value) => _values[name] = value;

    private Samples<T> Input(string name)
    {
        ValueInfoProto input = graph.Input(name)
            ?? throw Refusal.Because($"The value {Text.Name(name)} is a further output of its node, such as a mask or the statistics of a batch, which "
                + "the import does not know.");
        if (_input is not null)
            throw Refusal.Because($"The wanted output depends on two inputs, {Text.Name(_input)} and {Text.Name(name)}, but a network has one.");
        _input = name;
        TypeProto.Types.Tensor type = input.Type?.TensorType
            ?? throw Refusal.Because($"The input {Text.Name(name)} is not said to be a tensor, but an array of numbers, N x inputs, was expected.");

        // Integers are taken as numbers if a Cast follows, and the operators take nothing else.
        if ((DataType)type.ElemType is DataType.String or DataType.Bool or DataType.Complex64 or DataType.Complex128 or DataType.Float16 or DataType.Bfloat16)
            throw Refusal.Because($"The input {Text.Name(name)} is of type {TensorReader<T>.TypeName(type.ElemType)}, but FLOAT or DOUBLE was expected.");
        if (type.Shape is null)
            return new Samples<T>(null, null, InputFeatures);
        // Some exporters write 0 or -1 for any number of samples.
        long[] sizes = [.. type.Shape.Dim.Select((dimension, axis) => axis == 0 && type.Shape.Dim.Count > 1 && dimension.DimValue < 1 ? Sizes.Unknown
            : Size(dimension, name))];
        if (sizes.Length == 0)
            throw Refusal.Because($"The input {Text.Name(name)} is a single number, but samples as rows, N x inputs, or one sample as a vector were expected.");

        // A vector of a size that the file tells is one sample; one of any size, a number for each sample.
        bool isOneSample = sizes is [not Sizes.Unknown];
        InputFeatures = isOneSample ? sizes : sizes[1..];
        return new Samples<T>(null, null, InputFeatures)
        {
            Layout = isOneSample ? Layout.OneSample : Layout.SamplesAreRows,
            FixedBatch = isOneSample ? 1 : sizes[0] == Sizes.Unknown ? null : sizes[0],
        };
    }

    private static long Size(TensorShapeProto.Types.Dimension dimension, string name)
    {
        if (!dimension.HasDimValue)
            return Sizes.Unknown;
        return dimension.DimValue is >= 1 and <= int.MaxValue
            ? dimension.DimValue
            : throw Refusal.Because($"The input {Text.Name(name)} has a dimension of size {Text.Of(dimension.DimValue)}, but sizes from 1 to "
                + $"{Text.Of(int.MaxValue)} were expected.");
    }
}
