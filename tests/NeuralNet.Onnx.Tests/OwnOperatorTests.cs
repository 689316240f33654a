using System.Numerics;
using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

public sealed class OwnOperatorsInDouble : OwnOperatorTests<double>;

public sealed class OwnOperatorsInFloat : OwnOperatorTests<float>;

/// <summary>Layers of one's own are read from a model by functions that the caller gives.</summary>
public abstract class OwnOperatorTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int _type = typeof(T) == typeof(float) ? 1 : 11;

    private static readonly OnnxOperator<T> _swish = new("Mul", node =>
        node.Inputs is [var x, { Node: { Operator: "Sigmoid", Inputs: [{ Node: { Operator: "Mul", Inputs: [var factor, { Number: { } beta }] } }] } }]
        && factor == x
            ? (x, new Swish(beta))
            : null);

    private static readonly OnnxOperator<T> _gain = new("Mul", node =>
        node.Inputs is [var x, { Node: { Operator: "Abs", Inputs: [{ Numbers: { } gains }] } }] ? (x, new Gain([.. gains])) : null);

    [Fact]
    public void A_layer_that_was_exported_as_several_nodes_comes_back_as_itself()
    {
        var gain = new Gain([T.One, T.Zero, T.One + T.One]);
        Network<T> network = Network.WithInputs<T>(4).Dense(3).Add(new Swish(1.5)).Dense(3).SiLU().Add(gain).Dense(2).Softmax().Build(seed: 1);
        Matrix<T> x = Some.Matrix<T>(20, 4);
        byte[] model = network.Exported();

        Network<T> imported = model.Imported<T>(new OnnxImportOptions { Operators = [_swish, _gain] });

        imported.Layers.Select(layer => layer.ToString()).Should().Equal(network.Layers.Select(layer => layer.ToString()));
        Bits.Of(imported.Predict(x)).Should().Equal(Bits.Of(network.Predict(x)));
        Runtime.Run(model, x).ShouldAgreeWith(network.Predict(x));
    }

    [Fact]
    public void Without_it_the_model_is_refused()
    {
        byte[] model = new ModelBuilder { ElementType = _type }.Domain("com.example", 1).Input("x", 3).Node("com.example", "Swish", ["x"], ["y"]).Output("y")
            .ToArray();

        FluentActions.Invoking(() => model.Imported<T>()).Should().Throw<InvalidDataException>().WithMessage("*(com.example.Swish)*");
    }

    [Fact]
    public void An_operator_of_another_domain_is_read_with_its_attributes()
    {
        byte[] model = new ModelBuilder { ElementType = _type }.Domain("com.example", 1).Input("x", 3)
            .Node("com.example", "Swish", ["x"], ["y"], ModelBuilder.Attribute("beta", 0.1f)).Output("y").ToArray();
        var swish = new OnnxOperator<T>("com.example.Swish", node =>
        {
            node.CheckAttributes("beta");
            return (node.Inputs[0], new Swish(node.Number("beta", 1)));
        });

        Network<T> network = model.Imported<T>(new OnnxImportOptions { Operators = [swish] });

        string expected = typeof(T) == typeof(float) ? "Swish (beta 0.1)" : "Swish (beta 0.10000000149011612)";
        network.Layers.Should().ContainSingle().Which.ToString().Should().Be(expected);
    }

    [Fact]
    public void It_comes_before_what_the_library_reads()
    {
        byte[] model = Network.WithInputs<T>(3).Dense(3).ReLU().Build(seed: 1).Exported();
        var relu = new OnnxOperator<T>("Relu", node => (node.Inputs[0], new LeakyReLU<T>(0.5)));

        Network<T> network = model.Imported<T>(new OnnxImportOptions { Operators = [relu] });

        network.Layers[1].Should().BeOfType<LeakyReLU<T>>();
    }

    [Fact]
    public void Nodes_that_hand_their_input_on_give_it_another_name_only()
    {
        byte[] model = new ModelBuilder { ElementType = _type }.Input("x", 3).Weights("beta", [], 2).Node("Identity", ["x"], "i").Node("Identity", ["i"], "j")
            .Node("Mul", ["i", "beta"], "m").Node("Sigmoid", ["m"], "s").Node("Mul", ["j", "s"], "y").Output("y").ToArray();

        model.Imported<T>(new OnnxImportOptions { Operators = [_swish] }).Layers.Should().ContainSingle().Which.ToString().Should().Be("Swish (beta 2)");
    }

    [Fact]
    public void A_layer_of_another_width_and_one_that_does_not_fit_are_told_apart()
    {
        byte[] model = new ModelBuilder { ElementType = _type }.Domain("com.example", 1).Input("x", 3)
            .Weights("w", 1, 2).Node("com.example", "Sum", ["x"], ["s"]).Node("MatMul", ["s", "w"], "y").Output("y").ToArray();
        OnnxImportOptions Options(int width) => new() { Operators = [new OnnxOperator<T>("com.example.Sum", node => (node.Inputs[0], new RowSum(width)))] };

        model.Imported<T>(Options(3)).Predict(Some.Matrix<T>(2, 3)).ColumnCount.Should().Be(2);
        FluentActions.Invoking(() => model.Imported<T>(Options(4)))
            .Should().Throw<InvalidDataException>().WithMessage("*(com.example.Sum)*4 columns were expected*");
    }

    [Fact]
    public void What_is_refused_names_the_node()
    {
        byte[] model = Network.WithInputs<T>(3).Tanh().Build().Exported();
        var tanh = new OnnxOperator<T>("Tanh", node => throw node.Refuse("it is too curved."));

        FluentActions.Invoking(() => model.Imported<T>(new OnnxImportOptions { Operators = [tanh] }))
            .Should().Throw<InvalidDataException>().WithMessage("Node 0 '0.Tanh' (Tanh) cannot be imported: it is too curved.");
    }

    [Fact]
    public void Operators_of_the_other_precision_are_refused()
    {
        byte[] model = Network.WithInputs<T>(3).Tanh().Build().Exported();
        OnnxOperator other = typeof(T) == typeof(float) ? new OnnxOperator<double>("Tanh", _ => null) : new OnnxOperator<float>("Tanh", _ => null);

        void Refused(IReadOnlyList<OnnxOperator> operators, string message)
            => FluentActions.Invoking(() => model.Imported<T>(new OnnxImportOptions { Operators = operators }))
                .Should().Throw<ArgumentException>().WithMessage(message);

        Refused([other], $"*'Operators'*'Tanh' of another precision*{typeof(T).Name}*");
        Refused([null!], "*'Operators' holds null*");
        Refused(null!, "*'Operators' is null*");
    }

    /// <summary>y = x sigmoid(beta x).</summary>
    private sealed class Swish(double beta) : Activation<T>, IOnnxLayer<T>
    {
        public override Description Describe() => new("Swish") { Settings = new Dictionary<string, double> { ["beta"] = beta } };

        public string AddTo(OnnxGraph<T> graph, string input)
            => graph.AddNode("Mul", [input, graph.AddNode("Sigmoid", [graph.AddNode("Mul", [input, graph.AddNumbers("beta", [], [T.CreateChecked(beta)])])])]);

        protected override void Forward(ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] / (T.One + T.Exp(-x[i] * T.CreateChecked(beta)));
        }

        protected override void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx) => throw new NotSupportedException();
    }

    /// <summary>y = x |gain|, a gain for each column.</summary>
    private sealed class Gain : Layer<T>, IOnnxLayer<T>
    {
        private readonly Parameter<T> _gains;

        public Gain(T[] gains)
        {
            _gains = new Parameter<T>("gain", 1, gains.Length);
            for (int j = 0; j < gains.Length; j++)
                _gains.Value[0, j] = gains[j];
            Parameters = [_gains];
        }

        public override IReadOnlyList<Parameter<T>> Parameters { get; }

        public override int OutputSize(int inputSize) => inputSize;

        public override void Forward(Matrix<T> input, Matrix<T> output)
        {
            for (int j = 0; j < input.ColumnCount; j++)
                output.SetColumn(j, input.Column(j) * T.Abs(_gains.Value[0, j]));
        }

        public override void Backward(LayerPass<T> pass) => throw new NotSupportedException();

        public override Layer<T> Copy() => new Gain(_gains.Value.ToColumnMajorArray());

        public string AddTo(OnnxGraph<T> graph, string input)
            => graph.AddNode("Mul", [input, graph.AddNode("Abs", [graph.AddNumbers("gain", [_gains.Value.ColumnCount], _gains.Value.ToColumnMajorArray())])]);
    }

    private sealed class RowSum(int width) : Layer<T>
    {
        public override int OutputSize(int inputSize) => inputSize == width ? 1 : throw new ArgumentException($"{width} columns were expected.");

        public override void Forward(Matrix<T> input, Matrix<T> output) => output.SetColumn(0, input.RowSums());

        public override void Backward(LayerPass<T> pass) => throw new NotSupportedException();
    }
}
