using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using NeuralNet.Onnx.Schema;
using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

/// <summary>Weights in a file beside the model, as PyTorch's newer exporter writes them.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    private string ModelPath => Path.Combine(_directory, "model.onnx");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Weights_beside_the_model_are_read_and_agree_with_ONNX_Runtime()
    {
        Write(Entries("model.onnx.data", offset: 8, length: 48));
        Matrix<float> x = Some.Matrix<float>(20, 4);

        Network<float> network = OnnxModel.Import<float>(ModelPath);

        network.Parameters[0].Value[1, 0].Should().Be(4);
        using var session = new InferenceSession(ModelPath);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(x.ToRowMajorArray(), [20, 4]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["x"], [input], ["y"]);
        network.Predict(x).ShouldAgreeWith(Matrix<float>.Build.DenseOfRowMajor(20, 3, outputs[0].GetTensorDataAsSpan<float>().ToArray()));
    }

    [Fact]
    public void Weights_may_be_the_whole_of_a_file_in_a_directory_below()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "weights"));
        File.WriteAllBytes(Path.Combine(_directory, "weights", "w"), MemoryMarshal.AsBytes<float>([.. Enumerable.Range(1, 12)]).ToArray());
        Write([("location", "weights/w")]);

        OnnxModel.Import<float>(ModelPath).Parameters[0].Value[0, 1].Should().Be(2);
    }

    [Theory]
    [InlineData("../model.onnx.data")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../secret")]
    [InlineData("..\\secret")]
    [InlineData("C:\\secret")]
    [InlineData("file:secret")]
    [InlineData("")]
    [InlineData("model.onnx.data\0.txt")]
    public void Files_elsewhere_are_not_opened(string location)
    {
        Write(Entries(location, offset: 8, length: 48));

        Refused("*Initializer 'w' is said to lie in the file*but a file in the model's own directory was expected*");
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Write(Entries("lost.data", offset: 0, length: 48));

        Refused("*Initializer 'w' lies in the file *lost.data'*cannot be read*");
    }

    [Theory]
    [InlineData("8", "44", "*needs 48 bytes, but is said to be 44 bytes from byte 8*")]
    [InlineData("16", "48", "*48 bytes from byte 16 on of a file of 56*")]
    [InlineData("9223372036854775807", "48", "*from byte 9223372036854775807*")]
    [InlineData("-8", "48", "*offset '-8'*")]
    [InlineData("8", "many", "*length 'many'*")]
    public void Places_outside_the_file_are_refused(string offset, string length, string message)
    {
        Write([("location", "model.onnx.data"), ("offset", offset), ("length", length)]);

        Refused(message);
    }

    [Fact]
    public void A_giant_claim_takes_no_memory()
    {
        Write(Entries("model.onnx.data", offset: 0, length: 4L << 29), dimensions: [1 << 29, 1]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Refused("*of a file of 56*");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(10_000_000);
    }

    private void Refused(string message) => FluentActions.Invoking(() => OnnxModel.Import<float>(ModelPath)).Should().Throw<InvalidDataException>()
        .WithMessage(message);

    private static (string, string)[] Entries(string location, long offset, long length)
        => [("location", location), ("offset", FormattableString.Invariant($"{offset}")), ("length", FormattableString.Invariant($"{length}"))];

    private void Write((string Key, string Value)[] entries, params long[] dimensions)
    {
        var weights = new TensorProto { Name = "w", DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
        weights.Dims.Add(dimensions.Length > 0 ? dimensions : [4, 3]);
        weights.ExternalData.Add(entries.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        ModelBuilder model = new ModelBuilder().Input("x", 4).Node("MatMul", ["x", "w"], "y").Output("y");
        model.Graph.Initializer.Add(weights);
        File.WriteAllBytes(ModelPath, model.ToArray());
        File.WriteAllBytes(Path.Combine(_directory, "model.onnx.data"),
            [0, 0, 0, 0, 0, 0, 0, 0, .. MemoryMarshal.AsBytes<float>([.. Enumerable.Range(1, 12)])]);
    }
}
