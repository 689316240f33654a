namespace NeuralNet.Onnx.Tests;

/// <summary>What is said of a file that cannot be imported.</summary>
public sealed class FileTests
{
    [Fact]
    public void A_refusal_names_the_file()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllBytes(path, new ModelBuilder().Input("x", 4).Node("Softsign", ["x"], "y").Output("y").ToArray());

            FluentActions.Invoking(() => OnnxModel.Import<float>(path)).Should().Throw<InvalidDataException>().WithMessage($"{path}: Node 0 *(Softsign)*");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
