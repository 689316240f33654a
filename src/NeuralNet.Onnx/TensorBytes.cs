using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace NeuralNet.Onnx;

/// <summary>Numbers as bytes and back; the format is little-endian on every machine.</summary>
internal static class TensorBytes
{
    public static ByteString FromNumbers<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (BitConverter.IsLittleEndian)
            return ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        ReverseEach(bytes, Marshal.SizeOf<T>());
        return ByteString.CopyFrom(bytes);
    }

    public static ByteString FromIntegers(ReadOnlySpan<long> values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return ByteString.CopyFrom(bytes);
    }

    /// <summary>As many numbers as fit; the caller has compared the lengths.</summary>
    public static void ToNumbers<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged
    {
        if (BitConverter.IsLittleEndian)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        byte[] reversed = bytes.ToArray();
        ReverseEach(reversed, Marshal.SizeOf<T>());
        reversed.CopyTo(MemoryMarshal.AsBytes(values));
    }

    private static void ReverseEach(byte[] bytes, int size)
    {
        for (int i = 0; i < bytes.Length; i += size)
            Array.Reverse(bytes, i, size);
    }
}
