using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeuralNet;

/// <summary>A named array to be written, row-major.</summary>
internal sealed record Tensor<T>(string Name, IReadOnlyList<int> Shape, T[] Values);

/// <summary>
/// Writes the safetensors format: 8 bytes with the length of the header (little-endian), the header in JSON with name, type, shape and byte range of each tensor,
/// then the tensors, little-endian, without gaps. <see cref="TensorFile"/> reads it.
/// </summary>
internal static class SafeTensors
{
    public const string Metadata = "__metadata__";

    /// <summary>The metadata entry with the checksum of the whole file, in which its own digits count as zeros.</summary>
    public const string Checksum = "crc32c";

    public const int ChecksumDigits = 8;

    private const int ChunkElements = 8192;

    /// <summary>Writes all at once or nothing: what cannot be written is found out before the first byte.</summary>
    public static void Write<T>(Stream stream, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<Tensor<T>> tensors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        byte[] start = LengthAndHeader(metadata, tensors);
        var checksum = new Crc32C();
        checksum.Append(start);
        byte[] buffer = new byte[ChunkElements * Unsafe.SizeOf<T>()];
        WriteValues(tensors, buffer, chunk => checksum.Append(chunk));

        int digits = start.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Entry(0)));
        Encoding.ASCII.GetBytes(Entry(checksum.Value)).CopyTo(start, digits);
        stream.Write(start);
        WriteValues(tensors, buffer, stream.Write);
    }

    public static string ChecksumText(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);

    private static string Entry(uint checksum) => $"\"{Checksum}\":\"{ChecksumText(checksum)}\"";

    private static byte[] LengthAndHeader<T>(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<Tensor<T>> tensors)
        where T : unmanaged
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
            foreach (Tensor<T> tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", TensorType.Of<T>());
                json.WriteStartArray("shape");
                foreach (int size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += (long)tensor.Values.Length * Unsafe.SizeOf<T>();
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

    private static void WriteValues<T>(IReadOnlyList<Tensor<T>> tensors, byte[] buffer, WriteBytes write)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (Tensor<T> tensor in tensors)
        {
            for (int start = 0; start < tensor.Values.Length; start += ChunkElements)
            {
                ReadOnlySpan<T> chunk = tensor.Values.AsSpan(start, Math.Min(ChunkElements, tensor.Values.Length - start));
                TensorType.Write(chunk, buffer);
                write(buffer.AsSpan(0, chunk.Length * Unsafe.SizeOf<T>()));
            }
        }
    }

    private delegate void WriteBytes(ReadOnlySpan<byte> bytes);
}
