using System.Numerics;

namespace NeuralNet.Tests;

public sealed class LoadWeightsInDouble : LoadWeightsTests<double>;

public sealed class LoadWeightsInFloat : LoadWeightsTests<float>;

/// <summary>
/// Weights of PyTorch's safetensors files, built byte by byte as <c>safetensors.torch.save_file(model.state_dict())</c>
/// writes them: tensors in the order of their names.
/// </summary>
public abstract class LoadWeightsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // torch: nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)); weights are out x in, row by row.
    private static readonly float[] _firstBias = [0.5f, -1, 0.25f];
    private static readonly float[] _firstWeight = [1, 2, 3, 4, -5, 6];
    private static readonly float[] _lastBias = [-0.125f];
    private static readonly float[] _lastWeight = [2, -3, 4];

    private static readonly Matrix<T> _x = Matrix<T>.Build.Dense(2, 2, [T.One, -T.One, T.CreateChecked(0.5), T.CreateChecked(2)]);

    [Fact]
    public void Weights_of_a_PyTorch_Sequential_are_read_into_a_network_of_the_same_shape()
    {
        Network<T> network = NewNetwork();

        network.LoadWeights(new MemoryStream(PyTorch("0", "2")));

        // Row 1, 0.5: x W' + b = 2.5, 4, -1.75; ReLU; 2 * 2.5 - 3 * 4 - 0.125. Row -1, 2: 3.5, 4, 17.25; 2 * 3.5 - 3 *
        // 4 + 4 * 17.25 - 0.125.
        network.Predict(_x).Enumerate().Select(double.CreateChecked).Should().Equal(-7.125, 63.875);
        network.Parameters[0].Value.ToRowMajorArray().Select(double.CreateChecked).Should().Equal(1, 3, -5, 2, 4, 6);
    }

    [Theory]
    [InlineData("0", "3")]
    [InlineData("9", "10")]
    [InlineData("model.net.0", "model.net.1")]
    [InlineData("fc1", "fc2")]
    [InlineData("block.0.linear1", "block.1.linear0")]
    public void Modules_are_taken_in_the_order_of_the_numbers_in_their_names(string first, string last)
    {
        Network<T> network = NewNetwork();

        network.LoadWeights(new MemoryStream(PyTorch(first, last)));

        network.Predict(_x).Enumerate().Select(double.CreateChecked).Should().Equal(-7.125, 63.875);
    }

    [Theory]
    [InlineData("hidden", "head")]
    [InlineData("encoder.1", "decoder.2")]
    [InlineData("net.1", "net.01")]
    public void Names_that_tell_no_order_are_refused_and_read_in_the_order_given(string first, string last)
    {
        Network<T> network = NewNetwork();
        byte[] file = PyTorch(first, last);

        Refused(network, file).Should().Contain($"'{first}'").And.Contain($"'{last}'").And.Contain("modules");
        network.LoadWeights(new MemoryStream(file), [first, last]);

        network.Predict(_x).Enumerate().Select(double.CreateChecked).Should().Equal(-7.125, 63.875);
    }

    [Fact]
    public void A_single_Linear_has_no_module_name()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);

        network.LoadWeights(new MemoryStream(FileBytes.Of(
            """{"__metadata__":{"format":"pt"},"bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"""
            + ""","weight":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]}}""",
            FileBytes.Floats(1, 2, 3))));

        network.Predict(_x).Enumerate().Select(double.CreateChecked).Should().Equal(4.5, 5);
    }

    [Fact]
    public void A_Linear_without_bias_has_biases_of_0()
    {
        Network<T> network = NewNetwork();
        network.Parameters[3].Value[0, 0] = T.One;

        network.LoadWeights(new MemoryStream(FileBytes.Of(
            """{"0.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},"2.weight":{"dtype":"F32","shape":[1,3],"data_offsets":[24,36]}}""",
            FileBytes.Floats([.. _firstWeight, .. _lastWeight]))));

        // Row 1, 0.5: 2, 5, -2; ReLU; 2 * 2 - 3 * 5. Row -1, 2: 3, 5, 17; 2 * 3 - 3 * 5 + 4 * 17.
        network.Predict(_x).Enumerate().Select(double.CreateChecked).Should().Equal(-11, 59);
    }

    [Fact]
    public void A_bias_under_another_name_is_not_taken_for_none()
    {
        Network<T> network = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        byte[] file = FileBytes.Of(
            """{"0.b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]}}""",
            FileBytes.Floats(1, 2, 3));

        Refused(network, file).Should().Contain("no tensor '0.bias'").And.Contain("'0.b'");
        FluentActions.Invoking(() => network.LoadWeights(new MemoryStream(file), ["0"])).Should().Throw<InvalidDataException>()
            .WithMessage("*no tensor '0.bias'*");
    }

    [Fact]
    public void A_file_of_another_format_is_recognised_and_the_message_says_how_to_save_it()
    {
        byte[] zip = [.. "PK\u0003\u0004"u8, .. new byte[60]];
        byte[] pickle = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, .. new byte[60]];
        byte[] hdf5 = [0x89, .. "HDF\r\n\u001a\n"u8, .. new byte[60]];

        Refused(NewNetwork(), zip).Should().Contain("zip").And.Contain(".pt").And.Contain("safetensors.torch.save_file(model.state_dict(), ");
        Refused(NewNetwork(), pickle).Should().Contain("pickle").And.Contain("safetensors.torch.save_file(model.state_dict(), ");
        Refused(NewNetwork(), hdf5).Should().Contain("HDF5").And.Contain("safetensors.numpy.save_file");
    }

    [Fact]
    public void Half_and_brain_floats_are_read_without_rounding()
    {
        Network<T> half = Network.WithInputs<T>(2).Dense(1).Build(seed: 1);
        Network<T> brain = half.Clone();
        const string header = """{"0.bias":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"0.weight":{"dtype":"F16","shape":[1,2],"data_offsets":[2,6]}}""";

        half.LoadWeights(new MemoryStream(FileBytes.Of(header, FileBytes.Halfs((Half)(-0.099975586), Half.Epsilon, Half.MaxValue))));

        // 0x3F80 is 1, 0xC2F7 is -123.5, 0x0001 is 2^-133.
        brain.LoadWeights(new MemoryStream(FileBytes.Of(header.Replace("F16", "BF16", StringComparison.Ordinal), [0x80, 0x3F, 0xF7, 0xC2, 0x01, 0x00])));

        half.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).Select(double.CreateChecked).Should()
            .Equal(5.9604644775390625e-8, 65504, -0.0999755859375);
        brain.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).Select(double.CreateChecked).Should().Equal(-123.5, Math.ScaleB(1, -133), 1);
    }

    [Fact]
    public void Doubles_are_read_by_a_network_in_double_and_refused_where_they_would_be_rounded()
    {
        Network<T> network = Network.WithInputs<T>(1).Dense(1).Build(seed: 1);
        byte[] file = FileBytes.Of(
            """{"0.bias":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"0.weight":{"dtype":"F64","shape":[1,1],"data_offsets":[8,16]}}""",
            FileBytes.Doubles(0.1, Math.PI));

        if (typeof(T) == typeof(float))
        {
            Refused(network, file).Should().Contain("F64").And.Contain("Use a network in double");
        }
        else
        {
            network.LoadWeights(new MemoryStream(file));

            network.Parameters.SelectMany(parameter => parameter.Value.Enumerate()).Select(double.CreateChecked).Should().Equal(Math.PI, 0.1);
        }
    }

    [Fact]
    public void A_network_that_scales_its_inputs_keeps_its_scaling_when_the_file_has_none()
    {
        Network<T> network = Network.WithInputs<T>(2).Add(new Scaling<T>([T.One, T.One], [T.CreateChecked(2), T.CreateChecked(4)])).Dense(3).ReLU().Dense(1)
            .Build(seed: 1);
        Network<T> plain = NewNetwork();
        Matrix<T> scaled = Matrix<T>.Build.Dense(2, 2, (i, j) => (_x[i, j] - T.One) * T.CreateChecked(j == 0 ? 2 : 4));

        network.LoadWeights(new MemoryStream(PyTorch("0", "2")));
        plain.LoadWeights(new MemoryStream(PyTorch("0", "2")));

        Bits.Of(network.Predict(_x)).Should().Equal(Bits.Of(plain.Predict(scaled)));
    }

    [Fact]
    public void Weights_and_scaling_of_a_saved_network_are_read_into_another_one()
    {
        Network<T> saved = Network.WithInputs<T>(2).Standardize(_x).Dense(3).ReLU().Dense(1).Build(seed: 1);
        Network<T> other = Network.WithInputs<T>(2).MinMaxScale(_x).Dense(3).ReLU().Dropout(0.5).Dense(1).Build(seed: 2);
        using var file = new MemoryStream();
        saved.Save(file);
        file.Position = 0;

        other.LoadWeights(file);

        Bits.Of(other.Predict(_x)).Should().Equal(Bits.Of(saved.Predict(_x)));
    }

    [Fact]
    public void What_does_not_fit_is_named_and_no_weight_changes()
    {
        Network<T> network = NewNetwork();
        byte[] file = PyTorch("0", "2");

        Refused(Network.WithInputs<T>(2).Dense(3).Build(), file).Should().Contain("1 layers with parameters").And.Contain("2 modules: '0', '2'");
        Refused(Network.WithInputs<T>(2).Dense(4).ReLU().Dense(1).Build(), file).Should()
            .Contain("'0.weight' has the shape [3, 2]").And.Contain("layer 0 (Dense 2 -> 4) needs [4, 2] (outputs x inputs)");
        Refused(network, Edited(file, "\"2.bias\"", "\"2.bios\"")).Should().Contain("no tensor '2.bias', the bias of layer 2 (Dense 3 -> 1)");
        Refused(network, WithExtra(file)).Should().Contain("'2.running_mean', which no layer");
        Refused(network, Edited(file, "F32", "I32")).Should().Contain("type I32").And.Contain("F16, BF16, F32");
        Refused(network, [.. file[..^4], .. FileBytes.Floats(float.NaN)]).Should().Contain("'2.weight'").And.Contain("NaN as element 2");
        Refused(network, file[..^1]).Should().Contain("ends too early");
        Action twoForOne = () => network.LoadWeights(new MemoryStream(file), ["0"]);
        twoForOne.Should().Throw<ArgumentException>().WithMessage("*2 layers*1 modules*").WithParameterName("modules");
        Action noName = () => network.LoadWeights(new MemoryStream(file), ["0", null!]);
        noName.Should().Throw<ArgumentException>().WithParameterName("modules");
    }

    [Fact]
    public void A_tensor_that_is_not_needed_is_left_out_when_the_modules_are_named()
    {
        Network<T> network = NewNetwork();

        network.LoadWeights(new MemoryStream(WithExtra(PyTorch("0", "2"))), ["0", "2"]);

        network.Predict(_x).Enumerate().Select(double.CreateChecked).Should().Equal(-7.125, 63.875);
    }

    [Fact]
    public void Loading_such_a_file_as_a_network_says_that_it_holds_weights_alone()
    {
        Action load = () => Network.Load<T>(new MemoryStream(PyTorch("0", "2")));

        load.Should().Throw<InvalidDataException>().WithMessage("*format is 'pt'*LoadWeights*");
    }

    [Fact]
    public void A_file_is_read_by_its_path()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllBytes(path, PyTorch("0", "2"));
            Network<T> network = NewNetwork();

            network.LoadWeights(path);

            network.Predict(_x).Enumerate().Select(double.CreateChecked).Should().Equal(-7.125, 63.875);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Network<T> NewNetwork() => Network.WithInputs<T>(2).Dense(3).ReLU().Dense(1).Build(seed: 1);

    private static byte[] PyTorch(string first, string last) => FileBytes.Of(
        $$$"""{"__metadata__":{"format":"pt"},"{{{first}}}.bias":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}"""
        + $$$""","{{{first}}}.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[12,36]}"""
        + $$$""","{{{last}}}.bias":{"dtype":"F32","shape":[1],"data_offsets":[36,40]}"""
        + $$$""","{{{last}}}.weight":{"dtype":"F32","shape":[1,3],"data_offsets":[40,52]}}   """,
        FileBytes.Floats([.. _firstBias, .. _firstWeight, .. _lastBias, .. _lastWeight]));

    private static byte[] WithExtra(byte[] file)
    {
        (byte[] header, byte[] data) = FileBytes.Parts(file);
        string text = System.Text.Encoding.UTF8.GetString(header).TrimEnd()[..^1] + ""","2.running_mean":{"dtype":"I64","shape":[],"data_offsets":[52,60]}}""";
        return FileBytes.Of(text, [.. data, .. new byte[8]]);
    }

    private static byte[] Edited(byte[] file, string original, string replacement)
    {
        (byte[] header, byte[] data) = FileBytes.Parts(file);
        string text = System.Text.Encoding.UTF8.GetString(header);
        text.Should().Contain(original);
        return FileBytes.Of(text.Replace(original, replacement, StringComparison.Ordinal), data);
    }

    private static string Refused(Network<T> network, byte[] file)
    {
        byte[] before = Bits.Of(network);
        Action load = () => network.LoadWeights(new MemoryStream(file));

        string message = load.Should().Throw<InvalidDataException>().Which.Message;

        Bits.Of(network).Should().Equal(before);
        return message;
    }
}
