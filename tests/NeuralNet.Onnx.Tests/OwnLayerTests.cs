using System.Numerics;
using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

public sealed class OwnLayersInDouble : OwnLayerTests<double>;

public sealed class OwnLayersInFloat : OwnLayerTests<float>;

public abstract class OwnLayerTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void A_layer_that_names_its_nodes_is_run_by_ONNX_Runtime_with_the_same_outputs()
    {
        Network<T> network = Network.WithInputs<T>(4).Dense(3).Add(new Swish(1.5)).Dense(3).Add(new Swish(0.5)).Dense(2).Softmax().Build(seed: 1);
        Matrix<T> x = Some.Matrix<T>(50, 4);

        Runtime.Run(network.Exported(), x).ShouldAgreeWith(network.Predict(x));
    }

    [Fact]
    public void Nodes_may_have_attributes_and_integers()
    {
        Network<T> network = Network.WithInputs<T>(4).Add(new RowMeans()).Build(seed: 1);
        Matrix<T> x = Some.Matrix<T>(50, 4);

        Runtime.Run(network.Exported(new OnnxExportOptions { OperatorSetVersion = 18 }), x).ShouldAgreeWith(network.Predict(x));
    }

    [Fact]
    public void A_layer_that_does_not_is_named()
    {
        Network<T> network = Network.WithInputs<T>(4).Dense(3).Add(new Silent()).Build(seed: 1);

        FluentActions.Invoking(() => network.Exported()).Should().Throw<NotSupportedException>()
            .WithMessage("*Layer 1 (Silent)*Let Silent implement IOnnxLayer*");
    }

    [Fact]
    public void Every_mistake_in_naming_nodes_is_laid_to_the_layer()
    {
        Mistake("*Layer 1 (Faulty)*returned 'nowhere'*", (_, _) => "nowhere");
        Mistake("*Layer 1 (Faulty)*returned null*", (_, _) => null!);
        Mistake("*Layer 1 (Faulty)*node Neg reads 'x'*", (graph, _) => graph.AddNode("Neg", ["x"]));
        Mistake("*Layer 1 (Faulty)*'c' has 2 values*shape [3]*", (graph, input) => graph.AddNode("Add", [input, graph.AddNumbers("c", [3], [T.One, T.One])]));
        Mistake("*Layer 1 (Faulty)*'c' has 1 values*shape [-1, -1]*",
            (graph, input) => graph.AddNode("Add", [input, graph.AddNumbers("c", [-1, -1], [T.One])]));
        Mistake("*Layer 1 (Faulty)*'c' holds NaN at index 1*", (graph, input) => graph.AddNode("Add", [input, graph.AddNumbers("c", [2], [T.One, T.NaN])]));
    }

    private static void Mistake(string message, Func<OnnxGraph<T>, string, string> nodes)
    {
        Network<T> network = Network.WithInputs<T>(4).Dense(3).Add(new Faulty(nodes)).Build(seed: 1);

        FluentActions.Invoking(() => network.Exported()).Should().Throw<ArgumentException>().WithMessage(message);
    }

    /// <summary>y = x sigmoid(slope x).</summary>
    private sealed class Swish(double slope) : Activation<T>, IOnnxLayer<T>
    {
        public string AddTo(OnnxGraph<T> graph, string input)
        {
            string scale = graph.AddNumbers("slope", [], [T.CreateChecked(slope)]);
            return graph.AddNode("Mul", [input, graph.AddNode("Sigmoid", [graph.AddNode("Mul", [input, scale])])]);
        }

        protected override void Forward(ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] / (T.One + T.Exp(-x[i] * T.CreateChecked(slope)));
        }

        protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx) => throw new NotSupportedException();
    }

    /// <summary>The mean of each row in every column: a reduction with axes, then a concatenation.</summary>
    private sealed class RowMeans : Layer<T>, IOnnxLayer<T>
    {
        public override int OutputSize(int inputSize) => 2;

        public override void Forward(Matrix<T> input, Matrix<T> output)
        {
            for (int i = 0; i < input.RowCount; i++)
                output[i, 0] = output[i, 1] = input.Row(i).Sum() / T.CreateChecked(input.ColumnCount);
        }

        public override void Backward(LayerPass<T> pass) => throw new NotSupportedException();

        public string AddTo(OnnxGraph<T> graph, string input)
        {
            string axes = graph.AddIntegers("axes", [1], [1]);
            string mean = graph.AddNode("ReduceMean", [input, axes], OnnxAttribute.Integer("keepdims", 1));
            return graph.AddNode("Concat", [mean, mean], OnnxAttribute.Integer("axis", 1));
        }
    }

    private class Silent : Activation<T>
    {
        protected override void Forward(ReadOnlySpan<T> x, Span<T> y) => x.CopyTo(y);

        protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx) => dy.CopyTo(dx);
    }

    private sealed class Faulty(Func<OnnxGraph<T>, string, string> nodes) : Silent, IOnnxLayer<T>
    {
        public string AddTo(OnnxGraph<T> graph, string input) => nodes(graph, input);
    }
}
