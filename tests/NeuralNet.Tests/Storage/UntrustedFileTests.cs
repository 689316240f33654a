using System.Globalization;
using System.Text;
using Xunit.Abstractions;
using static NeuralNet.Tests.Loading;

namespace NeuralNet.Tests;

/// <summary>
/// Files from elsewhere: whatever they hold, loading gives a network or an <see cref="InvalidDataException"/> and takes
/// no more memory than it says.
/// </summary>
public sealed class UntrustedFileTests(ITestOutputHelper output)
{
    private static readonly byte[] _header =
        Encoding.UTF8.GetBytes("""{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}""");

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}""", "begins at byte 8",
        "ends at 16", "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}""", "'b' begins at byte 16",
        "ends at 8", "gaps")]
    [InlineData("""{"b":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}""", "'b' begins at byte 16")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "goes on after the 16 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,5],"data_offsets":[0,40]}}""", "ends too early", "40 bytes", "24 are left")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,24]}}""", "needs 16 bytes", "24 are given")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,24]}}""", "shape [65536, 65536, 65536, 65536]", "24 are given")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,2147483648],"data_offsets":[0,0]}}""", "size 2147483648")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-6],"data_offsets":[0,24]}}""", "size -6")]
    [InlineData("""{"a":{"dtype":"F32","shape":[6.0],"data_offsets":[0,24]}}""", "not whole")]
    [InlineData("""{"a":{"dtype":"F32","shape":["6"],"data_offsets":[0,24]}}""", "the shape of tensor 'a'", "String")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,6],"data_offsets":[0,24]}}""", "more than 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[6],"data_offsets":[24,0]}}""", "bytes 24 to 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[6],"data_offsets":[-24,0]}}""", "bytes -24 to 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[6],"data_offsets":[0]}}""", "offsets of tensor 'a'", "two numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24,24]}}""", "offsets of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,99999999999999999999]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,24]}}""", "does not say type, shape and offsets of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F33","shape":[6],"data_offsets":[0,24]}}""", "'F33'")]
    [InlineData("""{"a":{"dtype":32,"shape":[6],"data_offsets":[0,24]}}""", "the type of tensor 'a'", "Number")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", "'dtype'", "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24],"scale":2}}""", "'scale'", "unknown")]
    [InlineData("""{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]},"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", "tensor 'a' twice")]
    [InlineData("""{"__metadata__":{"x":"1","x":"2"},"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", "entry 'x' twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{},"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", "metadata twice")]
    [InlineData("""{"__metadata__":{"x":1},"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", "entry 'x'", "Number")]
    [InlineData("""{"__metadata__":{"crc32c":"12345678"},"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", "checksum is", "says '12345678'")]
    [InlineData("""{"__metadata__":{"crc32c":"1234567"},"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", "'1234567'", "8 digits")]
    [InlineData("""[{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}]""", "the header itself", "StartArray")]
    [InlineData("""{"a":[[[[[[[[]]]]]]]]}""", "tensor 'a'", "StartArray")]
    [InlineData("""{"a":{"shape":[[[[[[[[]]]]]]]]}}""", "cannot be read", "depth")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", "cannot be read")]
    [InlineData("""{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}} {}""", "cannot be read")]
    [InlineData("""{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}""", "cannot be read")]
    public void Headers_that_the_format_does_not_allow_are_refused(string header, params string[] message)
    {
        Action read = () => TensorFile.Read(new MemoryStream(FileBytes.Of(header, new byte[24])));

        string thrown = read.Should().Throw<InvalidDataException>().Which.Message;

        foreach (string fragment in message)
            thrown.Should().Contain(fragment);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_header_of_absurd_length_is_refused_before_memory_is_taken(long length)
    {
        byte[] file = FileBytes.Of(_header, new byte[24]);
        BitConverter.TryWriteBytes(file, length);

        Action read = () => TensorFile.Read(new MemoryStream(file));

        read.Should().Throw<InvalidDataException>().WithMessage($"*{(ulong)length} bytes*");
    }

    [Fact]
    public void A_long_name_is_cut_short_and_control_characters_do_not_reach_a_terminal()
    {
        Action read = () => TensorFile.Read(new MemoryStream(FileBytes.Of("{\"\\u001b[31m" + new string('x', 5000) + "\":1}", [])));

        string message = read.Should().Throw<InvalidDataException>().Which.Message;

        message.Length.Should().BeLessThan(300);
        message.Should().Contain("?[31mxxx").And.Contain("...").And.NotContain("\u001b");
    }

    /// <summary>
    /// A header or data of 90 MB that are promised and not there, on streams that tell their length and on those that
    /// do not.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_memory_is_taken_for_what_a_file_promises(bool canSeek)
    {
        byte[] promisedHeader = FileBytes.Of(_header, new byte[24]);
        BitConverter.TryWriteBytes(promisedHeader, 90_000_000L);
        byte[] promisedData = FileBytes.Of("""{"0.weight":{"dtype":"F64","shape":[3000,3750],"data_offsets":[0,90000000]}}""", new byte[24]);
        _ = Allocated(() => TensorFile.Read(NewStream(promisedHeader, canSeek)));

        Allocated(() => TensorFile.Read(NewStream(promisedHeader, canSeek))).Should().BeLessThan(200_000);
        Allocated(() => TensorFile.Read(NewStream(promisedData, canSeek))).Should().BeLessThan(200_000);
    }

    public static TheoryData<string> HungryFileNames() => [.. HungryFiles.Keys];

    [Theory]
    [MemberData(nameof(HungryFileNames))]
    public void Memory_is_bounded_by_the_size_of_the_file(string name)
    {
        byte[] file = FileBytes.Sealed(HungryFiles[name]());
        Network<double> target = Network.WithInputs<double>(700).Dense(700).Build();

        foreach (bool canSeek in (bool[])[true, false])
        {
            long loading = Allocated(() => Network.Load<double>(NewStream(file, canSeek)));
            long weights = Allocated(() => target.LoadWeights(NewStream(file, canSeek)));

            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {file.Length} bytes, {(double)loading / file.Length:F1} and {(double)weights / file.Length:F1} times"));
            loading.Should().BeLessThan(Limit(file));
            weights.Should().BeLessThan(Limit(file));
        }
    }

    private static Dictionary<string, Func<byte[]>> HungryFiles { get; } = new()
    {
        ["weights"] = () => Saved(Network.WithInputs<double>(700).Dense(700).Build(seed: 1)),
        ["activations"] = () => WithLayers(Many(20_000, _ => """{"kind":"ReLU"}""")),
        ["slopes"] = () => WithLayers(Many(20_000, _ => """{"kind":"LeakyReLU","slope":0}""")),
        ["unknown layers"] = () => WithLayers(Many(20_000, _ => """{"kind":""}""")),
        ["settings"] = () => WithLayers("{\"kind\":\"ReLU\"," + Many(50_000, i => $"\"{i:x}\":1") + "}"),
        ["settings of a layer that is refused"] = () => WithLayers("{\"kind\":\"Dropout\",\"rate\":7," + Many(50_000, i => $"\"{i:x}\":1") + "}"),
        ["parts"] = () => WithLayers("{\"kind\":\"ReLU\"," + Many(50_000, i => $"\"{i:x}\":" + """{"kind":""}""") + "}"),
        ["numbers"] = () => WithLayers("[" + Many(100_000, _ => "1") + "]"),
        ["a long kind"] = () => WithLayers("{\"kind\":\"" + new string('x', 300_000) + "\"}"),
        ["empty tensors"] = () => FileBytes.Of("{" + Many(20_000, i => $"\"{i}\":{EmptyTensor}") + "}", []),
        ["modules"] = () => FileBytes.Of("{" + Many(20_000, i => $"\"{i}.a\":{EmptyTensor}") + "}", []),
        ["metadata"] = () => FileBytes.Of("{\"__metadata__\":{" + Many(50_000, i => $"\"{i}\":\"\"") + "}}", []),
        ["space"] = () => FileBytes.Of("{" + new string(' ', 1_000_000), []),
        ["brackets"] = () => FileBytes.Of("{\"a\":" + new string('[', 1_000_000), []),
        ["long names"] = () => FileBytes.Of("{" + Many(2, i => $"\"{new string((char)('1' + i), 500_000)}.a\":{EmptyTensor}") + "}", []),
        ["names of many numbers"] = () => FileBytes.Of("{" + Many(2, i => "\"" + string.Concat(Enumerable.Repeat("1a", 250_000)) + $"{i}.a\":{EmptyTensor}")
            + "}", []),
    };

    private const string EmptyTensor = """{"dtype":"U8","shape":[0],"data_offsets":[0,0]}""";

    private static string Many(int count, Func<int, string> part) => string.Join(",", Enumerable.Range(0, count).Select(part));

    private static byte[] WithLayers(string layers) => FileBytes.Of(
        """{"__metadata__":{"crc32c":"00000000","format":"neuralnet","version":"1","precision":"double","inputs":"2","layers":"["""
            + layers.Replace("\"", "\\\"", StringComparison.Ordinal) + "]\"}}", []);
}
