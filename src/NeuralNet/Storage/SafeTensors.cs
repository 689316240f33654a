using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeuralNet;

/// <summary>A named array to be written, row-major.</summary>
internal abstract class Tensor(string name, IReadOnlyList<int> shape)
{
    public string Name => name;

    public IReadOnlyList<int> Shape => shape;

    /// <summary>The name of the number type in a file.</summary>
    public abstract string Type { get; }

    /// <summary>Bytes of all values.</summary>
    public abstract long Length { get; }

    /// <summary>Writes the values piece by piece, each put together in a buffer.</summary>
    public abstract void Write(byte[] buffer, WriteBytes write);
}

/// <inheritdoc cref="Tensor"/>
internal sealed class Tensor<T>(string name, IReadOnlyList<int> shape, T[] values) : Tensor(name, shape)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T[] Values => values;

    public override string Type => TensorType.Of<T>();

    public override long Length => (long)Values.Length * Unsafe.SizeOf<T>();

    public override void Write(byte[] buffer, WriteBytes write)
    {
        int most = buffer.Length / Unsafe.SizeOf<T>();
        for (int start = 0; start < Values.Length; start += most)
        {
            ReadOnlySpan<T> chunk = Values.AsSpan(start, Math.Min(most, Values.Length - start));
            TensorType.Write(chunk, buffer);
            write(buffer.AsSpan(0, chunk.Length * Unsafe.SizeOf<T>()));
        }
    }
}

internal delegate void WriteBytes(ReadOnlySpan<byte> bytes);

/// <summary>
/// Writes the safetensors format: 8 bytes with the length of the header (little-endian), the header in JSON with name,
/// type, shape and byte range of each tensor, then the tensors, little-endian, without gaps. <see cref="TensorFile"/>
/// reads it.
/// </summary>
internal static class SafeTensors
{
    public const string Metadata = "__metadata__";

    /// <summary>
    /// The metadata entry with the checksum of the whole file, in which its own digits count as zeros.
    /// </summary>
    public const string Checksum = "crc32c";

    public const int ChecksumDigits = 8;

    private const int BufferLength = 1 << 12;

    /// <summary>Writes all at once or nothing: what cannot be written is found out before the first byte.</summary>
    public static void Write(Stream stream, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<Tensor> tensors)
    {
        byte[] start = LengthAndHeader(metadata, tensors);
        var checksum = new Crc32C();
        checksum.Append(start);
        byte[] buffer = new byte[BufferLength];
        foreach (Tensor tensor in tensors)
            tensor.Write(buffer, chunk => checksum.Append(chunk));

        int digits = start.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Entry(0)));
        Encoding.ASCII.GetBytes(Entry(checksum.Value)).CopyTo(start, digits);
        stream.Write(start);
        foreach (Tensor tensor in tensors)
            tensor.Write(buffer, stream.Write);
    }

    public static string ChecksumText(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);

    private static string Entry(uint checksum) => $"\"{Checksum}\":\"{ChecksumText(checksum)}\"";

    private static byte[] LengthAndHeader(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<Tensor> tensors)
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[sizeof(ulong)]);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            json.WriteString(Checksum, ChecksumText(0));
            foreach ((string name, string value) in metadata)
                json.WriteString(name, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (Tensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type);
                json.WriteStartArray("shape");
                foreach (int size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += tensor.Length;
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8, so that readers that map the file find the numbers aligned.
        while (buffer.Length % sizeof(ulong) != 0)
            buffer.WriteByte((byte)' ');
        byte[] start = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(start, start.Length - sizeof(ulong));
        return start;
    }
}
