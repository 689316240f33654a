using Microsoft.ML.OnnxRuntime;
using NeuralNet.Tests;
using static NeuralNet.Onnx.Tests.ModelBuilder;

namespace NeuralNet.Onnx.Tests;

/// <summary>
/// What classifiers put behind their scores is imported as the scores, with the classes that it names.
/// </summary>
public sealed class HeadTests
{
    private static readonly Matrix<float> _x = Some.Matrix<float>(50, 4);

    [Fact]
    public void The_default_export_of_a_classifier_is_imported_whatever_output_is_asked_for()
    {
        byte[] model = Classifier().Output("output_label", rank: 1).Output("output_probability").ToArray();
        Matrix<float> expected = Runtime.Run(model: Classifier().Output("p").ToArray(), _x);

        foreach (string? name in new[] { null, "output_label", "output_probability", "p" })
            model.Imported<float>(new OnnxImportOptions { OutputName = name }).Predict(_x).ShouldAgreeWith(expected, name ?? "none");
        model.Imported<float>().Schema.ClassNames.Should().Equal("7", "8", "9");
        model.Imported<float>(new OnnxImportOptions { OutputName = "p" }).Schema.ClassNames.Should()
            .BeNull("nothing but the value that was asked for is looked at");
        Labels(model, "output_label").Should().Equal(expected.EnumerateRows().Select(row => 7L + row.MaximumIndex()));
    }

    [Fact]
    public void The_binary_head_of_scikit_learn_is_a_layer_of_two_outputs()
    {
        ModelBuilder Model() => new ModelBuilder().Domain("ai.onnx.ml", 1).Input("x", 4).Weights("w", 4, 1).Weights("unity", [], 1)
            .Integers("classes", [2], 0, 1)
            .Node("MatMul", ["x", "w"], "m").Node("Sigmoid", ["m"], "p").Node("Sub", ["unity", "p"], "q")
            .Node("Concat", ["q", "p"], "probabilities", Attribute("axis", 1L))
            .Node("ArgMax", ["probabilities"], "best", Attribute("axis", 1L)).Node("ai.onnx.ml", "ArrayFeatureExtractor", ["classes", "best"], ["label"])
            .Node("ai.onnx.ml", "ZipMap", ["probabilities"], ["map"], Attribute("classlabels_int64s", 0L, 1L));
        Matrix<float> expected = Runtime.Run(Model().Output("probabilities").ToArray(), _x);

        Network<float> network = Model().Output("label").Output("map").ToArray().Imported<float>();

        network.Predict(_x).ShouldAgreeWith(expected);
        var head = (Dense<float>)network.Layers[^1];
        head.Weights.ToRowMajorArray().Should().Equal(-1, 1);
        head.Biases.ToRowMajorArray().Should().Equal(1, 0);
    }

    [Fact]
    public void Names_of_classes_are_kept_whichever_way_the_file_gives_them()
    {
        ModelBuilder Model() => new ModelBuilder().Domain("ai.onnx.ml", 2).Input("x", 4).Weights("w", 4, 3).Integers("zero", [1], 0)
            .Node("MatMul", ["x", "w"], "p").Node("ArgMax", ["p"], "best", Attribute("axis", -1L), Attribute("keepdims", 0L));
        ModelBuilder table = Model().Node("Gather", ["classes", "best"], "label").Output("label");
        table.Graph.Initializer.Add(TextTensor("classes", "red", "green", "blue"));
        ModelBuilder encoder = Model().Node("ai.onnx.ml", "LabelEncoder", ["best"], ["label"], Attribute("keys_int64s", 2L, 0L, 1L),
            Attribute("values_strings", "blue", "red", "green")).Output("label");
        ModelBuilder map = Model().Node("ai.onnx.ml", "ZipMap", ["p"], ["label"], Attribute("classlabels_strings", "red", "green", "blue")).Output("label");

        foreach (ModelBuilder model in new[] { table, encoder, map })
            model.ToArray().Imported<float>().Schema.ClassNames.Should().Equal("red", "green", "blue");
        Model().Output("best").ToArray().Imported<float>().Schema.ClassNames.Should().BeNull("an index is no name");
    }

    [Fact]
    public void The_largest_of_one_score_is_no_choice()
    {
        byte[] model = new ModelBuilder().Input("x", 4).Weights("w", 4, 1).Node("MatMul", ["x", "w"], "p")
            .Node("ArgMax", ["p"], "best", Attribute("axis", 1L)).Output("best").ToArray();

        FluentActions.Invoking(() => model.Imported<float>()).Should().Throw<InvalidDataException>().WithMessage("*ArgMax*always the first, class 0*");
    }

    [Fact]
    public void Names_that_do_not_tell_classes_apart_are_refused()
    {
        byte[] model = new ModelBuilder().Domain("ai.onnx.ml", 1).Input("x", 4).Weights("w", 4, 2).Node("MatMul", ["x", "w"], "p")
            .Node("ai.onnx.ml", "ZipMap", ["p"], ["map"], Attribute("classlabels_strings", "red", "red")).Output("map").ToArray();

        FluentActions.Invoking(() => model.Imported<float>()).Should().Throw<InvalidDataException>().WithMessage("*gives two classes the name 'red'*");
    }

    [Fact]
    public void Outputs_that_do_not_depend_on_the_input_are_no_choice()
    {
        byte[] model = new ModelBuilder().Input("x", 4).Weights("w", 4, 3).Weights("version", [1], 3).Node("MatMul", ["x", "w"], "y")
            .Output("version", rank: 1).Output("y").ToArray();

        model.Imported<float>().Predict(_x).ShouldAgreeWith(Runtime.Run(model, _x, "y"));
        FluentActions.Invoking(() => model.Imported<float>(new OnnxImportOptions { OutputName = "version" })).Should().Throw<InvalidDataException>()
            .WithMessage("*'version' does not depend on an input*");
    }

    [Fact]
    public void A_refusal_names_the_outputs_that_can_be_imported()
    {
        byte[] model = new ModelBuilder().Input("x", 4).Weights("w", 4, 3).Node("MatMul", ["x", "w"], "actions")
            .Node("RandomNormalLike", ["actions"], "noise").Node("Add", ["actions", "noise"], "noisy")
            .Output("noisy").Output("actions").ToArray();

        FluentActions.Invoking(() => model.Imported<float>()).Should().Throw<InvalidDataException>()
            .WithMessage("*2 outputs ('noisy', 'actions')*'OutputName'*can be imported: 'actions'*'noisy' cannot be imported: Node 1 "
            + "*(RandomNormalLike)*OutputName = \"actions\"*");
    }

    [Fact]
    public void A_refusal_names_the_value_before_an_operator_that_cannot_be_imported()
    {
        byte[] model = new ModelBuilder().Input("x", 4).Node("Softmax", ["x"], "probabilities").Node("TopK", ["probabilities", "k"], "y")
            .Integers("k", [1], 2).Output("y").ToArray();

        FluentActions.Invoking(() => model.Imported<float>()).Should().Throw<InvalidDataException>()
            .WithMessage("*Node 1 *(TopK)*no such operator*OutputName = \"probabilities\"*");
    }

    [Fact]
    public void Nothing_is_suggested_that_would_be_refused_as_well()
    {
        byte[] model = new ModelBuilder().Input("x", 4).Node("Erf", ["x"], "e").Node("Softsign", ["e"], "y").Output("y").ToArray();

        FluentActions.Invoking(() => model.Imported<float>()).Should().Throw<InvalidDataException>().WithMessage("*Node 1 *(Softsign)*").Which.Message.Should()
            .NotContain("OutputName");
    }

    private static ModelBuilder Classifier() => new ModelBuilder().Domain("ai.onnx.ml", 1).Input("x", 4).Weights("w", 4, 3).Integers("classes", [3], 7, 8, 9)
        .Integers("shape", [1], -1)
        .Node("MatMul", ["x", "w"], "m").Node("Softmax", ["m"], "p").Node("ArgMax", ["p"], "best", Attribute("axis", 1L))
        .Node("ai.onnx.ml", "ArrayFeatureExtractor", ["classes", "best"], ["named"])
        .Node("Reshape", ["named", "shape"], "flat").Node("Cast", ["flat"], "output_label", Attribute("to", 7L))
        .Node("ai.onnx.ml", "ZipMap", ["p"], ["output_probability"], Attribute("classlabels_int64s", 7L, 8L, 9L));

    /// <summary>
    /// The labels that the runtime gives; the file says the type of its outputs, which the builder takes for numbers.
    /// </summary>
    private static long[] Labels(byte[] model, string output)
    {
        Schema.ModelProto typed = Schema.ModelProto.Parser.ParseFrom(model);
        typed.Graph.Output[0].Type.TensorType.ElemType = 7;
        typed.Graph.Output.RemoveAt(1);
        using InferenceSession session = Runtime.Open(Google.Protobuf.MessageExtensions.ToByteArray(typed));
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(_x.ToRowMajorArray(), [_x.RowCount, _x.ColumnCount]);
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, ["x"], [input], [output]);
        return outputs[0].GetTensorDataAsSpan<long>().ToArray();
    }
}
