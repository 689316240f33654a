using System.Numerics;
using NeuralNet.Tests;
using NeuralNet.Uncertainty;

namespace NeuralNet.Onnx.Tests;

public sealed class UncertaintyLayersInDouble : UncertaintyLayerTests<double>;

public sealed class UncertaintyLayersInFloat : UncertaintyLayerTests<float>;

public abstract class UncertaintyLayerTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Matrix<T> _x = Matrix<T>.Build.Dense(40, 4, (i, j) => j is 1 or 3 ? T.CreateChecked((i + j) % 3) : Some.Matrix<T>(40, 4)[i, j]);

    public static TheoryData<string, int> Networks()
    {
        var data = new TheoryData<string, int>();
        foreach (string name in new[] { "embedding", "only codes", "mish", "quantiles", "gaussian", "exponential", "fixed", "constrained", "skip" })
        {
            foreach (int version in new[] { 13, 17, 18, 22 })
                data.Add(name, version);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Outputs_are_those_of_ONNX_Runtime(string name, int version)
    {
        Network<T> network = NewNetwork(name);
        Matrix<T> x = _x.SubMatrix(0, 40, 0, network.Inputs);

        Runtime.Run(network.Exported(new OnnxExportOptions { OperatorSetVersion = version }), x).ShouldAgreeWith(network.Predict(x));
    }

    [Fact]
    public void Mish_is_read_back_where_ONNX_has_it()
    {
        var network = Network.WithInputs<float>(3).Dense(2).Mish().Build(seed: 1);

        network.Exported(new OnnxExportOptions { OperatorSetVersion = 18 }).Imported<float>().Layers[1].Should().BeOfType<Mish<float>>();
    }

    private static Network<T> NewNetwork(string name)
    {
        NetworkBuilder<T> builder = Network.WithInputs<T>(name == "only codes" ? 2 : 4);
        builder = name switch
        {
            "embedding" => builder.Embedding(new EmbeddedColumn(1, 3, 2), new EmbeddedColumn(3, 3, 4)).Dense(3).Tanh(),
            "only codes" => builder.Add(new Swap()).Embedding(new EmbeddedColumn(0, 3, 2), new EmbeddedColumn(1, 3, 1)),
            "mish" => builder.Dense(5).Mish().Dense(2),
            "quantiles" => builder.Dense(6).Quantiles(3),
            "gaussian" => builder.Dense(4).MeanAndDeviation(0.01),
            "exponential" => builder.Dense(2).Exponential(),
            "skip" => builder.Skip(hidden => hidden.Dense(5).Tanh().Dense(3).SiLU()).Dense(2),
            "fixed" => builder.Add(new Dense<T>(4, 3).AsFixed()).Tanh().Dense(2),
            _ => builder.Dense(5, WeightConstraint.NonNegative).Tanh().Dense(2),
        };
        return builder.Build(seed: 2);
    }

    /// <summary>Makes codes of whatever comes in: its second column twice.</summary>
    private sealed class Swap : Layer<T>, IOnnxLayer<T>
    {
        public override int OutputSize(int inputSize) => 2;

        public override void Forward(Matrix<T> input, Matrix<T> output)
        {
            for (int i = 0; i < input.RowCount; i++)
                (output[i, 0], output[i, 1]) = (input[i, 1], input[i, 1]);
        }

        public override void Backward(LayerPass<T> pass) => throw new NotSupportedException();

        public string AddTo(OnnxGraph<T> graph, string input)
            => graph.AddNode("Gather", [input, graph.AddIntegers("columns", [2], [1, 1])], OnnxAttribute.Integer("axis", 1));
    }
}
