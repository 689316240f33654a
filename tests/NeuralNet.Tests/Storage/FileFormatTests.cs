using System.Text;

namespace NeuralNet.Tests;

/// <summary>The bytes of a saved network, held against the description of the safetensors format.</summary>
public sealed class FileFormatTests
{
    [Fact]
    public void A_network_is_saved_as_PyTorch_would_lay_out_its_weights()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(3).ReLU().Dense(1).Build();
        Set(network.Parameters[0].Value, [[11, 12, 13], [21, 22, 23]]);
        Set(network.Parameters[1].Value, [[1, 2, 3]]);
        Set(network.Parameters[2].Value, [[31], [32], [33]]);
        Set(network.Parameters[3].Value, [[4]]);
        const string layers = """[{\"kind\":\"Dense\",\"inputs\":2,\"units\":3},{\"kind\":\"ReLU\"},{\"kind\":\"Dense\",\"inputs\":3,\"units\":1}]""";
        string header = $$$"""
            {"__metadata__":{"crc32c":"00000000","format":"neuralnet","version":"1","precision":"double","inputs":"2","layers":"{{{layers}}}"},
            "0.weight":{"dtype":"F64","shape":[3,2],"data_offsets":[0,48]},"0.bias":{"dtype":"F64","shape":[3],"data_offsets":[48,72]},
            "2.weight":{"dtype":"F64","shape":[1,3],"data_offsets":[72,96]},"2.bias":{"dtype":"F64","shape":[1],"data_offsets":[96,104]}}
            """.ReplaceLineEndings("");
        header = header.PadRight((header.Length + 7) / 8 * 8);

        // outputs x inputs, row by row.
        byte[] data = FileBytes.Doubles(11, 21, 12, 22, 13, 23, 1, 2, 3, 31, 32, 33, 4);

        using var stream = new MemoryStream();
        network.Save(stream);

        Encoding.UTF8.GetString(stream.ToArray()[8..(8 + header.Length)]).Should().StartWith(header[..27]).And.EndWith(header[35..]);
        stream.ToArray().Should().Equal(FileBytes.Sealed(FileBytes.Of(header, data)));
    }

    [Fact]
    public void The_precision_is_in_the_metadata_and_in_the_types()
    {
        string text = Encoding.Latin1.GetString(Saved(Network.WithInputs<float>(2).Dense(1).Build()));

        text.Should().Contain("\"precision\":\"float\"").And.Contain("\"dtype\":\"F32\"").And.NotContain("F64");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("123456789", 0xE3069283)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404)]
    public void The_checksum_is_the_published_one_however_the_bytes_come(string text, uint expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);

        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var checksum = new Crc32C();
            checksum.Append(bytes.AsSpan(0, cut));
            checksum.Append(bytes.AsSpan(cut));

            checksum.Value.Should().Be(expected);
        }

        FileBytes.Checksum(bytes).Should().Be(expected);
    }

    [Fact]
    public void The_tensors_begin_at_a_multiple_of_8_bytes()
    {
        for (int units = 1; units < 12; units++)
            FileBytes.Parts(Saved(Network.WithInputs<float>(1).Dense(units).Build())).Header.Length.Should().Match(length => length % 8 == 0);
    }

    [Fact]
    public void A_failed_save_leaves_the_old_file_and_nothing_beside_it()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "model.safetensors");
            Network<double> network = Network.WithInputs<double>(2).Dense(1).Build();
            network.Save(path);
            byte[] before = File.ReadAllBytes(path);
            network.Parameters[0].Value[0, 0] = double.NaN;

            ((Action)(() => network.Save(path))).Should().Throw<ArgumentException>();
            ((Action)(() => network.Save(folder))).Should().Throw<Exception>();

            File.ReadAllBytes(path).Should().Equal(before);
            Directory.GetFileSystemEntries(folder).Should().Equal(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Whoever_reads_while_a_file_is_replaced_finds_the_old_one_or_the_new_one()
    {
        // Windows does not replace a file that is open.
        if (OperatingSystem.IsWindows())
            return;
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Network<double>[] networks = [.. Enumerable.Range(0, 2).Select(seed => Network.WithInputs<double>(40).Dense(40).Build(seed))];
            byte[][] weights = [.. networks.Select(Bits.Of)];
            networks[0].Save(path);
            using var done = new CancellationTokenSource();
            Task<int> reader = Task.Run(() =>
            {
                int reads = 0;
                for (; !done.IsCancellationRequested || reads == 0; reads++)
                {
                    byte[] read = Bits.Of(Network.Load<double>(path));
                    weights.Should().Contain(some => some.SequenceEqual(read));
                }

                return reads;
            });

            for (int i = 0; i < 100; i++)
                networks[i % 2].Save(path);
            await done.CancelAsync();

            (await reader).Should().BePositive();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Two_parameters_of_one_name_are_refused_before_a_file_is_written()
    {
        Network<double> network = Network.WithInputs<double>(2).Add(new Twins()).Build();

        Action save = () => network.Save(new MemoryStream());

        save.Should().Throw<ArgumentException>().WithMessage("Layer 0 (Twins) has two parameters or constants of the name 'twin'*");
    }

    private static byte[] Saved<T>(Network<T> network)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    private static void Set(Matrix<double> matrix, double[][] rows) => Samples.FromRows(rows).CopyTo(matrix);

    private sealed class Twins : Layer<double>
    {
        public override IReadOnlyList<Parameter<double>> Parameters { get; } = [new("twin", 1, 2)];

        public override IReadOnlyList<Parameter<double>> Constants { get; } = [new("twin", 1, 2)];

        public override int OutputSize(int inputSize) => inputSize;

        public override void Forward(Matrix<double> input, Matrix<double> output) => input.CopyTo(output);

        public override void Backward(LayerPass<double> pass) => throw new NotSupportedException();

        public override Layer<double> Copy() => new Twins();
    }
}
