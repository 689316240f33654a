using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

public sealed class MeanTests
{
    [Theory]
    [InlineData(1, ScalingExport.Nodes)]
    [InlineData(5, ScalingExport.Nodes)]
    [InlineData(5, ScalingExport.IntoDense)]
    public void Several_networks_in_one_graph_give_the_mean_of_their_outputs_in_ONNX_Runtime(int count, ScalingExport scaling)
    {
        Matrix<double> x = Some.Matrix<double>(50, 4);
        Network<double>[] networks = [.. Enumerable.Range(0, count).Select(seed
            => Network.WithInputs<double>(4).Standardize(x).Dense(5 + seed).Tanh().Dropout(0.2).Dense(3).Softmax().Build(seed))];
        using var stream = new MemoryStream();

        OnnxModel.ExportMean(networks, stream, new OnnxExportOptions { Scaling = scaling });

        Matrix<double> expected = networks.Select(network => network.Predict(x)).Aggregate((a, b) => a + b) / count;
        Runtime.Run(stream.ToArray(), x).ShouldAgreeWith(expected, smallestScale: 1);
    }

    [Fact]
    public void The_mean_in_float_runs_too()
    {
        Matrix<float> x = Some.Matrix<float>(50, 4);
        Network<float>[] networks = [.. Enumerable.Range(0, 3).Select(seed => Network.WithInputs<float>(4).Dense(3).Build(seed))];
        using var stream = new MemoryStream();

        OnnxModel.ExportMean(networks, stream);

        Runtime.Run(stream.ToArray(), x).ShouldAgreeWith(networks.Select(network => network.Predict(x)).Aggregate((a, b) => a + b) / 3, smallestScale: 1);
    }

    [Fact]
    public void Networks_that_do_not_fit_together_and_logits_of_a_mean_are_refused()
    {
        Network<double> network = Network.WithInputs<double>(2).Dense(1).Sigmoid().Build(), other = Network.WithInputs<double>(3).Dense(1).Sigmoid().Build();

        Action none = () => OnnxModel.ExportMean<double>([], Stream.Null);
        Action sizes = () => OnnxModel.ExportMean([network, other], Stream.Null);
        Action logits = () => OnnxModel.ExportMean([network, network], Stream.Null, new OnnxExportOptions { LogitsName = "logits" });

        none.Should().Throw<ArgumentException>().WithMessage("'networks' is empty*");
        sizes.Should().Throw<ArgumentException>().WithMessage("'networks'[1] has 3 inputs and 1 outputs, but the first has 2 and 1*");
        logits.Should().Throw<ArgumentException>().WithMessage("*logits*mean*");
    }
}
