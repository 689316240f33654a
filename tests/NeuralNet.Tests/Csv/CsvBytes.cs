using System.IO.Compression;
using System.Numerics;
using System.Text;
using NeuralNet.Csv;

namespace NeuralNet.Tests;

/// <summary>CSV files made of text, as bytes in any encoding, and read.</summary>
internal static class CsvBytes
{
    public static byte[] Of(string text, Encoding? encoding = null) => (encoding ?? new UTF8Encoding()).GetBytes(text);

    public static byte[] WithMark(string text, Encoding encoding) => [.. encoding.Preamble, .. encoding.GetBytes(text)];

    public static byte[] Compressed(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    public static Dataset<double> Read(string text, CsvOptions options) => Read<double>(Of(text), options);

    public static Dataset<double> Read(byte[] bytes, CsvOptions options) => Read<double>(bytes, options);

    public static Matrix<double> ReadFeatures(string text, CsvOptions options) => CsvFile.ReadFeatures<double>(new MemoryStream(Of(text)), options);

    public static string Refusal(string text, CsvOptions options) => Refusal(Of(text), options);

    /// <summary>The message of the exception, which is of one of the two kinds that are documented.</summary>
    public static string Refusal(byte[] bytes, CsvOptions options)
    {
        Exception refusal = Record.Exception(() => Read(bytes, options));
        (refusal is InvalidDataException or ArgumentException).Should().BeTrue($"{refusal} was thrown");
        return refusal.Message;
    }

    private static Dataset<T> Read<T>(byte[] bytes, CsvOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => CsvFile.Read<T>(new MemoryStream(bytes), options);
}
