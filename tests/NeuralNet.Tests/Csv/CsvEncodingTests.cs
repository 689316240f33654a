using System.Text;
using NeuralNet.Csv;

namespace NeuralNet.Tests;

/// <summary>How a text is written: no two texts become one, whatever the bytes are.</summary>
public sealed class CsvEncodingTests
{
    private const string Cities = "city,x,y\nKöln,1,a\nKäln,2,b\nMünchen,3,a\nManchen,4,b\n";

    private static readonly CsvOptions _options = new() { Features = ["x"], Categories = ["city"], Label = "y" };

    private static Encoding Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused_with_line_column_and_the_option_that_helps()
    {
        byte[] latin = CsvBytes.Of(Cities, Encoding.Latin1);

        CsvBytes.Refusal(latin, _options).Should().Match("stream, line 2, column 'city': 'K\uFFFDln' holds bytes that are no UTF-8 (4BF66C6E in*'Encoding'*");
        CsvBytes.Refusal(latin, new CsvOptions { Features = ["x"], Label = "city" }).Should().StartWith("stream, line 2, column 'city': ");
    }

    [Fact]
    public void A_name_of_a_column_that_is_no_utf8_is_refused_if_it_is_asked_for()
    {
        byte[] bytes = CsvBytes.Of("Größe,Gräße,y\n1,2,3\n", Encoding.Latin1);

        CsvBytes.Refusal(bytes, new CsvOptions { Targets = ["y"] }).Should().Match("stream, line 1, column 1: the name*no UTF-8*'Encoding'*");
        CsvBytes.Refusal(bytes, new CsvOptions { Features = ["Größe"], Targets = ["y"] })
            .Should().Match("stream has no column 'Größe'*The name of column 1 holds bytes that are no UTF-8*");
        CsvBytes.Read(bytes, new CsvOptions { Targets = ["y"], Encoding = Encoding.Latin1 }).FeatureNames.Should().Equal("Größe", "Gräße");
    }

    [Fact]
    public void Columns_that_nobody_asked_for_may_hold_any_bytes()
        => CsvBytes.Read(CsvBytes.Of("name,x,y\nKöln,1,2\n", Encoding.Latin1), new CsvOptions { Features = ["x"], Targets = ["y"] }).X[0, 0].Should().Be(1);

    public static TheoryData<string> Encodings => ["iso-8859-1", "windows-1252", "utf-8", "utf-16", "utf-16BE", "utf-32"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void With_its_encoding_a_text_is_read_as_it_was_written(string name)
    {
        Encoding encoding = name == "windows-1252" ? Windows1252 : Encoding.GetEncoding(name);

        Dataset<double> data = CsvBytes.Read(CsvBytes.Of(Cities, encoding), _options with { Encoding = encoding });

        data.FeatureNames.Should().Equal("x", "city=Käln", "city=Köln", "city=Manchen", "city=München");
        data.X.ToRowMajorArray().Should().Equal(1, 0, 1, 0, 0, 2, 1, 0, 0, 0, 3, 0, 0, 0, 1, 4, 0, 0, 1, 0);
        data.ToLabels().Should().Equal(0, 1, 0, 1);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void A_byte_order_mark_says_how_the_text_is_written_whatever_the_option_says(string name)
    {
        byte[] bytes = CsvBytes.WithMark(Cities, Encoding.GetEncoding(name));

        foreach (CsvOptions options in (CsvOptions[])[_options, _options with { Encoding = Encoding.Latin1 }])
            CsvBytes.Read(bytes, options).FeatureNames.Should().Contain("city=Köln").And.HaveCount(5);
        CsvBytes.Read(CsvBytes.Compressed(bytes), _options).FeatureNames.Should().Contain("city=München");
    }

    [Fact]
    public void Windows_characters_that_latin1_lacks_are_read()
        => CsvBytes.Read(
            CsvBytes.Of("price,y\n€,1\n„,2\n", Windows1252),
            new CsvOptions { Categories = ["price"], Targets = ["y"], Features = [], Encoding = Windows1252 }).FeatureNames
            .Should().Equal("price=„", "price=€");

    [Fact]
    public void Bytes_that_are_no_text_in_the_encoding_given_are_refused_not_replaced()
    {
        byte[] halfAPair = [.. CsvBytes.Of("city,x,y\n", Encoding.Unicode), 0, 0xD8, .. CsvBytes.Of(",1,a\n", Encoding.Unicode)];
        const string Message = "stream, line 2, column 'city': *no text in the file's encoding*'Encoding'*";

        CsvBytes.Refusal(CsvBytes.Of(Cities, Encoding.Latin1), _options with { Encoding = Encoding.ASCII }).Should().Match(Message);
        CsvBytes.Refusal(halfAPair, _options with { Encoding = Encoding.Unicode }).Should().Match(Message);
    }

    [Fact]
    public void Text_in_utf16_without_a_mark_and_nul_bytes_are_recognised()
    {
        CsvBytes.Refusal(CsvBytes.Of(Cities, Encoding.Unicode), _options)
            .Should().Match("stream has a NUL byte at position 1.*set 'Encoding' to Encoding.Unicode.");
        CsvBytes.Refusal(CsvBytes.Of(Cities, Encoding.BigEndianUnicode), _options)
            .Should().Match("stream has a NUL byte at position 0.*set 'Encoding' to Encoding.BigEndianUnicode.");
        string late = string.Concat(Enumerable.Repeat("Bonn,1,a\n", 100));
        CsvBytes.Refusal($"city,x,y\n{late}Bo\0nn,1,a\n", _options).Should().StartWith("stream, line 102, column 'city': 'Bo\\u0000nn' holds a NUL character");
    }

    [Fact]
    public void Of_a_long_file_the_first_line_that_is_no_text_is_named()
    {
        byte[] good = CsvBytes.Of(string.Concat(Enumerable.Repeat("Bonn,1,a\n", 50_000)));
        byte[] bad = CsvBytes.Of("Köln,1,b\n", Encoding.Latin1);

        CsvBytes.Refusal([.. "city,x,y\n"u8, .. good, .. bad, .. good, .. bad], _options).Should().StartWith("stream, line 50002, column 'city': ");
    }

    [Fact]
    public void A_file_that_is_compressed_with_gzip_is_read_by_its_first_bytes()
    {
        byte[] bytes = CsvBytes.Of("a,b,y\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i},{i % 7},{i % 3}\n")));
        byte[] compressed = CsvBytes.Compressed(bytes);
        var options = new CsvOptions { Label = "y" };

        CsvBytes.Read(compressed, options).X.Should().Be(CsvBytes.Read(bytes, options).X);
        CsvBytes.Read([.. compressed, .. CsvBytes.Compressed(CsvBytes.Of("5,6,1\n"))], options).Count.Should().Be(10_001);
    }

    [Fact]
    public void A_compressed_file_that_is_cut_off_or_damaged_is_refused()
    {
        byte[] compressed = CsvBytes.Compressed(CsvBytes.Of("a,b,y\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i},{i % 7},{i % 3}\n"))));
        byte[] damaged = [.. compressed];
        damaged[compressed.Length / 2] ^= 0xFF;
        var options = new CsvOptions { Label = "y" };

        CsvBytes.Refusal(compressed[..(compressed.Length / 2)], options).Should().StartWith("stream");
        CsvBytes.Refusal(compressed[..^3], options).Should().StartWith("stream");
        CsvBytes.Refusal(compressed[..5], options).Should().StartWith("stream");
        CsvBytes.Refusal(damaged, options).Should().StartWith("stream");
    }

    [Fact]
    public void A_workbook_is_recognised()
        => CsvBytes.Refusal([.. "PK\u0003\u0004"u8, 20, 0, 6, 0], _options).Should().StartWith("stream is a zip archive, as Excel's workbooks are");

    [Fact]
    public void A_stream_that_gives_a_byte_at_a_time_and_cannot_seek_is_read_alike_and_left_open()
    {
        var slow = new OneByteStream(CsvBytes.Compressed(CsvBytes.WithMark(Cities, Encoding.Unicode)));

        CsvFile.Read<double>(slow, _options).FeatureNames.Should().Contain("city=Köln");

        slow.IsDisposed.Should().BeFalse();
    }

    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public bool IsDisposed { get; private set; }

        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
