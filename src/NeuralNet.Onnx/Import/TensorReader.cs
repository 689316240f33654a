using System.Numerics;
using System.Runtime.CompilerServices;
using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Schema.TensorProto.Types;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// Tensors of the file as constants; sizes are held against the data before memory is taken for them.
/// </summary>
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
            DataType.Float => Constant<T>.Of(shape, ReadFloat(tensor, count, name), name),
            DataType.Double => Constant<T>.Of(shape, ReadDouble(tensor, count, name), name),
            DataType.Int32 => Constant<T>.OfIntegers(shape, [.. Values(tensor, tensor.Int32Data, count, name).Select(value => (long)value)]),
            DataType.Int64 => Constant<T>.OfIntegers(shape, Values(tensor, tensor.Int64Data, count, name)),
            DataType.Bool => Constant<T>.OfIntegers(shape, ReadBool(tensor, count, name)),
            DataType.String => Constant<T>.OfTexts(shape, ReadTexts(tensor, count, name)),
            _ => throw Refusal.Because($"{name} is of type {TypeName(tensor.DataType)}, but numbers are read as FLOAT or DOUBLE, shapes as INT32 or "
                + "INT64, truth values as BOOL and names as STRING."),
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
            : throw Refusal.Because($"{name} is of type DOUBLE, which a network in float would round. Import the model with "
                + $"{nameof(OnnxModel.Import)}<double>.");

    /// <summary>Bytes, or numbers of four bytes in a list.</summary>
    private long[] ReadBool(TensorProto tensor, long count, string name)
        => tensor.HasRawData || tensor.DataLocation == DataLocation.External
            ? Array.ConvertAll(Values<byte>(tensor, [], count, name), value => value == 0 ? 0L : 1L)
            : Array.ConvertAll(Values(tensor, tensor.Int32Data, count, name), value => value == 0 ? 0L : 1L);

    private string[] ReadTexts(TensorProto tensor, long count, string name)
    {
        if (tensor.StringData.Count != count)
            throw WrongCount(tensor, count, tensor.StringData.Count, name);
        budget.Spend(tensor.StringData.Sum(text => 4 + text.Length / 4));
        return [.. tensor.StringData.Select(text => text.ToStringUtf8())];
    }

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
                throw Refusal.Because($"{name} has the shape {Text.Shape(tensor.Dims)} and needs {Text.Of(count * SizeOf<N>())} bytes, but "
                    + $"{Text.Of(bytes.Length)} are given.");
            budget.Spend(count);
            var values = new N[count];
            TensorBytes.ToNumbers(bytes, values.AsSpan());
            return values;
        }

        if (list.Count != count)
            throw WrongCount(tensor, count, list.Count, name);
        budget.Spend(count);
        return [.. list];
    }

    private static Exception WrongCount(TensorProto tensor, long expected, int given, string name)
        => Refusal.Because($"{name} has the shape {Text.Shape(tensor.Dims)} and needs {Text.Of(expected)} values of type {TypeName(tensor.DataType)}, but "
            + $"{Text.Of(given)} are given.");

    private static long Count(TensorProto tensor, string name)
    {
        long count = 1;
        foreach (long size in tensor.Dims)
        {
            if (size < 0 || size > Array.MaxLength || (count *= size) > Array.MaxLength)
                throw Refusal.Because($"{name} has the shape {Text.Shape(tensor.Dims)}, but sizes are at least 0 and no tensor has more than "
                    + $"{Text.Of(Array.MaxLength)} values.");
        }

        return count;
    }

    private static int SizeOf<N>() => Unsafe.SizeOf<N>();
}
