using System.Numerics;
using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

public sealed class NormalizerExportsInDouble : NormalizerExportTests<double>;

public sealed class NormalizerExportsInFloat : NormalizerExportTests<float>;

/// <summary>Operators that ONNX Runtime has for float and double alike, in the forms of three operator sets.</summary>
public abstract class NormalizerExportTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Theory]
    [InlineData(SampleNorm.L1, 9)]
    [InlineData(SampleNorm.L1, 13)]
    [InlineData(SampleNorm.L2, 13)]
    [InlineData(SampleNorm.L2, 18)]
    [InlineData(SampleNorm.Max, 13)]
    [InlineData(SampleNorm.Max, 18)]
    public void Each_norm_gives_the_same_outputs_in_ONNX_Runtime_and_is_read_again(SampleNorm norm, int operatorSet)
    {
        Network<T> network = Network.WithInputs<T>(4).Normalizer(norm).Dense(3).Normalizer(norm).Build(seed: 1);
        Matrix<T> x = Some.Matrix<T>(9, 4);
        x.ClearRow(2);
        byte[] model = network.Exported(new OnnxExportOptions { OperatorSetVersion = operatorSet });

        Runtime.Run(model, x).ShouldAgreeWith(network.Predict(x));
        Network<T> again = model.Imported<T>();

        again.Layers.OfType<Normalizer<T>>().Select(layer => layer.Norm).Should().Equal(norm, norm);
        again.Predict(x).Should().Be(network.Predict(x));
    }
}
