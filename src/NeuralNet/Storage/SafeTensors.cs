using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace NeuralNet;

/// <summary>A named array in a file, row-major.</summary>
internal sealed record Tensor<T>(string Name, IReadOnlyList<int> Shape, T[] Values);

/// <summary>
/// The safetensors format: 8 bytes with the length of the header (little-endian), the header in JSON with name, type, shape and byte range of each tensor,
/// then the tensors, little-endian.
/// </summary>
internal static class SafeTensors
{
    private const int LargestHeader = 100_000_000;

    public static void Write<T>(Stream stream, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<Tensor<T>> tensors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        byte[] header = Header(metadata, tensors);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (Tensor<T> tensor in tensors)
            stream.Write(MemoryMarshal.AsBytes<T>(tensor.Values));
    }

    public static (IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, Tensor<T>> Tensors) Read<T>(Stream stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        byte[] file = ReadAll(stream);
        if (file.Length < 8)
            throw new InvalidDataException($"The file has {file.Length} bytes, but a safetensors file has at least 8.");
        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(file);
        if (headerLength < 2 || headerLength > LargestHeader || headerLength > file.Length - 8)
            throw new InvalidDataException($"The file says its header has {headerLength} bytes, but {file.Length - 8} follow: it is damaged or no safetensors file.");
        ReadOnlyMemory<byte> data = file.AsMemory((int)(8 + headerLength));
        try
        {
            using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, (int)headerLength));
            return Parse<T>(header.RootElement, data.Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"The header of the file cannot be read: {e.Message}", e);
        }
    }

    private static string TypeName<T>() => typeof(T) == typeof(float) ? "F32" : "F64";

    private static byte[] Header<T>(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<Tensor<T>> tensors)
        where T : unmanaged
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string name, string value) in metadata)
                json.WriteString(name, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (Tensor<T> tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", TypeName<T>());
                json.WriteStartArray("shape");
                foreach (int size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += (long)tensor.Values.Length * Marshal.SizeOf<T>();
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8, so that readers that map the file find the numbers aligned.
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static (IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, Tensor<T>> Tensors) Parse<T>(JsonElement header, ReadOnlySpan<byte> data)
        where T : unmanaged
    {
        var metadata = new Dictionary<string, string>();
        var tensors = new Dictionary<string, Tensor<T>>();
        foreach (JsonProperty property in header.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                foreach (JsonProperty entry in property.Value.EnumerateObject())
                    metadata[entry.Name] = entry.Value.GetString() ?? "";
            }
            else if (!tensors.TryAdd(property.Name, ParseTensor<T>(property.Name, property.Value, data)))
            {
                throw new InvalidDataException($"The file names the tensor '{property.Name}' twice.");
            }
        }

        return (metadata, tensors);
    }

    private static Tensor<T> ParseTensor<T>(string name, JsonElement entry, ReadOnlySpan<byte> data)
        where T : unmanaged
    {
        string? type = entry.GetProperty("dtype").GetString();
        if (type != TypeName<T>())
            throw new InvalidDataException($"Tensor '{name}' is of type {type}, but {TypeName<T>()} was expected: load the file in the precision it was written in.");
        int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        long begin = entry.GetProperty("data_offsets")[0].GetInt64();
        long end = entry.GetProperty("data_offsets")[1].GetInt64();
        if (begin < 0 || end < begin || end > data.Length)
            throw new InvalidDataException($"Tensor '{name}' is said to lie at bytes {begin} to {end}, but the file has {data.Length} bytes of data: it is damaged.");
        long elements = 1;
        foreach (int size in shape)
            elements = size < 0 ? throw new InvalidDataException($"Tensor '{name}' has the negative size {size}.") : checked(elements * size);
        if (elements * Marshal.SizeOf<T>() != end - begin)
            throw new InvalidDataException($"Tensor '{name}' of shape [{string.Join(", ", shape)}] needs {elements * Marshal.SizeOf<T>()} bytes, but {end - begin} are given.");
        return new Tensor<T>(name, shape, MemoryMarshal.Cast<byte, T>(data[(int)begin..(int)end]).ToArray());
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
