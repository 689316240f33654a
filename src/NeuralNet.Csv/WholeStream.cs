namespace NeuralNet.Csv;

/// <summary>
/// A compressed stream for <see cref="System.IO.Compression.GZipStream"/>, which takes the end of one that was cut off
/// for the end of its text. Behind the end there are zeros here, one at a time: after a whole file it looks at one of
/// them, in the middle of one it asks for ever more, or finds that the checksum is wrong.
/// </summary>
/// <param name="stream">Left open.</param>
internal sealed class WholeStream(Stream stream) : ReadOnlyStream
{
    private const int MostZeros = 64;

    private int _zeros;

    /// <exception cref="InvalidDataException">
    /// So much was asked for behind the end that the stream is not whole.
    /// </exception>
    public override int Read(Span<byte> buffer)
    {
        int read = _zeros == 0 ? stream.Read(buffer) : 0;
        if (read > 0 || buffer.Length == 0)
            return read;
        if (++_zeros > MostZeros)
            throw new InvalidDataException("it is cut off.");
        buffer[0] = 0;
        return 1;
    }
}
