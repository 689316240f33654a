using Microsoft.ML.OnnxRuntime;
using NeuralNet.Onnx.Schema;
using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

/// <summary>
/// The one operator whose kernel for double ONNX Runtime lacks, so that it is written in another way.
/// </summary>
public sealed class LeakyReLUExportTests
{
    [Fact]
    public void In_double_it_is_a_maximum_because_the_operator_has_a_slope_in_float_and_no_kernel_for_double()
    {
        Network<double> network = Network.WithInputs<double>(3).LeakyReLU(0.01).Build();
        Matrix<double> x = Some.Matrix<double>(50, 3);
        byte[] withOperator = new ModelBuilder { ElementType = 11 }.Input("x", 3).Node("LeakyRelu", ["x"], "y", ModelBuilder.Attribute("alpha", 0.01f))
            .Output("y").ToArray();

        byte[] model = network.Exported();

        ModelProto.Parser.ParseFrom(model).Graph.Node.Select(node => node.OpType).Should().Equal("Mul", "Max");
        Runtime.Run(model, x).Should().Be(network.Predict(x));
        FluentActions.Invoking(() => Runtime.Open(withOperator)).Should().Throw<OnnxRuntimeException>()
            .WithMessage("*Could not find an implementation for LeakyRelu*");
        withOperator.Imported<double>().Predict(x).Should().Be(Network.WithInputs<double>(3).LeakyReLU(0.01f).Build().Predict(x));
    }

    [Fact]
    public void In_float_it_is_the_operator_and_its_slope_comes_back_as_it_was_written()
    {
        Network<float> network = Network.WithInputs<float>(3).LeakyReLU(0.01).Build();

        byte[] model = network.Exported();

        ModelProto.Parser.ParseFrom(model).Graph.Node.Select(node => node.OpType).Should().Equal("LeakyRelu");
        model.Imported<float>().Layers[0].Should().BeOfType<LeakyReLU<float>>().Which.Slope.Should().Be(0.01);
    }
}
