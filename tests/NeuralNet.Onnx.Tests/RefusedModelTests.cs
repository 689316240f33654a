using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Tests.ModelBuilder;

namespace NeuralNet.Onnx.Tests;

/// <summary>
/// What no chain of layers can express, and what is damaged, is refused with the node, the operator and the reason.
/// </summary>
public sealed class RefusedModelTests
{
    private static readonly Dictionary<string, (Func<byte[]> Model, string Message)> _cases = new()
    {
        ["an operator without a layer"] = (() => Simple("Sin", ["x"]), "*Node 0 '/Sin_0' (Sin)*no such operator*"),
        ["an operator of another domain"] = (() => Done(Start().Domain("com.microsoft", 1).Node("com.microsoft", "Gelu", ["x"], ["y"])),
            "*(com.microsoft.Gelu)*no such operator*"),
        ["branches that are joined side by side"] = (() => Done(Start().Node("Sigmoid", ["x"], "s").Node("Concat", ["x", "s"], "y", Attribute("axis", 1L))),
            "*Node 1 *(Concat)*no branches*"),
        ["a product of two samples"] = (() => Done(Start().Node("Transpose", ["x"], "t").Node("MatMul", ["x", "t"], "y")), "*(MatMul)*both factors depend*"),
        ["a quotient by the input"] = (() => Done(Start().Weights("c", 4).Node("Div", ["c", "x"], "y")), "*(Div)*divides by what depends*"),
        ["a division by 0"] = (() => Done(Start().Weights("c", [4], 1, 1, 0, 1).Node("Div", ["x", "c"], "y")), "*(Div)*divides by 0*"),
        ["slopes that do not fit"] = (() => Done(Start().Weights("c", [3], 0.1, 0.1, 0.2).Node("PRelu", ["x", "c"], "y")),
            "*(PRelu)*has 3 slopes, one for each column, but is given 4 columns*"),
        ["slopes of an image"] = (() => Done(new ModelBuilder().Input("x", 2, 2).Weights("c", [2, 1], 0.1, 0.2).Node("PRelu", ["x", "c"], "y")),
            "*(PRelu)*[2, 1]*one for each feature*"),
        ["a slope of 0"] = (() => Simple("HardSigmoid", ["x"], Attribute("alpha", 0f)), "*(HardSigmoid)*alpha is 0*above 0*"),
        ["another GELU"] = (() => Done(Start(20).Node("Gelu", ["x"], "y", Attribute("approximate", "erf"))), "*(Gelu)*'approximate' is 'erf'*"),
        ["a negative alpha"] = (() => Simple("Elu", ["x"], Attribute("alpha", -1f)), "*(Elu)*alpha is -1*at least 0*"),
        ["a map of labels that fits no classes"] = (() => Done(Start().Domain("ai.onnx.ml", 1).Node("Softmax", ["x"], "p")
            .Node("ai.onnx.ml", "ZipMap", ["p"], ["y"], Attribute("classlabels_int64s", 1L, 2L))),
            "*Node 1 *(ai.onnx.ml.ZipMap)*names 2 classes, but there are 4 scores*OutputName = \"p\"*"),
        ["branches that join"] = (() => Done(Start().Node("Tanh", ["x"], "s").Node("Mul", ["x", "s"], "y")), "*Node 1 *(Mul)*no layer of this library*"),
        ["layers that join"] = (() => Done(Start().Node("Softmax", ["x"], "s").Node("Mul", ["x", "s"], "y")), "*Node 1 *(Mul)*both inputs depend*"),
        ["a maximum of branches"] = (() => Done(Start().Node("Softmax", ["x"], "s").Node("Max", ["x", "s"], "y")), "*(Max)*both inputs depend*"),
        ["bounds that are one"] = (() => Done(Start().Weights("c", [], 2).Node("Clip", ["x", "c", "c"], "y")), "*(Clip)*the lower is not below the upper*"),
        ["a slope that is no number"] = (() => Simple("LeakyRelu", ["x"], Attribute("alpha", float.NaN)), "*'alpha' is NaN*"),
        ["a softmax across samples"] = (() => Simple("Softmax", ["x"], Attribute("axis", 0L)), "*(Softmax)*axis 0, across the samples*"),
        ["a softmax across all"] = (() => Done(Start(11).Node("Transpose", ["x"], "t").Node("Softmax", ["t"], "s", Attribute("axis", 0L))
            .Node("Transpose", ["s"], "y")), "*(Softmax)*across the samples*"),
        ["a norm across samples"] = (() => Simple("LpNormalization", ["x"], Attribute("axis", 0L)), "*(LpNormalization)*axis 0, across the samples*"),
        ["a norm of another power"] = (() => Simple("LpNormalization", ["x"], Attribute("p", 3L)), "*(LpNormalization)*p is 3*1 or 2 was expected*"),
        ["norms of parts of an image"] = (() => Done(new ModelBuilder { OperatorSet = 11 }.Input("x", 2, 2)
            .Node("LpNormalization", ["x"], "y", Attribute("axis", 1L))),
            "*(LpNormalization)*3 dimensions*"),
        ["a norm that is none"] = (() => Done(Start().Domain("ai.onnx.ml", 1).Node("ai.onnx.ml", "Normalizer", ["x"], ["y"], Attribute("norm", "L3"))),
            "*(ai.onnx.ml.Normalizer)*norm is 'L3', but MAX, L1 or L2 was expected*"),
        ["an axis that does not exist"] = (() => Simple("Softmax", ["x"], Attribute("axis", 5L)), "*(Softmax)*axis 5*2 dimensions*"),
        ["a softmax of an image"] = (() => Done(new ModelBuilder().Input("x", 2, 2).Node("Softmax", ["x"], "y")), "*(Softmax)*3 dimensions*"),
        ["a layer along the wrong side"] = (() => Done(Start().Weights("w", 4, 3).Node("Gemm", ["x", "w"], "y", Attribute("transA", 1L))),
            "*(Gemm)*would mix samples*"),
        ["a product along the wrong side"] = (() => Done(Start().Weights("w", 3, 4).Node("MatMul", ["w", "x"], "y")), "*(MatMul)*would mix samples*"),
        ["samples as columns at the end"] = (() => Simple("Transpose", ["x"]), "*output 'y' has a column for each sample*"),
        ["a permutation that moves the samples"] = (() => Done(new ModelBuilder().Input("x", 2, 3)
            .Node("Transpose", ["x"], "y", Attribute("perm", 1, 0, 2))), "*(Transpose)*orders the axes as [1, 0, 2]*"),
        ["a bias for each sample"] = (() => Done(Start().Weights("b", 5, 4).Node("Add", ["x", "b"], "y")), "*(Add)*[5, 4]*differs from sample to sample*"),
        ["constants that do not fit"] = (() => Done(Start().Weights("b", 3).Node("Add", ["x", "b"], "y")),
            "*(Add)*[3], which does not spread over samples of shape [4]*"),
        ["constants of too many dimensions"] = (() => Done(Start().Weights("b", 1, 1, 4).Node("Add", ["x", "b"], "y")), "*(Add)*[1, 1, 4]*does not spread*"),
        ["weights that do not fit"] = (() => Done(Start().Weights("w", 5, 3).Node("MatMul", ["x", "w"], "y")),
            "*(MatMul)*weights take 5 inputs, but samples have 4*"),
        ["layers that do not fit"] = (() => Done(Start().Weights("w", 4, 3).Weights("v", 2, 2).Node("MatMul", ["x", "w"], "t")
            .Node("Gemm", ["t", "v"], "y")), "*Node 1 *(Gemm)*take 2 inputs, but samples have 3*"),
        ["weights that are no matrix"] = (() => Done(Start().Weights("w", 1, 4, 3).Node("MatMul", ["x", "w"], "y")),
            "*(MatMul)*'w' have the shape [1, 4, 3], but a matrix*"),
        ["weights that are no numbers"] = (() => Done(Start().Integers("w", [4, 1], 1, 2, 3, 4).Node("MatMul", ["x", "w"], "y")),
            "*(MatMul)*'w' holds integers*"),
        ["weights that depend on the input"] = (() => Done(Start().Weights("w", 4, 3).Node("Gemm", ["x", "w", "x"], "y")),
            "*(Gemm)*'x' depends on the model's input, but a constant was expected*"),
        ["constants only"] = (() => Done(Start().Weights("w", 4, 4).Node("Relu", ["w"], "y")), "*'y' does not depend on an input*"),
        ["two constants that do not fit"] = (() => Done(Start().Weights("w", 4, 4).Weights("v", 3).Node("Add", ["w", "v"], "c")
            .Node("Add", ["x", "c"], "y")), "*(Add)*[4, 4] and [3] do not spread*"),
        ["an output that is constant"] = (() => Done(Start().Weights("w", 4, 4).Node("Identity", ["w"], "y")), "*'y' does not depend on an input*"),
        ["an image that was not flattened"] = (() => Done(new ModelBuilder().Input("x", 2, 3).Weights("w", 3, 2).Node("MatMul", ["x", "w"], "y")),
            "*(MatMul)*shape [2, 3]*Flatten*"),
        ["a Flatten that joins samples"] = (() => Simple("Flatten", ["x"], Attribute("axis", 0L)), "*(Flatten)*axis 0*"),
        ["a Reshape that mixes samples"] = (() => Done(Start().Integers("s", [2], -1, 2).Node("Reshape", ["x", "s"], "y")), "*(Reshape)*"),
        ["a Reshape to one row"] = (() => Done(Start().Integers("s", [2], 1, -1).Node("Reshape", ["x", "s"], "y")), "*(Reshape)*makes [1, -1] of N x [4]*"),
        ["a Reshape to a vector"] = (() => Done(Start().Integers("s", [1], -1).Node("Reshape", ["x", "s"], "y")), "*(Reshape)*"),
        ["a Reshape to absurd sizes"] = (() => Done(Start().Integers("s", [3], -1, long.MaxValue, 2).Node("Reshape", ["x", "s"], "y")), "*(Reshape)*"),
        ["a Squeeze of the samples"] = (() => Done(Start().Integers("a", [1], 0).Node("Squeeze", ["x", "a"], "y")), "*(Squeeze)*not that of the samples*"),
        ["a Squeeze of features"] = (() => Done(Start().Integers("a", [1], 1).Node("Squeeze", ["x", "a"], "y")), "*(Squeeze)*size 4*"),
        ["a cast to integers"] = (() => Simple("Cast", ["x"], Attribute("to", 7L)), "*(Cast)*INT64*FLOAT or DOUBLE*"),
        ["a dropout that drops"] = (() => Done(Start().Integers("t", [], 1).Weights("r", [], 0.5).Node("Dropout", ["x", "r", "t"], "y")),
            "*(Dropout)*training_mode*"),
        ["a batch normalization in training"] = (() => Done(Start(14).Weights("a", 4).Weights("b", 4).Weights("m", 4).Weights("v", [4], 1, 1, 1, 1)
            .Node("BatchNormalization", ["x", "a", "b", "m", "v"], "y", Attribute("training_mode", 1L))), "*(BatchNormalization)*inference mode*"),
        ["a negative variance"] = (() => Done(Start().Weights("a", 4).Weights("b", 4).Weights("m", 4).Weights("v", [4], 1, 1, -1, 1)
            .Node("BatchNormalization", ["x", "a", "b", "m", "v"], "y")), "*(BatchNormalization)*feature 2 is -1*"),
        ["weights that become infinite"] = (() => Done(Start().Weights("w", [4, 1], 1, 1, 3e38, 1).Node("Gemm", ["x", "w"], "y", Attribute("alpha", 10f))),
            "*(Gemm)*outside the range of Single*"),
        ["an unknown attribute"] = (() => Simple("Relu", ["x"], Attribute("consumed_inputs", 1L)), "*(Relu)*'consumed_inputs'*not known*"),
        ["an attribute twice"] = (() => Simple("Softmax", ["x"], Attribute("axis", 1L), Attribute("axis", 0L)), "*(Softmax)*'axis' twice*"),
        ["an attribute of another type"] = (() => Simple("Softmax", ["x"], Attribute("axis", 1f)), "*(Softmax)*'axis' is of type Float, but Int*"),
        ["an attribute of a function outside of one"] = (() => Simple("Softmax", ["x"],
            new AttributeProto { Name = "axis", RefAttrName = "a", Type = AttributeProto.Types.AttributeType.Int }),
                "*(Softmax)*refers to an attribute of a function, but it is in none*"),
        ["too many inputs"] = (() => Simple("Relu", ["x", "x"]), "*(Relu)*2 inputs, but 1 were expected*"),
        ["a missing input"] = (() => Done(Start().Weights("w", 4, 3).Node("MatMul", ["x", ""], "y")), "*(MatMul)*input 1 is missing*"),
        ["a constant without a value"] = (() => Done(Start().Node("Constant", [], "c").Node("Add", ["x", "c"], "y")), "*(Constant)*no value*"),

        ["a value that nobody gives"] = (() => Simple("Relu", ["z"]), "*Node 0*(Relu)*reads 'z', but no input, initializer or node*"),
        ["an initializer that is missing"] = (() => Done(Start().Node("MatMul", ["x", "weight"], "y")), "*(MatMul)*reads 'weight'*"),
        ["a cycle"] = (() => Done(Start().Weights("w", 4, 4).Node("MatMul", ["b", "w"], "a").Node("Relu", ["a"], "b").Node("Identity", ["b"], "y")),
            "*depends on itself*no cycles*"),
        ["a node that reads itself"] = (() => Done(Start().Node("Relu", ["y"], "y")), "*(Relu)*'y' depends on itself*"),
        ["two nodes with one output"] = (() => Done(Start().Node("Relu", ["x"], "y").Node("Tanh", ["x"], "y")), "*Node 1 *(Tanh)*'y' exists already*"),
        ["a node that replaces the input"] = (() => Done(Start().Node("Relu", ["x"], "x").Node("Relu", ["x"], "y")), "*Node 0 *(Relu)*'x' exists already*"),
        ["two initializers with one name"] = (() => Done(Start().Weights("w", 4, 4).Weights("w", 4, 4).Node("MatMul", ["x", "w"], "y")),
            "*two initializers of the name 'w'*"),
        ["two inputs with one name"] = (() => Done(Start().Input("x", 4).Node("Relu", ["x"], "y")), "*two inputs of the name 'x'*"),
        ["two inputs that are needed"] = (() => Done(Start().Input("z", 4).Node("Add", ["x", "z"], "y")), "*depends on two inputs, 'x' and 'z'*"),
        ["an output that nobody gives"] = (() => Start().Node("Relu", ["x"], "y").Output("z").ToArray(), "*output is 'z', but no input*"),
        ["no output"] = (() => Start().Node("Relu", ["x"], "y").ToArray(), "*0 outputs (none)*OutputName*"),
        ["several outputs"] = (() => Start().Node("Relu", ["x"], "y").Node("Tanh", ["x"], "z").Output("y").Output("z").ToArray(),
            "*2 outputs ('y', 'z')*OutputName*"),
        ["an input of text"] = (() => Done(new ModelBuilder().Input("x", 8, ["N", 4]).Node("Relu", ["x"], "y")), "*input 'x' is of type STRING*"),
        ["an input that is a number"] = (() => Done(new ModelBuilder().Input("x", 1, []).Node("Relu", ["x"], "y")),
            "*input 'x' is a single number*N x inputs*"),
        ["an input of no tensor"] = (() => Changed(model => model.Graph.Input[0].Type = null), "*input 'x' is not said to be a tensor*"),
        ["an input of width 0"] = (() => Changed(model => model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = 0),
            "*input 'x' has a dimension of size 0*"),
        ["an input of absurd width"] = (() => Changed(model => model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = long.MaxValue),
            "*dimension of size 9223372036854775807*"),
        ["an input whose width nothing tells"] = (() => Done(new ModelBuilder().Input("x", 1, ["N", "M"]).Node("Relu", ["x"], "y")),
            "*Neither the input's shape nor any weights*"),
        ["a width that weights belie"] = (() => Changed(model => model.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = 7),
            "*take 4 inputs, but samples have 7*"),

        ["fewer numbers than the shape says"] = (() => Changed(model => model.Graph.Initializer[0].FloatData.RemoveAt(0)),
            "*Initializer 'w' has the shape [4, 3] and needs 12 values of type FLOAT, but 11*"),
        ["fewer bytes than the shape says"] = (() => Changed(model => model.Graph.Initializer[0] = Taller(AsBytes(model.Graph.Initializer[0]))),
            "*Initializer 'w'*needs 60 bytes, but 48*"),
        ["a giant tensor"] = (() => Changed(model => { model.Graph.Initializer[0].Dims[0] = 1 << 30; model.Graph.Initializer[0].Dims[1] = 1; }),
            "*Initializer 'w'*needs 1073741824 values*12 are given*"),
        ["sizes that overflow"] = (() => Changed(model => { model.Graph.Initializer[0].Dims[0] = 1L << 32; model.Graph.Initializer[0].Dims[1] = 1L << 32; }),
            "*Initializer 'w'*no tensor has more*"),
        ["a negative size"] = (() => Changed(model => model.Graph.Initializer[0].Dims[0] = -4), "*Initializer 'w' has the shape [-4, 3]*"),
        ["numbers of another type"] = (() => Changed(model => model.Graph.Initializer[0].DataType = 10), "*Initializer 'w' is of type FLOAT16*"),
        ["numbers of no type"] = (() => Changed(model => model.Graph.Initializer[0].DataType = 99), "*Initializer 'w' is of type 99*"),
        ["a weight that is no number"] = (() => Changed(model => model.Graph.Initializer[0].FloatData[5] = float.NaN),
            "*Initializer 'w' holds NaN at index 5*"),
        ["a segment"] = (() => Changed(model => model.Graph.Initializer[0].Segment = new TensorProto.Types.Segment { Begin = 0, End = 12 }), "*segment*"),
        ["weights in another file"] = (() => Changed(model => model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External),
            "*Initializer 'w' lies in a file beside the model*by its path*"),

        ["no graph"] = (() => Changed(model => model.Graph = null), "*holds no graph*"),
        ["an empty file"] = (() => [], "*version 0 of the ONNX format*"),
        ["a file of another kind"] = (() => "PK\u0003\u0004 this is no model"u8.ToArray(), "*damaged or no ONNX model*"),
        ["a newer format"] = (() => Changed(model => model.IrVersion = 14), "*version 14 of the ONNX format, but versions 3 to 13*"),
        ["newer operators"] = (() => Changed(model => model.OpsetImport[0].Version = 27), "*version 27 of ONNX's operator set, but versions 7 to 26*"),
        ["older operators"] = (() => Changed(model => model.OpsetImport[0].Version = 6), "*version 6 of ONNX's operator set*"),
        ["no version of the operators"] = (() => Changed(model => model.OpsetImport.Clear()), "*names 0 versions*"),
    };

    public static TheoryData<string> Cases => [.. _cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_model_that_is_no_network_is_refused_with_the_reason(string name)
    {
        (Func<byte[]> model, string message) = _cases[name];

        FluentActions.Invoking(() => model().Imported<float>()).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Names_from_a_file_are_shown_short_and_without_control_characters()
    {
        byte[] model = Start().Node("", "Elu\u001b[31m", ["x"], ["y"]).Output("y").ToArray();
        byte[] longName = Simple(new string('E', 10_000_000), ["x"]);

        FluentActions.Invoking(() => model.Imported<float>()).Should().Throw<InvalidDataException>().WithMessage("*Elu?[31m*");
        FluentActions.Invoking(() => longName.Imported<float>()).Should().Throw<InvalidDataException>().Which.Message.Length.Should().BeLessThan(600);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_no_damaged_file()
        => FluentActions.Invoking(() => OnnxModel.Import<float>("nowhere.onnx")).Should().Throw<FileNotFoundException>();

    private static ModelBuilder Start(int operatorSet = 13) => new ModelBuilder { OperatorSet = operatorSet }.Input("x", 4);

    private static byte[] Done(ModelBuilder model) => model.Output("y").ToArray();

    private static byte[] Simple(string operation, string[] inputs, params AttributeProto[] attributes)
        => Done(Start().Node(operation, inputs, "y", attributes));

    private static TensorProto Taller(TensorProto tensor)
    {
        tensor.Dims[0]++;
        return tensor;
    }

    private static byte[] Changed(Action<ModelProto> change)
    {
        ModelBuilder model = Start().Weights("w", 4, 3).Node("MatMul", ["x", "w"], "y").Output("y");
        change(model.Model);
        return model.ToArray();
    }
}
