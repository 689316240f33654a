using System.Buffers.Binary;
using System.Text.Json;

namespace NeuralNet.Many.Fleets;

/// <summary>
/// The bytes of a fleet: a mark, then for each model a record (length and checksum of its entry, the entry, the model),
/// then the index (the same for the list of all entries) and at the very end where the index begins.
/// </summary>
/// <remarks>
/// A writer cuts the index off and appends; so a file whose writer was killed has no index at its end, and its records
/// are read one after the other up to the first that is not whole. Nothing that was whole is ever written over.
/// </remarks>
internal static class FleetFile
{
    public const int RecordHead = 12;
    public const int TrailerLength = 16;
    private const ulong Mark = 0x3154454C464E4E; // "NNFLET1" and a zero.
    private const ulong IndexMark = 0x3158444E494E4E; // "NNINDX1" and a zero.

    public static byte[] Head()
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Mark);
        return bytes;
    }

    /// <summary>Writes length and checksum of an entry, or of the index, before it.</summary>
    /// <param name="record">Room for them, then the entry.</param>
    public static void WriteHead(Span<byte> record)
    {
        ReadOnlySpan<byte> entry = record[RecordHead..];
        BinaryPrimitives.WriteInt32LittleEndian(record, entry.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(record[4..], Fingerprint.Checksum(entry));
    }

    public static byte[] Trailer(long index)
    {
        var bytes = new byte[TrailerLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, index);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), IndexMark);
        return bytes;
    }

    /// <summary>The newest entry of each key, and where the last whole record ends.</summary>
    public static (Dictionary<string, FleetEntry> Entries, long End) Read(FileStream file)
    {
        Span<byte> mark = stackalloc byte[8];
        if (RandomAccess.Read(file.SafeFileHandle, mark, 0) != 8 || BinaryPrimitives.ReadUInt64LittleEndian(mark) != Mark)
            throw new InvalidDataException($"'{file.Name}' is no file of a fleet.");
        return ReadIndex(file) ?? Scan(file);
    }

    public static byte[] Model(FileStream file, FleetEntry entry)
    {
        byte[]? bytes = Bytes(file, entry.Offset, entry.Length);
        return bytes is not null && Fingerprint.Checksum(bytes) == entry.Checksum
            ? bytes
            : throw new InvalidDataException($"The model '{Text.Shortened(entry.Key)}' in '{file.Name}' is damaged.");
    }

    private static (Dictionary<string, FleetEntry> Entries, long End)? ReadIndex(FileStream file)
    {
        if (Bytes(file, file.Length - TrailerLength, TrailerLength) is not { } trailer
            || BinaryPrimitives.ReadUInt64LittleEndian(trailer.AsSpan(8)) != IndexMark)
            return null;
        long start = BinaryPrimitives.ReadInt64LittleEndian(trailer);
        if (Entry(file, start) is not { } index || start + RecordHead + index.Length != file.Length - TrailerLength)
            return null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(index);
            return (json.RootElement.EnumerateArray().Select(FleetEntry.Read).ToDictionary(entry => entry.Key), start);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>All whole records, one after the other, each model held against its checksum.</summary>
    private static (Dictionary<string, FleetEntry> Entries, long End) Scan(FileStream file)
    {
        var entries = new Dictionary<string, FleetEntry>();
        long end = 8;
        while (Entry(file, end) is { } bytes && Parse(bytes) is { } entry)
        {
            long start = end + RecordHead + bytes.Length;
            if (entry.Offset != start || Bytes(file, start, entry.Length) is not { } model || Fingerprint.Checksum(model) != entry.Checksum)
                break;
            entries[entry.Key] = entry;
            end = start + entry.Length;
        }

        return (entries, end);
    }

    private static FleetEntry? Parse(byte[] bytes)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(bytes);
            return FleetEntry.Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[]? Entry(FileStream file, long start)
        => Bytes(file, start, RecordHead) is { } head
            && Bytes(file, start + RecordHead, BinaryPrimitives.ReadInt32LittleEndian(head)) is { } entry
            && Fingerprint.Checksum(entry) == BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(4)) ? entry : null;

    /// <summary>The bytes there; null where the file does not have them.</summary>
    private static byte[]? Bytes(FileStream file, long start, int count)
    {
        if (start < 0 || count < 0 || start > file.Length - count)
            return null;
        var bytes = new byte[count];
        int read = 0;
        while (read < count)
        {
            int more = RandomAccess.Read(file.SafeFileHandle, bytes.AsSpan(read), start + read);
            if (more == 0)
                return null;
            read += more;
        }

        return bytes;
    }
}
