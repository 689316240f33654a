using System.IO.Compression;
using System.Text;
using System.Text.Unicode;

namespace NeuralNet.Csv;

/// <summary>
/// The text of a file as UTF-8, whatever it is written in: found out from its first bytes and
/// <see cref="CsvOptions.Encoding"/>.
/// </summary>
internal sealed class CsvText : IDisposable
{
    /// <summary>
    /// Stands for bytes that are no text in the encoding of the file: a number which Unicode gives to no character.
    /// </summary>
    private const string NoCharacter = "\uFFFF";

    private readonly List<Stream> _own = [];

    /// <param name="stream">Left open.</param>
    /// <param name="options">How the file is written.</param>
    /// <param name="file">What messages call the text.</param>
    /// <exception cref="InvalidDataException">
    /// The first bytes are those of another kind of file, or of text in UTF-16 that does not say so.
    /// </exception>
    public CsvText(Stream stream, CsvOptions options, string file)
    {
        var text = new StartedStream(stream, file);
        if (text.Start is [0x1F, 0x8B, ..])
            text = new StartedStream(Own(new GZipStream(new WholeStream(text), CompressionMode.Decompress)), file);
        Encoding? encoding = Mark(text.Start) ?? options.Encoding;
        if (encoding is null)
            CheckKind(text.Start, file);
        text.Skip(Mark(text.Start)?.Preamble.Length ?? 0);
        Stream = encoding is null or UTF8Encoding ? text : Own(Encoding.CreateTranscodingStream(text, Strict(encoding), Encoding.UTF8, leaveOpen: true));
        if (options.Delimiter == ' ')
            Stream = new SpacesStream(Stream);
    }

    public Stream Stream { get; }

    /// <summary>What is wrong with the bytes of a field; null for text.</summary>
    public static string? Fault(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAnyExceptInRange((byte)1, (byte)127))
            return null;
        string remedy = $"If the file is written in another encoding, set '{nameof(CsvOptions.Encoding)}', such as to Encoding.Latin1.";
        if (!Utf8.IsValid(text))
            return $"holds bytes that are no UTF-8 ({Convert.ToHexString(text[..Math.Min(text.Length, 30)])} in hexadecimal digits). {remedy}";
        if (text.IndexOf("\uFFFF"u8) >= 0)
            return $"holds bytes that are no text in the file's encoding. {remedy}";
        return text.Contains((byte)0) ? $"holds a NUL character, which text has not. {remedy}" : null;
    }

    public void Dispose()
    {
        for (int i = _own.Count - 1; i >= 0; i--)
            _own[i].Dispose();
    }

    private Stream Own(Stream stream)
    {
        _own.Add(stream);
        return stream;
    }

    /// <summary>
    /// The encoding that a byte order mark names. UTF-32 is asked before UTF-16, whose mark it starts with.
    /// </summary>
    private static Encoding? Mark(ReadOnlySpan<byte> start)
    {
        var bigEndian = new UTF32Encoding(bigEndian: true, byteOrderMark: true);
        foreach (Encoding encoding in (Encoding[])[Encoding.UTF8, Encoding.UTF32, bigEndian, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            if (start.StartsWith(encoding.Preamble))
                return encoding;
        }

        return null;
    }

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = new DecoderReplacementFallback(NoCharacter);
        return strict;
    }

    private static void CheckKind(ReadOnlySpan<byte> start, string file)
    {
        if (start.StartsWith("PK\u0003\u0004"u8))
        {
            throw new InvalidDataException(
                $"{file} is a zip archive, as Excel's workbooks are, but text was expected. Save the sheet as CSV, or take the file out of the archive.");
        }

        int nul = start.IndexOf((byte)0);
        if (nul >= 0)
        {
            string likely = nul % 2 == 1 ? nameof(Encoding.Unicode) : nameof(Encoding.BigEndianUnicode);
            throw new InvalidDataException(
                $"{file} has a NUL byte at position {nul}. Text in UTF-16 without a byte order mark has: set '{nameof(CsvOptions.Encoding)}' to "
                + $"Encoding.{likely}.");
        }
    }
}
