using System.Buffers.Binary;
using System.Numerics;

namespace NeuralNet;

/// <summary>What the header of a file says of a tensor: its type, its shape, and where its bytes lie.</summary>
internal sealed class TensorEntry(string name, string type, int[] shape, int begin, int end)
{
    public string Name { get; } = name;

    public string Type { get; } = type;

    public int[] Shape { get; } = shape;

    public int Begin { get; } = begin;

    public int End { get; } = end;

    public string ShapeText => $"[{string.Join(", ", Shape.Select(Check.Text))}]";
}

/// <summary>
/// A file in the safetensors format, read from a stream and checked in full: header, types, shapes, a place for each
/// byte of the data and each byte of the data in one place, and the checksum if there is one. Everything that does not
/// fit is an <see cref="InvalidDataException"/>.
/// </summary>
/// <remarks>
/// Nothing is believed before it is there: memory is taken for bytes that the stream has (or, where it cannot tell, has
/// delivered so far), never for what a length in the file promises.
/// </remarks>
internal sealed class TensorFile
{
    private const int LargestHeader = 100_000_000;
    private const int FirstChunk = 1 << 16;

    private readonly byte[] _data;

    private TensorFile(TensorHeader header, byte[] data)
    {
        Metadata = header.Metadata;
        Entries = header.Entries;
        _data = data;
    }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Entries { get; }

    /// <summary>Reads a stream from its position to its end.</summary>
    public static TensorFile Read(Stream stream)
    {
        byte[] prefix = ReadBytes(stream, sizeof(ulong), "the length of the header");
        if (ForeignFile.AdviceFor(prefix) is { } advice)
            throw new InvalidDataException(advice);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength is < 2 or > LargestHeader)
            throw new InvalidDataException($"The file says its header has {headerLength} bytes, but 2 to {LargestHeader} were expected: it is damaged or no "
                + "safetensors file.");
        byte[] bytes = ReadBytes(stream, (int)headerLength, "the header");
        TensorHeader header = TensorHeader.Parse(bytes);
        byte[] data = ReadBytes(stream, header.DataLength, "the tensors");
        if (stream.ReadByte() >= 0)
            throw new InvalidDataException($"The file goes on after the {Check.Text(header.DataLength)} bytes of tensors that its header lists: "
                + "it is damaged.");
        CheckChecksum(prefix, bytes, header, data);
        return new TensorFile(header, data);
    }

    /// <summary>Whether the values of a tensor can be read as T without being rounded.</summary>
    public static bool CanRead<T>(TensorEntry entry) => TensorType.FitsInto<T>(entry.Type);

    /// <summary>The values of a tensor that can be read as T, whatever they are.</summary>
    public T[] Values<T>(TensorEntry entry)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[(entry.End - entry.Begin) / (TensorType.Size(entry.Type) ?? 1)];
        TensorType.Read(entry.Type, _data.AsSpan(entry.Begin, entry.End - entry.Begin), values.AsSpan());
        return values;
    }

    /// <summary>Reads the values of a tensor that can be read as T, all finite.</summary>
    public void CopyTo<T>(TensorEntry entry, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorType.Read(entry.Type, _data.AsSpan(entry.Begin, entry.End - entry.Begin), values);
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
                throw new InvalidDataException($"Tensor {Check.Quoted(entry.Name)} of shape {entry.ShapeText} holds {Check.Text(values[i])} as element "
                    + $"{Check.Text(i)}, but weights are finite.");
        }
    }

    private static void CheckChecksum(byte[] prefix, byte[] bytes, TensorHeader header, byte[] data)
    {
        if (header.ChecksumPosition is not { } position)
            return;
        var checksum = new Crc32C();
        checksum.Append(prefix);
        string stated = header.Metadata[SafeTensors.Checksum];
        bytes.AsSpan(position, SafeTensors.ChecksumDigits).Fill((byte)'0');
        checksum.Append(bytes);
        checksum.Append(data);
        if (stated != SafeTensors.ChecksumText(checksum.Value))
            throw new InvalidDataException($"The file's checksum is {SafeTensors.ChecksumText(checksum.Value)}, but its header says {Check.Quoted(stated)}: "
                + "it was damaged, or changed by a program that left the checksum as it was.");
    }

    private static byte[] ReadBytes(Stream stream, int count, string what)
    {
        if (stream.CanSeek && stream.Length - stream.Position < count)
            throw Truncated(stream.Length - stream.Position, count, what);
        byte[] bytes = new byte[stream.CanSeek ? count : Math.Min(count, FirstChunk)];
        int read = 0;
        while (true)
        {
            read += stream.ReadAtLeast(bytes.AsSpan(read), bytes.Length - read, throwOnEndOfStream: false);
            if (read < bytes.Length)
                throw Truncated(read, count, what);
            if (read == count)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
        }
    }

    private static InvalidDataException Truncated(long left, int count, string what)
        => new($"The file ends too early: {what} should have {Check.Text(count)} bytes, but {Check.Text(left)} are left.");
}
