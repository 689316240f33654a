namespace NeuralNet.Csv;

/// <summary>A stream whose first bytes have been looked at, and are read all the same.</summary>
internal sealed class StartedStream : ReadOnlyStream
{
    private const int MostBytes = 256;

    private readonly Stream _stream;
    private readonly string _file;
    private readonly byte[] _start = new byte[MostBytes];
    private readonly int _count;
    private int _position;

    /// <param name="stream">Left open.</param>
    /// <param name="file">What messages call the text.</param>
    public StartedStream(Stream stream, string file)
    {
        (_stream, _file) = (stream, file);
        _count = Fill(_start);
    }

    public ReadOnlySpan<byte> Start => _start.AsSpan(0, _count);

    /// <summary>Leaves out some of the first bytes, such as a byte order mark.</summary>
    public void Skip(int bytes) => _position = bytes;

    public override int Read(Span<byte> buffer)
    {
        if (_position == _count)
            return ReadFurther(buffer);
        int count = Math.Min(buffer.Length, _count - _position);
        _start.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    private int Fill(Span<byte> buffer)
    {
        int count = 0;
        while (count < buffer.Length && ReadFurther(buffer[count..]) is > 0 and int read)
            count += read;
        return count;
    }

    private int ReadFurther(Span<byte> buffer)
    {
        try
        {
            return _stream.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{_file} starts as a file does that is compressed with gzip, but it cannot be decompressed: {e.Message}", e);
        }
    }
}
