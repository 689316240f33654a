namespace NeuralNet.Csv;

/// <summary>
/// Text in which one space stands for each run of spaces and tabs, and none at the ends of a line. Between quotes all
/// is as it was.
/// </summary>
/// <param name="stream">Text in UTF-8; left open.</param>
internal sealed class SpacesStream(Stream stream) : ReadOnlyStream
{
    private bool _isQuoted;
    private bool _isLineStart = true;
    private bool _hasSpace;

    public override int Read(Span<byte> buffer)
    {
        int written = 0;
        while (written == 0)
        {
            // A space may come from the text before: it is written ahead of the first byte, whose place is kept free
            // for it.
            int read = stream.Read(buffer[1..]);
            if (read == 0)
                return 0;
            for (int i = 1; i <= read; i++)
            {
                byte character = buffer[i];
                if (!_isQuoted && character is (byte)' ' or (byte)'\t')
                {
                    _hasSpace = true;
                    continue;
                }

                bool isLineEnd = character is (byte)'\r' or (byte)'\n';
                if (_hasSpace && !_isLineStart && !isLineEnd)
                    buffer[written++] = (byte)' ';
                buffer[written++] = character;
                _isQuoted ^= character == (byte)'"';
                (_hasSpace, _isLineStart) = (false, isLineEnd);
            }
        }

        return written;
    }
}
