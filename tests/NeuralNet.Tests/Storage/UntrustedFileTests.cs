using System.Globalization;
using System.Numerics;
using System.Text;
using Xunit.Abstractions;

namespace NeuralNet.Tests;

/// <summary>
/// Files from elsewhere: whatever they hold, loading gives a network or an <see cref="InvalidDataException"/> and takes no more memory than it says.
/// </summary>
/// <remarks>
/// <c>NEURALNET_FUZZ_FILES=1000000 dotnet test -c Release tests/NeuralNet.Tests --filter Mutated_files</c> mutates a million files in place of a few thousand.
/// File n is the same in every run; NEURALNET_FUZZ_FIRST=n begins with it.
/// </remarks>
public sealed class UntrustedFileTests(ITestOutputHelper output)
{
    private const int FilesByDefault = 3000;

    private static readonly byte[] _header = Encoding.UTF8.GetBytes("""{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}""");

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}""", "begins at byte 8", "ends at 16", "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[1],"data_offsets":[16,24]}}""", "'b' begins at byte 16", "ends at 8", "gaps")]
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

    /// <summary>A header or data of 90 MB that are promised and not there, on streams that tell their length and on those that do not.</summary>
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

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {file.Length} bytes, {(double)loading / file.Length:F1} and {(double)weights / file.Length:F1} times"));
            loading.Should().BeLessThan(Limit(file));
            weights.Should().BeLessThan(Limit(file));
        }
    }

    [Fact]
    public void Mutated_files_give_a_network_or_an_InvalidDataException_and_take_no_more_memory_than_allowed()
    {
        int first = Setting("NEURALNET_FUZZ_FIRST", 0);
        int count = Setting("NEURALNET_FUZZ_FILES", FilesByDefault);
        byte[][] files = [Saved(NewNetwork<double>()), Saved(NewNetwork<float>()), Foreign()];
        Network<double> target = Network.WithInputs<double>(2).Dense(2).ReLU().Dense(1).Build(seed: 1);
        byte[] weights = Bits.Of(target);
        int loaded = 0, read = 0;

        for (int i = first; i < first + count; i++)
        {
            var random = new RandomStream(1, i);
            byte[] file = FileFuzz.Damaged(files, random);
            bool canSeek = random.NextInteger(8) != 0;
            try
            {
                loaded += Load<double>(file, canSeek) + Load<float>(file, canSeek);
                if (LoadWeights(target, file, canSeek))
                {
                    read++;
                    target = Network.WithInputs<double>(2).Dense(2).ReLU().Dense(1).Build(seed: 1);
                }
                else if (!Bits.Of(target).AsSpan().SequenceEqual(weights))
                {
                    throw new InvalidOperationException("Weights have changed, though the file was refused.");
                }
            }
            catch (Exception e)
            {
                Assert.Fail($"File {i.ToString(CultureInfo.InvariantCulture)} ({Convert.ToBase64String(file)}): {e}");
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} files: {loaded} loaded as a network, weights of {read} read, all others refused."));

        // Some damage is harmless, as a number changed in a file that was sealed again; a few files do not tell.
        if (count >= FilesByDefault)
        {
            loaded.Should().BeInRange(count / 200, count / 2);
            read.Should().BeInRange(count / 200, count / 2);
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
        ["names of many numbers"] = () => FileBytes.Of("{" + Many(2, i => "\"" + string.Concat(Enumerable.Repeat("1a", 250_000)) + $"{i}.a\":{EmptyTensor}") + "}", []),
    };

    private const string EmptyTensor = """{"dtype":"U8","shape":[0],"data_offsets":[0,0]}""";

    private static string Many(int count, Func<int, string> part) => string.Join(",", Enumerable.Range(0, count).Select(part));

    private static int Setting(string name, int byDefault)
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) : byDefault;

    /// <summary>What <see cref="Network.Load{T}(string, KnownTypes{T}?)"/> promises.</summary>
    private static long Limit(byte[] file) => 64L * file.Length + 200_000;

    private static int Load<T>(byte[] file, bool canSeek)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network<T>? network = null;
        long allocated = Allocated(() => network = Network.Load<T>(NewStream(file, canSeek)));
        if (allocated > Limit(file))
            throw new InvalidOperationException($"{allocated} bytes were allocated for a file of {file.Length}.");
        if (network is null)
            return 0;
        if (network.Inputs <= 1000)
            network.Predict(Matrix<T>.Build.Dense(2, network.Inputs, T.One));
        return 1;
    }

    private static bool LoadWeights(Network<double> target, byte[] file, bool canSeek)
    {
        bool isRead = false;
        long allocated = Allocated(() =>
        {
            target.LoadWeights(NewStream(file, canSeek));
            isRead = true;
        });
        return allocated <= Limit(file) ? isRead : throw new InvalidOperationException($"{allocated} bytes were allocated for the weights of a file of {file.Length}.");
    }

    /// <summary>Bytes that an action allocates, which may end in an InvalidDataException and in no other.</summary>
    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            action();
        }
        catch (InvalidDataException)
        {
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Stream NewStream(byte[] file, bool canSeek) => canSeek ? new MemoryStream(file) : new OneWayStream(file);

    private static Network<T> NewNetwork<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Network.WithInputs<T>(2).Standardize(Some.Matrix<T>(5, 2)).Dense(2, Initializer.HeNormal).LeakyReLU(0.125).Dropout(0.25).Dense(1).Softmax().Build(seed: 1);

    /// <summary>A file of weights as PyTorch writes them, in three precisions.</summary>
    private static byte[] Foreign() => FileBytes.Of(
        """{"__metadata__":{"format":"pt"},"0.bias":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[16,32]},"2.bias":{"dtype":"F16","shape":[1],"data_offsets":[32,34]},"2.weight":{"dtype":"BF16","shape":[1,2],"data_offsets":[34,38]}}""",
        [.. FileBytes.Doubles(0.25, -1), .. FileBytes.Floats(1, 2, 3, 4), .. FileBytes.Halfs((Half)1), 0x80, 0x3F, 0x80, 0x3F]);

    private static byte[] WithLayers(string layers) => FileBytes.Of(
        """{"__metadata__":{"crc32c":"00000000","format":"neuralnet","version":"1","precision":"double","inputs":"2","layers":"[""" + layers.Replace("\"", "\\\"", StringComparison.Ordinal) + "]\"}}", []);

    private static byte[] Saved<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    /// <summary>A stream like a network connection's: its length is known when it ends.</summary>
    private sealed class OneWayStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        // Few bytes at a time, as packets come.
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1000)]);
    }
}
