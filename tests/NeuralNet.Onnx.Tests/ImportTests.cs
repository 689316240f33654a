using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using NeuralNet.Onnx.Schema;
using NeuralNet.Tests;

namespace NeuralNet.Onnx.Tests;

public sealed class ImportsInDouble : ImportTests<double>;

public sealed class ImportsInFloat : ImportTests<float>
{
    public static TheoryData<string> FloatOnly => [.. Producers.FloatOnly.Keys];

    [Theory]
    [MemberData(nameof(FloatOnly))]
    public void A_model_with_operators_that_ONNX_Runtime_has_for_float_alone_is_imported(string form) => AgreesWithRuntime(Producers.FloatOnly[form]());
}

/// <summary>Imported networks predict what ONNX Runtime computes of the same file.</summary>
public abstract class ImportTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int _type = typeof(T) == typeof(float) ? 1 : 11;

    public static TheoryData<string> Forms => [.. Producers.All.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_model_in_any_form_that_other_programs_write_is_imported(string form) => AgreesWithRuntime(Producers.All[form](_type));

    [Theory]
    [MemberData(nameof(Forms))]
    public void What_was_imported_can_be_exported_and_saved_and_predicts_the_same_bits(string form)
    {
        Producers.Sample sample = Producers.All[form](_type);
        Network<T> network = sample.Model.Imported<T>(new OnnxImportOptions { OutputName = sample.OutputName });
        Matrix<T> x = Some.Matrix<T>(20, sample.Inputs);
        using var saved = new MemoryStream();
        network.Save(saved);
        saved.Position = 0;

        Bits.Of(network.Exported().Imported<T>().Predict(x)).Should().Equal(Bits.Of(network.Predict(x)));
        Bits.Of(Network.Load<T>(saved).Predict(x)).Should().Equal(Bits.Of(network.Predict(x)));
    }

    [Fact]
    public void Every_operator_set_since_7_is_read()
    {
        for (int operatorSet = 7; operatorSet <= 26; operatorSet++)
        {
            byte[] model = new ModelBuilder { ElementType = _type, OperatorSet = operatorSet }.Input("x", 4).Weights("w", 4, 3).Weights("b", 3)
                .Weights("scale", 4)
                .Node("Mul", ["x", "scale"], "s").Node("Gemm", ["s", "w", "b"], "g").Node("Tanh", ["g"], "t").Node("Dropout", ["t"], "d")
                .Node("Softmax", ["d"], "y", ModelBuilder.Attribute("axis", 1L)).Output("y").ToArray();
            Matrix<T> x = Some.Matrix<T>(20, 4);

            model.Imported<T>().Predict(x).ShouldAgreeWith(Runtime.Run(model, x));
        }
    }

    [Fact]
    public void Any_value_inside_can_be_what_the_network_predicts()
    {
        byte[] model = new ModelBuilder { ElementType = _type }.Input("x", 4).Weights("w", 4, 3).Node("MatMul", ["x", "w"], "logits")
            .Node("Softmax", ["logits"], "p").Node("ArgMax", ["p"], "label").Output("label").ToArray();

        Network<T> network = model.Imported<T>(new OnnxImportOptions { OutputName = "logits" });

        network.Layers.Should().ContainSingle().Which.Should().BeOfType<Dense<T>>();
    }

    [Fact]
    public void Random_networks_in_other_layouts_agree_with_ONNX_Runtime()
    {
        var random = new RandomStream(5);
        for (int trial = 0; trial < 100; trial++)
        {
            int width = 1 + random.NextInteger(30);
            int inputs = width;
            var model = new ModelBuilder { ElementType = _type }.Input("x", inputs);
            string value = "x";
            for (int i = 0; i < 1 + random.NextInteger(4); i++)
            {
                int units = 1 + random.NextInteger(30);
                value = AddDense(model, random, value, i, width, units);
                width = units;
            }

            byte[] file = model.Output(value).ToArray();
            Matrix<T> x = Some.Matrix<T>(9, inputs, trial);

            file.Imported<T>().Predict(x).ShouldAgreeWith(Runtime.Run(file, x), ModelProto.Parser.ParseFrom(file).Graph.Node.ToString()!);
        }
    }

    private static string AddDense(ModelBuilder model, RandomStream random, string input, int index, int width, int units)
    {
        bool isTransposed = random.NextInteger(2) == 0;
        double[] Numbers(int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => scale * random.NextNormal())];
        model.Weights($"w{index}", isTransposed ? [units, width] : [width, units], Numbers(width * units, 1 / Math.Sqrt(width)))
            .Weights($"b{index}", [units], Numbers(units, 1));
        if (isTransposed || random.NextInteger(2) == 0)
            model.Node("Gemm", [input, $"w{index}", $"b{index}"], $"g{index}", ModelBuilder.Attribute("transB", isTransposed ? 1L : 0L),
                ModelBuilder.Attribute("alpha", 0.5f + random.NextInteger(3)), ModelBuilder.Attribute("beta", 0.25f * random.NextInteger(5)));
        else
            model.Node("MatMul", [input, $"w{index}"], $"m{index}").Node("Add", [$"m{index}", $"b{index}"], $"g{index}");
        string[] activations = ["Relu", "Sigmoid", "Tanh", "Softmax", "Identity"];
        model.Node(activations[random.NextInteger(5)], [$"g{index}"], $"a{index}");
        return $"a{index}";
    }

    protected static void AgreesWithRuntime(object form)
    {
        var sample = (Producers.Sample)form;
        Matrix<T> x = Some.Matrix<T>(20, sample.Inputs);

        Network<T> network = sample.Model.Imported<T>(new OnnxImportOptions { OutputName = sample.OutputName });

        string.Join(' ', network.Layers.Select(layer => layer.Describe().Kind)).Should().Be(sample.Layers);

        network.Predict(x).ShouldAgreeWith(Outputs(sample, x));
    }

    /// <summary>
    /// Node by node as documented: among the runtime's optimizations is one that rounds a factor in double to float.
    /// </summary>
    private static Matrix<T> Outputs(Producers.Sample sample, Matrix<T> x)
    {
        if (!sample.IsForOneSample)
            return Runtime.Run(sample.Model, x, sample.OutputName ?? "y", sample.Shape is null ? null : [x.RowCount, .. sample.Shape[1..]],
                GraphOptimizationLevel.ORT_DISABLE_ALL);
        IEnumerable<Matrix<T>> rows = Enumerable.Range(0, x.RowCount)
            .Select(row => Runtime.Run(sample.Model, x.SubMatrix(row, 1, 0, x.ColumnCount), "y", sample.Shape, GraphOptimizationLevel.ORT_DISABLE_ALL));
        return Matrix<T>.Build.DenseOfRowVectors(rows.Select(row => row.Row(0)));
    }
}

public sealed class PrecisionTests
{
    [Fact]
    public void A_model_in_double_is_not_rounded_to_float_in_silence()
    {
        byte[] model = Network.WithInputs<double>(3).Dense(2).Build(seed: 1).Exported();

        FluentActions.Invoking(() => model.Imported<float>()).Should().Throw<InvalidDataException>()
            .WithMessage("*Initializer '0.weight' is of type DOUBLE*Import<double>*");
    }

    [Fact]
    public void A_model_in_float_can_be_imported_in_double_and_then_has_the_same_weights()
    {
        Network<float> network = Network.WithInputs<float>(3).Dense(4).Tanh().Dense(2).Build(seed: 1);
        Matrix<float> x = Some.Matrix<float>(20, 3);

        Network<double> imported = network.Exported().Imported<double>();

        imported.Predict(x.Map(value => (double)value)).Map(value => (float)value).ShouldAgreeWith(network.Predict(x));
        imported.Parameters[0].Value.Should().Be(network.Parameters[0].Value.Map(value => (double)value));
    }

    [Fact]
    public void Other_types_of_numbers_are_refused()
    {
        FluentActions.Invoking(() => OnnxModel.Import<Half>(new MemoryStream())).Should().Throw<NotSupportedException>()
            .WithMessage("*float or double, not in Half*");
    }
}
