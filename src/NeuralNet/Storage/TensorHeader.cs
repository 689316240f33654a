using System.Text.Json;

namespace NeuralNet;

/// <summary>
/// The header of a safetensors file, read strictly: what the format's description does not allow is refused.
/// </summary>
internal sealed class TensorHeader
{
    // A tensor with more dimensions than this holds no weights of a dense network.
    private const int MostDimensions = 8;

    // The header's object, a tensor's object, its shape.
    private const int Depth = 3;

    private readonly Dictionary<string, string> _metadata = [];
    private readonly Dictionary<string, TensorEntry> _entries = [];
    private bool _hasMetadata;

    private TensorHeader()
    {
    }

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <summary>Bytes of all tensors.</summary>
    public int DataLength { get; private set; }

    /// <summary>Where in the header the digits of the checksum stand; null if there is none.</summary>
    public int? ChecksumPosition { get; private set; }

    public static TensorHeader Parse(ReadOnlySpan<byte> bytes)
    {
        var header = new TensorHeader();
        try
        {
            header.Read(bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The header of the file cannot be read: {Check.Shortened(e.Message, 300)}", e);
        }

        header.DataLength = header.CheckedDataLength();
        return header;
    }

    private void Read(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Depth });
        json.Read();
        Expect(json, JsonTokenType.StartObject, "the header itself");
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            if (name == SafeTensors.Metadata)
                ReadMetadata(ref json);
            else if (!_entries.TryAdd(name, ReadEntry(ref json, name)))
                throw new InvalidDataException($"The file names the tensor {Check.Quoted(name)} twice.");
        }

        // The reader itself refuses what is left.
        json.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        if (_hasMetadata)
            throw new InvalidDataException("The file has metadata twice.");
        _hasMetadata = true;
        Next(ref json);
        Expect(json, JsonTokenType.StartObject, "the metadata");
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            Next(ref json);
            Expect(json, JsonTokenType.String, "the metadata entry", name);
            string value = json.GetString()!;
            if (!_metadata.TryAdd(name, value))
                throw new InvalidDataException($"The file has the metadata entry {Check.Quoted(name)} twice.");
            if (name != SafeTensors.Checksum)
                continue;
            if (json.ValueSpan.Length != SafeTensors.ChecksumDigits)
                throw new InvalidDataException($"The file's checksum is {Check.Quoted(value)}, but {SafeTensors.ChecksumDigits} digits were expected: it is "
                    + "damaged.");
            ChecksumPosition = (int)json.TokenStartIndex + 1;
        }
    }

    private static TensorEntry ReadEntry(ref Utf8JsonReader json, string name)
    {
        string? type = null;
        int[]? shape = null;
        (long Begin, long End)? range = null;
        Span<long> numbers = stackalloc long[MostDimensions];
        Next(ref json);
        Expect(json, JsonTokenType.StartObject, "tensor", name);
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            switch (json.GetString())
            {
                case "dtype" when type is null:
                    Next(ref json);
                    Expect(json, JsonTokenType.String, "the type of tensor", name);
                    type = json.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = Sizes(numbers[..ReadNumbers(ref json, numbers, "the shape of tensor", name)], name);
                    break;
                case "data_offsets" when range is null && ReadNumbers(ref json, numbers, "the offsets of tensor", name) == 2:
                    range = (numbers[0], numbers[1]);
                    break;
                case "data_offsets" when range is null:
                    throw new InvalidDataException($"The offsets of tensor {Check.Quoted(name)} are not two numbers, its begin and its end.");
                case var other:
                    throw new InvalidDataException($"The file says {Check.Quoted(other!)} of tensor {Check.Quoted(name)}, twice or unknown to the format.");
            }
        }

        return type is not null && shape is not null && range is var (begin, end)
            ? Checked(name, type, shape, begin, end)
            : throw new InvalidDataException($"The file does not say type, shape and offsets of tensor {Check.Quoted(name)}.");
    }

    private static int[] Sizes(ReadOnlySpan<long> numbers, string name)
    {
        var sizes = new int[numbers.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            if (numbers[i] is < 0 or > int.MaxValue)
                throw new InvalidDataException($"Tensor {Check.Quoted(name)} has the size {Check.Text(numbers[i])} in its shape, but 0 to "
                    + $"{Check.Text(int.MaxValue)} was expected.");
            sizes[i] = (int)numbers[i];
        }

        return sizes;
    }

    private static TensorEntry Checked(string name, string type, int[] shape, long begin, long end)
    {
        int size = TensorType.Size(type)
            ?? throw new InvalidDataException($"Tensor {Check.Quoted(name)} is of type {Check.Quoted(type)}, which is none that is known.");
        if (begin < 0 || end < begin || end > Array.MaxLength)
            throw new InvalidDataException($"Tensor {Check.Quoted(name)} is said to lie at bytes {Check.Text(begin)} to {Check.Text(end)}, which is no range, "
                + $"or beyond the {Check.Text(Array.MaxLength)} bytes that can be read.");
        Int128 bytes = size;

        // Cut off far beyond what can still be right, so that no product overflows.
        foreach (int length in shape)
            bytes = Int128.Min(bytes * length, long.MaxValue);
        var entry = new TensorEntry(name, type, shape, (int)begin, (int)end);
        return bytes == end - begin
            ? entry
            : throw new InvalidDataException($"Tensor {Check.Quoted(name)} of type {type} and shape {entry.ShapeText} needs {bytes} bytes, but "
                + $"{Check.Text(end - begin)} are given.");
    }

    /// <returns>How many numbers there are.</returns>
    private static int ReadNumbers(ref Utf8JsonReader json, scoped Span<long> numbers, string what, string name)
    {
        int count = 0;
        Next(ref json);
        Expect(json, JsonTokenType.StartArray, what, name);
        while (Next(ref json) == JsonTokenType.Number)
        {
            if (count == numbers.Length)
                throw new InvalidDataException($"In {what} {Check.Quoted(name)} there are more than {Check.Text(numbers.Length)} numbers.");
            if (!json.TryGetInt64(out numbers[count++]))
                throw new InvalidDataException($"In {what} {Check.Quoted(name)} there is a number that is not whole or too large.");
        }

        Expect(json, JsonTokenType.EndArray, what, name);
        return count;
    }

    /// <summary>The end of the last tensor, if each begins where another ends.</summary>
    private int CheckedDataLength()
    {
        int length = 0;
        foreach (TensorEntry entry in _entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != length)
                throw new InvalidDataException($"Tensor {Check.Quoted(entry.Name)} begins at byte {Check.Text(entry.Begin)}, but the one before it ends at "
                    + $"{Check.Text(length)}: tensors lie without gaps and do not overlap.");
            length = entry.End;
        }

        return length;
    }

    private static JsonTokenType Next(ref Utf8JsonReader json) => json.Read() ? json.TokenType : JsonTokenType.None;

    private static void Expect(in Utf8JsonReader json, JsonTokenType type, string what, string? name = null)
    {
        if (json.TokenType != type)
            throw new InvalidDataException($"In place of {what}{(name is null ? "" : $" {Check.Quoted(name)}")} the header has a token of type "
                + $"{json.TokenType}, but {type} was expected.");
    }
}
