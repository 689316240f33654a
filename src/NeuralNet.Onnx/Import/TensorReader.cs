using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Schema.TensorProto.Types;

namespace NeuralNet.Onnx.Import;

/// <summary>Tensors of the file as numbers; sizes are held against the data before memory is taken for them.</summary>
internal sealed class TensorReader<T>(Budget budget, ExternalData external)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Constant<T> Read(TensorProto tensor, string name)
    {
        var type = (DataType)tensor.DataType;
        if (tensor.Segment is not null)
            throw Refusal.Because($"{name} is a segment of a tensor, but only whole tensors are read.");
        long count = Count(tensor, name);
        long[] shape = [.. tensor.Dims];
        return type switch
        {
            DataType.Float => new Constant<T>(shape, Finite(ReadFloat(tensor, count, name), name), null),
            DataType.Double => new Constant<T>(shape, Finite(ReadDouble(tensor, count, name), name), null),
            DataType.Int32 => new Constant<T>(shape, null, [.. Values(tensor, tensor.Int32Data, count, name).Select(value => (long)value)]),
            DataType.Int64 => new Constant<T>(shape, null, Values(tensor, tensor.Int64Data, count, name)),
            _ => throw Refusal.Because($"{name} is of type {TypeName(tensor.DataType)}, but numbers are read as FLOAT or DOUBLE and shapes as INT32 or INT64."),
        };
    }

    public static string TypeName(int type) => Enum.IsDefined((DataType)type) ? ((DataType)type).ToString().ToUpperInvariant() : Text.Of(type);

    private T[] ReadFloat(TensorProto tensor, long count, string name)
    {
        float[] values = Values(tensor, tensor.FloatData, count, name);
        return values as T[] ?? Array.ConvertAll(values, T.CreateTruncating);
    }

    private T[] ReadDouble(TensorProto tensor, long count, string name)
        => typeof(T) == typeof(double)
            ? (T[])(object)Values(tensor, tensor.DoubleData, count, name)
            : throw Refusal.Because($"{name} is of type DOUBLE, which a network in float would round. Import the model with {nameof(OnnxModel.Import)}<double>.");

    /// <summary>The numbers, from wherever the file has them: bytes, a list, or another file.</summary>
    private N[] Values<N>(TensorProto tensor, IReadOnlyList<N> list, long count, string name)
        where N : unmanaged
    {
        if (tensor.DataLocation == DataLocation.External)
            return external.Read<N>(tensor, count, name, budget);
        if (tensor.HasRawData)
        {
            ReadOnlySpan<byte> bytes = tensor.RawData.Span;
            if (bytes.Length != count * SizeOf<N>())
                throw Refusal.Because($"{name} has the shape {Text.Shape(tensor.Dims)} and needs {Text.Of(count * SizeOf<N>())} bytes, but {Text.Of(bytes.Length)} are given.");
            budget.Spend(count);
            var values = new N[count];
            TensorBytes.ToNumbers(bytes, values.AsSpan());
            return values;
        }

        if (list.Count != count)
            throw Refusal.Because($"{name} has the shape {Text.Shape(tensor.Dims)} and needs {Text.Of(count)} values of type {TypeName(tensor.DataType)}, but {Text.Of(list.Count)} are given.");
        budget.Spend(count);
        return [.. list];
    }

    private static long Count(TensorProto tensor, string name)
    {
        long count = 1;
        foreach (long size in tensor.Dims)
        {
            if (size < 0 || size > Array.MaxLength || (count *= size) > Array.MaxLength)
                throw Refusal.Because($"{name} has the shape {Text.Shape(tensor.Dims)}, but sizes are at least 0 and no tensor has more than {Text.Of(Array.MaxLength)} values.");
        }

        return count;
    }

    private static T[] Finite(T[] values, string name)
    {
        int index = Array.FindIndex(values, value => !T.IsFinite(value));
        return index < 0
            ? values
            : throw Refusal.Because($"{name} holds {values[index].ToString(null, CultureInfo.InvariantCulture)} at index {Text.Of(index)}, but weights are finite.");
    }

    private static int SizeOf<N>() => Unsafe.SizeOf<N>();
}
