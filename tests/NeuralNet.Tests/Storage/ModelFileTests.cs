using System.Numerics;
using System.Text;

namespace NeuralNet.Tests;

public sealed class ModelFilesInDouble : ModelFileTests<double>;

public sealed class ModelFilesInFloat : ModelFileTests<float>;

public abstract class ModelFileTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Network<T> _network = Network.WithInputs<T>(3)
        .Dense(4).ReLU().Dense(4).Sigmoid().Dropout(0.25).Dense(4).Tanh().Dense(4).LeakyReLU(0.125).Dense(2).Softmax().Build(seed: 1);

    private static readonly Matrix<T> _x = Some.Matrix<T>(20, 3);

    [Fact]
    public void A_saved_network_is_loaded_with_the_same_layers_and_predicts_the_same_bits()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            _network.Save(path);
            Network<T> loaded = Network.Load<T>(path);

            loaded.ToString().Should().Be(_network.ToString());
            Bits.Of(loaded).Should().Equal(Bits.Of(_network));
            Bits.Of(loaded.Predict(_x)).Should().Equal(Bits.Of(_network.Predict(_x)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Every_finite_value_survives_to_the_bit()
    {
        Network<T> network = _network.Clone();
        T[] values = [T.NegativeZero, T.Epsilon, -T.Epsilon, T.BitDecrement(T.PositiveInfinity), T.BitIncrement(T.NegativeInfinity), T.Pi];
        values.CopyTo(network.Parameters[0].Value.AsColumnMajorArray(), 0);

        Network<T> loaded = Network.Load<T>(new MemoryStream(Saved(network)));

        Bits.Of(loaded).Should().Equal(Bits.Of(network));
    }

    [Fact]
    public void Saving_twice_gives_the_same_bytes_and_saving_replaces_a_file()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(path, new string('x', 100_000));
            _network.Save(path);

            File.ReadAllBytes(path).Should().Equal(Saved(_network));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_stream_is_read_from_its_position_and_left_open()
    {
        using var stream = new MemoryStream();
        stream.WriteByte(42);
        _network.Save(stream);
        stream.Position = 1;

        Network<T> loaded = Network.Load<T>(stream);

        stream.CanRead.Should().BeTrue();
        Bits.Of(loaded).Should().Equal(Bits.Of(_network));
    }

    [Fact]
    public void Layers_of_one_s_own_are_made_by_a_function_and_get_their_weights_back()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(2).Add(new Gain(2, 0.5)).Build(seed: 1);
        network.Layers[1].Parameters[0].Value[0, 1] = T.CreateChecked(7);

        Network<T> loaded = Network.Load<T>(new MemoryStream(Saved(network)),
            new KnownTypes<T>().WithLayer("Gain", description => new Gain((int)description["width"], description["offset"])));

        Bits.Of(loaded.Predict(_x)).Should().Equal(Bits.Of(network.Predict(_x)));
    }

    [Fact]
    public void A_layer_that_the_library_does_not_know_is_named()
    {
        Network<T> network = Network.WithInputs<T>(3).Dense(2).Add(new Gain(2, 0.5)).Build(seed: 1);

        Action load = () => Network.Load<T>(new MemoryStream(Saved(network)));

        load.Should().Throw<InvalidDataException>().WithMessage("*layer 1*'Gain'*KnownTypes.WithLayer*");
    }

    [Fact]
    public void The_other_precision_is_refused()
    {
        byte[] file = Saved(_network);

        Action load = typeof(T) == typeof(float) ? () => Network.Load<double>(new MemoryStream(file)) : () => Network.Load<float>(new MemoryStream(file));

        load.Should().Throw<InvalidDataException>().WithMessage("*precision it was written in*");
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] file = Saved(_network);

        for (int length = 0; length < file.Length; length += length < 2000 ? 1 : 7)
        {
            Exception? thrown = Record.Exception(() => Network.Load<T>(new MemoryStream(file[..length])));

            thrown.Should().BeOfType<InvalidDataException>("the file ends after {0} of {1} bytes", length, file.Length);
        }
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        byte[] file = Saved(Network.WithInputs<T>(2).Standardize(_x.SubMatrix(0, 20, 0, 2)).Dense(2).LeakyReLU(0.125).Build(seed: 1));

        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            file[bit / 8] ^= (byte)(1 << bit % 8);
            Exception? thrown = Record.Exception(() => Network.Load<T>(new MemoryStream(file)));
            file[bit / 8] ^= (byte)(1 << bit % 8);

            if (thrown is not InvalidDataException)
                Assert.Fail($"Bit {bit % 8} of byte {bit / 8} of {file.Length} was flipped, and loading gave {thrown?.ToString() ?? "a network"}.");
        }
    }

    [Theory]
    [InlineData("[4,3]", "[3,4]", "shape")]
    [InlineData("\"kind\":\"ReLU\"", "\"kind\":\"RoLU\"", "RoLU")]
    [InlineData("\"version\":\"1\"", "\"version\":\"9\"", "version is '9'")]
    [InlineData("\"0.weight\"", "\"z.weight\"", "'0.weight'")]
    [InlineData("\"format\":\"neuralnet\"", "\"format\":\"somethngx\"", "format")]
    [InlineData("\"precision\":", "\"procision\":", "lack 'precision'")]
    [InlineData("\"crc32c\":", "\"crc32b\":", "lack 'crc32c'")]
    [InlineData("\"rate\":0.25", "\"rate\":9.25", "'rate' is 9.25")]
    [InlineData("\"slope\":0.125", "\"slape\":0.125", "lacks the setting 'slope'")]
    [InlineData("\"inputs\":\"3\"", "\"inputs\":\"0\"", "inputs")]
    [InlineData("\"inputs\":\"3\"", "\"inputs\":\"5\"", "expects 3 inputs")]
    public void Damage_is_named(string original, string damaged, string message)
    {
        string text = Encoding.Latin1.GetString(Saved(_network));
        string escaped = text.Contains(original, StringComparison.Ordinal) ? original : original.Replace("\"", "\\\"", StringComparison.Ordinal);
        string replacement = escaped == original ? damaged : damaged.Replace("\"", "\\\"", StringComparison.Ordinal);
        text.Should().Contain(escaped);

        Action load = () => Network.Load<T>(new MemoryStream(
            FileBytes.Sealed(Encoding.Latin1.GetBytes(text.Replace(escaped, replacement, StringComparison.Ordinal)))));

        load.Should().Throw<InvalidDataException>().WithMessage($"*{message}*");
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_not_saved_and_an_older_file_is_kept()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            _network.Save(path);
            byte[] before = File.ReadAllBytes(path);
            Network<T> broken = _network.Clone();
            broken.Parameters[2].Value[1, 0] = T.NaN;

            Action save = () => broken.Save(path);

            save.Should().Throw<ArgumentException>().WithMessage("*weight of layer 2*NaN*row 1, column 0*");
            File.ReadAllBytes(path).Should().Equal(before);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Saved(Network<T> network)
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    /// <summary>y = x * scale + offset.</summary>
    private sealed class Gain : Layer<T>
    {
        private readonly Parameter<T> _scale;
        private readonly double _offset;

        public Gain(int width, double offset)
        {
            _scale = new Parameter<T>("scale", 1, width);
            _offset = offset;
        }

        public override IReadOnlyList<Parameter<T>> Parameters => [_scale];

        public override int OutputSize(int inputSize) => inputSize;

        public override void Forward(Matrix<T> input, Matrix<T> output)
        {
            foreach ((int row, int column, T value) in input.EnumerateIndexed())
                output[row, column] = value * _scale.Value[0, column] + T.CreateChecked(_offset);
        }

        public override void Backward(LayerPass<T> pass) => throw new NotSupportedException();

        public override Layer<T> Copy()
        {
            var copy = new Gain(_scale.Value.ColumnCount, _offset);
            _scale.Value.CopyTo(copy._scale.Value);
            return copy;
        }

        public override Description Describe() => new("Gain")
        {
            Settings = new Dictionary<string, double> { ["width"] = _scale.Value.ColumnCount, ["offset"] = _offset },
        };
    }
}
