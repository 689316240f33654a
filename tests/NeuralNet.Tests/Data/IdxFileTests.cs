using System.Buffers.Binary;
using System.IO.Compression;

namespace NeuralNet.Tests;

public sealed class IdxFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("idx").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Two images of 2 x 3 pixels, written byte by byte as the format says.
    private static readonly byte[] _images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 3, 4, 5, 255, 254, 253, 51, 102, 204];
    private static readonly byte[] _labels = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_become_rows_of_pixels_from_0_to_1_plain_or_compressed(bool isCompressed)
    {
        Matrix<double> x = IdxFile.ReadImages<double>(Write(_images, isCompressed));

        x.ToRowMajorArray().Should().Equal(0, 1 / 255.0, 2 / 255.0, 3 / 255.0, 4 / 255.0, 5 / 255.0, 1, 254 / 255.0, 253 / 255.0, 0.2, 0.4, 0.8);
        x.RowCount.Should().Be(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Labels_are_the_bytes(bool isCompressed) => IdxFile.ReadLabels(Write(_labels, isCompressed)).Should().Equal(7, 0, 9);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_stream_is_read_from_its_position_as_a_file_is_and_left_open(bool isCompressed, bool canSeek)
    {
        Stream NewStream(byte[] file)
        {
            byte[] written = File.ReadAllBytes(Write(file, isCompressed));
            Stream stream = Loading.NewStream([42, .. written], canSeek);
            stream.ReadByte();
            return stream;
        }

        using Stream images = NewStream(_images);
        IdxFile.ReadImages<double>(images).Should().Be(IdxFile.ReadImages<double>(Write(_images, isCompressed)));
        IdxFile.Read<float>(NewStream(_images)).Should().Be(IdxFile.Read<float>(Write(_images, isCompressed)));
        IdxFile.ReadLabels(NewStream(_labels)).Should().Equal(7, 0, 9);
        images.CanRead.Should().BeTrue();
        Action damaged = () => IdxFile.ReadLabels(NewStream(_labels[..^1]));
        damaged.Should().Throw<InvalidDataException>().WithMessage("The stream ends after 2 bytes of elements, *");
    }

    [Fact]
    public void More_rows_than_a_block_are_all_in_their_place()
    {
        byte[] file = [0, 0, 8, 2, 0, 0, 0, 200, 0, 0, 0, 5, .. Enumerable.Range(0, 1000).Select(i => (byte)(i % 251))];

        Matrix<float> x = IdxFile.Read<float>(Write(file, isCompressed: true));

        x.ToRowMajorArray().Should().Equal(Enumerable.Range(0, 1000).Select(i => (float)(i % 251)));
    }

    [Fact]
    public void Every_element_type_is_read_big_endian()
    {
        byte[] Numbers(byte type, int size, Action<byte[]> write)
        {
            byte[] element = new byte[size];
            write(element);
            return [0, 0, type, 1, 0, 0, 0, 1, .. element];
        }

        IdxFile.Read<double>(Write(Numbers(0x08, 1, b => b[0] = 200)))[0, 0].Should().Be(200);
        IdxFile.Read<double>(Write(Numbers(0x09, 1, b => b[0] = 200)))[0, 0].Should().Be(-56);
        IdxFile.Read<double>(Write(Numbers(0x0B, 2, b => BinaryPrimitives.WriteInt16BigEndian(b, -300))))[0, 0].Should().Be(-300);
        IdxFile.Read<double>(Write(Numbers(0x0C, 4, b => BinaryPrimitives.WriteInt32BigEndian(b, 123456789))))[0, 0].Should().Be(123456789);
        IdxFile.Read<double>(Write(Numbers(0x0D, 4, b => BinaryPrimitives.WriteSingleBigEndian(b, 1.5f))))[0, 0].Should().Be(1.5);
        IdxFile.Read<float>(Write(Numbers(0x0E, 8, b => BinaryPrimitives.WriteDoubleBigEndian(b, 0.1))))[0, 0].Should().Be(0.1f);
    }

    public static TheoryData<string, byte[], string> Damaged => new()
    {
        { "empty", [], "ends within its first 4 bytes" },
        { "another format", "PNG..."u8.ToArray(), "starts with the bytes 504E472E, but an IDX file starts with 0000" },
        { "unknown type", [0, 0, 10, 1, 0, 0, 0, 1, 5], "starts with the bytes 00000A01" },
        { "no dimension", [0, 0, 8, 0], "0 dimensions, but 1 to 8" },
        { "absurd dimensions", [0, 0, 8, 255], "255 dimensions, but 1 to 8" },
        { "cut header", [0, 0, 8, 3, 0, 0, 0, 2, 0], "ends within its header" },
        { "negative size", [0, 0, 8, 1, 255, 255, 255, 255], "dimension 0 has 4294967295 entries" },
        { "far too large", [0, 0, 14, 3, 127, 255, 255, 255, 127, 255, 255, 255, 127, 255, 255, 255], "at most 2147483591 bytes can be read" },
        { "larger than the file", [0, 0, 8, 2, 0, 0, 255, 255, 0, 0, 3, 16, 1, 2,
            3], "ends after 3 bytes of elements, but its header says it holds 65535 x 784 unsigned bytes, which are 51379440 bytes" },
        { "shorter by one", _images[..^1], "ends after 11 bytes of elements" },
        { "longer by one", [.. _images, 0], "goes on after the 2 x 2 x 3 unsigned bytes" },
        { "nothing", [0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 5], "there is nothing in it" },
        { "labels", _labels, "holds 3 unsigned bytes, but images of unsigned bytes were expected" },
        { "floats", [0, 0, 13, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], "holds 1 x 1 floats, but images" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Damaged_files_are_refused_with_the_file_and_what_is_wrong(string what, byte[] bytes, string message)
    {
        foreach (bool isCompressed in new[] { false, true })
        {
            string path = Write(bytes, isCompressed);

            Action act = () => IdxFile.ReadImages<float>(path);

            act.Should().Throw<InvalidDataException>(what).WithMessage($"'{path}' *{message}*");
        }
    }

    [Fact]
    public void Images_are_no_labels()
    {
        Action act = () => IdxFile.ReadLabels(Write(_images));

        act.Should().Throw<InvalidDataException>().WithMessage("*holds 2 x 2 x 3 unsigned bytes, but one dimension of unsigned bytes was expected for labels.");
    }

    [Fact]
    public void A_header_that_promises_much_takes_no_memory_for_it()
    {
        // Two thousand million elements, none of them there.
        byte[] file = [0, 0, 8, 2, 119, 53, 148, 0, 0, 0, 0, 1];
        foreach (string path in new[] { Write(file), Write(file, isCompressed: true) })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Action act = () => IdxFile.Read<float>(path);
            act.Should().Throw<InvalidDataException>();

            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(2_000_000);
        }
    }

    [Fact]
    public void Any_flipped_bit_or_cut_of_a_compressed_file_is_refused_or_leaves_the_pixels_alone()
    {
        string good = Write(_images, isCompressed: true);
        byte[] bytes = File.ReadAllBytes(good);
        double[] pixels = IdxFile.ReadImages<double>(good).ToRowMajorArray();
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            RefusedOrSame(flipped, pixels);
        }

        for (int length = 0; length < bytes.Length; length++)
            RefusedOrSame(bytes[..length], pixels);
    }

    private void RefusedOrSame(byte[] bytes, double[] pixels)
    {
        string path = Path.Combine(_folder, "damaged");
        File.WriteAllBytes(path, bytes);
        try
        {
            IdxFile.ReadImages<double>(path).ToRowMajorArray().Should().Equal(pixels);
        }
        catch (InvalidDataException)
        {
        }
    }

    private string Write(byte[] bytes, bool isCompressed = false)
    {
        string path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        using Stream stream = isCompressed ? new GZipStream(File.Create(path), CompressionLevel.Optimal) : File.Create(path);
        stream.Write(bytes);
        return path;
    }
}
