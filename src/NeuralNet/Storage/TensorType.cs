using System.Buffers.Binary;
using System.Numerics;

namespace NeuralNet;

/// <summary>The number types of the safetensors format, and those of them that weights are read from.</summary>
internal static class TensorType
{
    /// <summary>The name of T in a file.</summary>
    public static string Of<T>() => typeof(T) == typeof(float) ? "F32" : "F64";

    /// <summary>Bytes of an element; null for a type that is not known.</summary>
    public static int? Size(string name) => name switch
    {
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 1,
        "U16" or "I16" or "F16" or "BF16" => 2,
        "U32" or "I32" or "F32" => 4,
        "U64" or "I64" or "F64" => 8,
        _ => null,
    };

    /// <summary>Whether every number of a type is also a T, so that reading changes no value.</summary>
    public static bool FitsInto<T>(string name) => name switch
    {
        "F16" or "BF16" or "F32" => true,
        "F64" => typeof(T) == typeof(double),
        _ => false,
    };

    /// <summary>Reads numbers of a type that fits into T.</summary>
    public static void Read<T>(string name, ReadOnlySpan<byte> source, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (name)
        {
            case "F64":
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * i)..]));
                break;
            case "F32":
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(source[(4 * i)..]));
                break;
            case "F16":
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(source[(2 * i)..]));
                break;
            default:
                // A bfloat16 is the upper half of a float.
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle(
                        (uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16));
                break;
        }
    }

    /// <summary>Writes numbers as they are.</summary>
    public static void Write<T>(ReadOnlySpan<T> source, Span<byte> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            for (int i = 0; i < source.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(destination[(4 * i)..], float.CreateTruncating(source[i]));
        }
        else
        {
            for (int i = 0; i < source.Length; i++)
                BinaryPrimitives.WriteDoubleLittleEndian(destination[(8 * i)..], double.CreateTruncating(source[i]));
        }
    }
}
