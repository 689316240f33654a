using static NeuralNet.Onnx.Tests.ModelBuilder;

namespace NeuralNet.Onnx.Tests;

/// <summary>
/// Models of four to six inputs in the forms that other programs write; each is a function of the type of its numbers,
/// 1 for float and 11 for double.
/// </summary>
internal static class Producers
{
    public sealed record Sample(byte[] Model, int Inputs, string Layers)
    {
        /// <summary>The runtime's input, if it is not N x inputs.</summary>
        public long[]? Shape { get; init; }

        public string? OutputName { get; init; }

        /// <summary>The model takes one sample, not N of them.</summary>
        public bool IsForOneSample { get; init; }
    }

    public static IReadOnlyDictionary<string, Func<int, Sample>> All => _all.Value;

    /// <summary>Operators that ONNX Runtime has for float alone.</summary>
    public static IReadOnlyDictionary<string, Func<Sample>> FloatOnly => _floatOnly.Value;

    private static readonly Dictionary<string, Func<int, Sample>> _basic = new()
    {
        ["Gemm, weights inputs x units"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", 3).Node("Gemm", ["x", "w", "b"], "y"), "Dense"),
        ["Gemm, weights units x inputs"] = type => Of(Start(type).Weights("w", 3, 4).Weights("b", 3)
            .Node("Gemm", ["x", "w", "b"], "y", Attribute("transB", 1L)), "Dense"),
        ["Gemm, alpha and beta"] = type => Of(Start(type).Weights("w", 3, 4).Weights("b", 1, 3)
            .Node("Gemm", ["x", "w", "b"], "y", Attribute("alpha", 0.3f), Attribute("beta", -1.7f), Attribute("transA", 0L), Attribute("transB", 1L)), "Dense"),
        ["Gemm, no bias"] = type => Of(Start(type).Weights("w", 4, 3).Node("Gemm", ["x", "w"], "y", Attribute("alpha", 2f)), "Dense"),
        ["Gemm, bias left empty"] = type => Of(Start(type).Weights("w", 4, 3).Node("Gemm", ["x", "w", ""], "y"), "Dense"),
        ["Gemm, one bias for all"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", []).Node("Gemm", ["x", "w", "b"], "y"), "Dense"),
        ["Gemm, one bias in a matrix"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", 1, 1).Node("Gemm", ["x", "w", "b"], "y"), "Dense"),
        ["Gemm, samples as columns, transA"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", 3).Node("Transpose", ["x"], "t")
            .Node("Gemm", ["t", "w", "b"], "y", Attribute("transA", 1L)), "Dense"),
        ["Gemm, weights on the left"] = type => Of(Start(type).Weights("w", 3, 4).Weights("b", 3, 1)
            .Node("Gemm", ["w", "x", "b"], "t", Attribute("transB", 1L)).Node("Transpose", ["t"], "y", Attribute("perm", 1, 0)), "Dense"),
        ["Gemm, weights on the left, both transposed"] = type
            => Of(Start(type).Weights("w", 4, 3).Node("Gemm", ["w", "x"], "t", Attribute("transA", 1L), Attribute("transB", 1L)).Node("Relu", ["t"], "r")
                .Node("Softmax", ["r"], "s", Attribute("axis", 0L)).Node("Transpose", ["s"], "y"), "Dense ReLU Softmax"),
        ["MatMul and Add"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", 3).Node("MatMul", ["x", "w"], "t").Node("Add", ["t", "b"], "y"), "Dense"),
        ["Add with the bias first"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", 1, 3).Node("MatMul", ["x", "w"], "t")
            .Node("Add", ["b", "t"], "y"), "Dense"),
        ["MatMul without bias"] = type => Of(Start(type).Weights("w", 4, 3).Weights("v", 3, 2).Node("MatMul", ["x", "w"], "t")
            .Node("MatMul", ["t", "v"], "y"), "Dense Dense"),
        ["MatMul with the weights on the left"] = type => Of(Start(type).Weights("w", 3, 4).Weights("b", 3, 1).Node("Transpose", ["x"], "t")
            .Node("MatMul", ["w", "t"], "u").Node("Add", ["u", "b"], "v").Node("Transpose", ["v"], "y"), "Dense"),
        ["MatMul with weights transposed by a node"] = type => Of(Start(type).Weights("w", 3, 4).Node("Transpose", ["w"], "t", Attribute("perm", 1, 0))
            .Node("MatMul", ["x", "t"], "y"), "Dense"),
        ["MatMul and Sub"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", 3).Node("MatMul", ["x", "w"], "t").Node("Sub", ["t", "b"], "y"), "Dense"),
        ["two biases"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", 3).Weights("c", 1).Node("Gemm", ["x", "w", "b"], "t")
            .Node("Add", ["t", "c"], "y"), "Dense Scaling"),

        ["Relu"] = type => Of(Start(type).Node("Relu", ["x"], "y"), "ReLU"),
        ["Sigmoid"] = type => Of(Start(type).Node("Sigmoid", ["x"], "y"), "Sigmoid"),
        ["Tanh"] = type => Of(Start(type).Node("Tanh", ["x"], "y"), "Tanh"),
        ["LogSoftmax"] = type => Of(Start(type).Node("LogSoftmax", ["x"], "y", Attribute("axis", 1L)), "LogSoftmax"),
        ["LogSoftmax along the last axis"] = type => Of(Start(type).Node("LogSoftmax", ["x"], "y", Attribute("axis", -1L)), "LogSoftmax"),
        ["x times sigmoid"] = type => Of(Start(type).Node("Sigmoid", ["x"], "s").Node("Mul", ["s", "x"], "y"), "SiLU"),
        ["Clip between two bounds"] = type => Of(Start(type).Weights("low", [], 0).Weights("high", [], 6).Node("Clip", ["x", "low", "high"], "y"), "Clip"),
        ["Clip above 0"] = type => Of(Start(type).Weights("low", [], 0).Node("Clip", ["x", "low"], "y"), "ReLU"),
        ["Softmax"] = type => Of(Start(type).Node("Softmax", ["x"], "y"), "Softmax"),
        ["Softmax along axis 1"] = type => Of(Start(type).Node("Softmax", ["x"], "y", Attribute("axis", 1L)), "Softmax"),
        ["Softmax of operator set 11"] = type => Of(Start(type, 11).Node("Softmax", ["x"], "y"), "Softmax"),
        ["LpNormalization"] = type => Of(Start(type).Node("LpNormalization", ["x"], "y"), "Normalizer"),
        ["LpNormalization by the sum of magnitudes, operator set 11"] = type
            => Of(Start(type, 11).Node("LpNormalization", ["x"], "y", Attribute("p", 1L), Attribute("axis", 1L)), "Normalizer"),
        ["Max with 0"] = type => Of(Start(type).Weights("zero", [1], 0).Node("Max", ["zero", "x"], "y"), "ReLU"),
        ["Max with a multiple"] = type => Of(Start(type).Weights("slope", [], 0.25).Node("Mul", ["slope", "x"], "t").Node("Max", ["t", "x"], "y"), "LeakyReLU"),
        ["activations between layers"] = type => Of(Start(type).Weights("w", 4, 3).Weights("v", 3, 5).Weights("u", 5, 2).Node("MatMul", ["x", "w"], "a")
            .Node("Relu", ["a"], "b").Node("MatMul", ["b", "v"], "c").Node("Tanh", ["c"], "d").Node("MatMul", ["d", "u"], "e").Node("Sigmoid", ["e"], "y"),
            "Dense ReLU Dense Tanh Dense Sigmoid"),

        ["Sub and Div"] = type => Of(Start(type).Weights("mean", 4).Weights("deviation", [4], 0.5, 2, 3, 0.1).Node("Sub", ["x", "mean"], "t")
            .Node("Div", ["t", "deviation"], "y"), "Scaling"),
        ["Div by one number"] = type => Of(Start(type).Weights("scale", [], 255).Weights("w", 4, 3).Node("Div", ["x", "scale"], "t")
            .Node("MatMul", ["t", "w"], "y"), "Scaling Dense"),
        ["Mul and Add"] = type => Of(Start(type).Weights("scale", 1, 4).Weights("offset", [1], -0.5).Node("Mul", ["x", "scale"], "t")
            .Node("Add", ["t", "offset"], "y"), "Scaling Scaling"),
        ["Mul and Sub with the constant first"] = type => Of(Start(type).Weights("scale", 4).Weights("offset", 4).Node("Mul", ["scale", "x"], "t")
            .Node("Sub", ["offset", "t"], "y"), "Scaling Scaling"),
        ["Sub after an activation"] = type => Of(Start(type).Weights("w", 4, 3).Weights("half", [], 0.5).Node("MatMul", ["x", "w"], "t")
            .Node("Sigmoid", ["t"], "s").Node("Sub", ["s", "half"], "y"), "Dense Sigmoid Scaling"),
        ["BatchNormalization"] = type => Of(Start(type).Weights("w", 4, 3).Weights("gamma", 3).Weights("beta", 3).Weights("mean", 3)
            .Weights("variance", [3], 0.5, 1, 9).Node("MatMul", ["x", "w"], "t")
            .Node("BatchNormalization", ["t", "gamma", "beta", "mean", "variance"], "y", Attribute("epsilon", 1e-3f), Attribute("momentum", 0.9f)),
            "Dense Scaling Scaling"),

        ["PyTorch: Flatten, Gemm, Dropout and an image as input"] = type => Of(WithImage(type), "Dense ReLU Dense") with { Inputs = 6, Shape = [-1, 1, 2, 3] },
        ["PyTorch: view(x.size(0), -1)"] = type => Of(new ModelBuilder { ElementType = type, OperatorSet = 11 }.Input("x", 2, 3).Weights("w", 6, 2)
            .Node("Shape", ["x"], "s").Node("Constant", [], "zero", Attribute("value", IntegerTensor([], [0])))
            .Node("Gather", ["s", "zero"], "n", Attribute("axis", 0L)).Node("Unsqueeze", ["n"], "u", Attribute("axes", new long[] { 0 }))
            .Node("Constant", [], "rest", Attribute("value", IntegerTensor([1], [-1]))).Node("Concat", ["u", "rest"], "shape", Attribute("axis", 0L))
            .Node("Reshape", ["x", "shape"], "r").Node("MatMul", ["r", "w"], "y").Output("y"), "Dense") with
        { Inputs = 6, Shape = [-1, 2, 3] },
        ["PyTorch: image scaled by channel"] = type => Of(new ModelBuilder { ElementType = type }.Input("x", 2, 1, 3).Weights("mean", 2, 1, 1)
            .Weights("scale", [1, 1, 1, 3], 2, 3, 4).Weights("w", 6, 2)
            .Node("Sub", ["x", "mean"], "a").Node("Div", ["a", "scale"], "b").Node("Flatten", ["b"], "f").Node("MatMul", ["f", "w"], "y").Output("y"),
            "Scaling Dense") with
        { Inputs = 6, Shape = [-1, 2, 1, 3] },
        ["scikit-learn: classifier with labels"] = type => Of(Start(type).Domain("ai.onnx.ml", 1).Weights("coefficient", 4, 5).Weights("intercepts", 1, 5)
            .Weights("coefficient1", 5, 3).Weights("intercepts1", 1, 3).Integers("classes", [3], 7, 8, 9)
            .Node("Cast", ["x"], "cast_input", Attribute("to", (long)type)).Node("MatMul", ["cast_input", "coefficient"], "m")
            .Node("Add", ["m", "intercepts"], "a").Node("Relu", ["a"], "r")
            .Node("MatMul", ["r", "coefficient1"], "m1").Node("Add", ["m1", "intercepts1"], "a1").Node("Softmax", ["a1"], "y")
            .Node("ArgMax", ["y"], "index", Attribute("axis", 1L), Attribute("keepdims", 0L)).Node("Gather", ["classes", "index"], "label"),
            "Dense ReLU Dense Softmax") with
        { OutputName = "y" },
        ["scikit-learn: regressor with a column as output"] = type
            => Of(Start(type).Weights("w", 4, 1).Integers("shape", [2], -1, 1).Node("MatMul", ["x", "w"], "m").Node("Reshape", ["m", "shape"], "y"), "Dense"),
        ["tf2onnx: Reshape, MatMul, Add"] = type => Of(new ModelBuilder { ElementType = type, OperatorSet = 15, Format = 8 }.Input("x", 2, 2)
            .Integers("flat", [2], -1, 4).Weights("dense/MatMul/ReadVariableOp:0", 4, 3).Weights("dense/BiasAdd/ReadVariableOp:0", 3)
            .Node("Reshape", ["x", "flat"], "r").Node("MatMul", ["r", "dense/MatMul/ReadVariableOp:0"], "m")
            .Node("Add", ["m", "dense/BiasAdd/ReadVariableOp:0"], "a").Node("Sigmoid", ["a"], "s").Node("Identity", ["s"], "y").Output("y"),
            "Dense Sigmoid") with
        { Shape = [-1, 2, 2] },
        ["a fixed number of samples"] = type => Of(new ModelBuilder { ElementType = type }.Input("x", type, [20, 4]).Integers("shape", [2], 20, 4)
            .Weights("w", 4, 3).Node("Reshape", ["x", "shape"], "r").Node("MatMul", ["r", "w"], "y").Output("y"), "Dense"),
        ["no shape of the input"] = type => Of(NoShape(Start(type)).Weights("mean", 4).Weights("w", 4, 3).Node("Sub", ["x", "mean"], "t")
            .Node("MatMul", ["t", "w"], "y"), "Scaling Dense"),
        ["width of the input open"] = type => Of(new ModelBuilder { ElementType = type }.Input("x", type, ["N", "width"]).Weights("half", [], 0.5)
            .Weights("w", 4, 3).Node("Mul", ["x", "half"], "t").Node("MatMul", ["t", "w"], "y").Output("y"), "Scaling Dense"),
        ["Squeeze and Unsqueeze"] = type => Of(new ModelBuilder { ElementType = type }.Input("x", 1, 4).Integers("one", [1], 1).Weights("w", 4, 3)
            .Node("Squeeze", ["x", "one"], "s").Node("MatMul", ["s", "w"], "m").Node("Unsqueeze", ["m", "one"], "y").Output("y", rank: 3), "Dense") with
        { Shape = [-1, 1, 4] },
        ["Slice of a shape"] = type => Of(Start(type).Integers("from", [1], 0).Integers("to", [1], 1).Integers("open", [1], -1).Weights("w", 4, 3)
            .Node("Shape", ["x"], "s").Node("Slice", ["s", "from", "to"], "n").Node("Concat", ["n", "open"], "shape", Attribute("axis", 0L))
            .Node("Cast", ["shape"], "whole", Attribute("to", 7L)).Node("Reshape", ["x", "whole"], "r").Node("MatMul", ["r", "w"], "y"), "Dense"),

        ["weights as bytes"] = type => Of(WithBytes(Start(type).Weights("w", 4, 3).Weights("b", 3).Node("Gemm", ["x", "w", "b"], "y")), "Dense"),
        ["weights in nodes"] = type => Of(Start(type).Node("Constant", [], "w",
            Attribute("value", Numbers(type, [4, 3], [.. Enumerable.Range(1, 12).Select(i => 0.1 * i)])))
                .Node("Constant", [], "b", Attribute("value", AsBytes(Numbers(type, [3], [0.1, 0.2, 0.3])))).Node("Gemm", ["x", "w", "b"], "y"), "Dense"),
        ["weights among the inputs"] = type => Of(WithWeightsAsInputs(new ModelBuilder { ElementType = type, Format = 3, OperatorSet = 8 }.Input("x", 4)
            .Weights("w", 4, 3).Weights("b", 3).Node("Gemm", ["x", "w", "b"], "y").Output("y")), "Dense"),
        ["nodes out of order"] = type => Of(Start(type).Weights("w", 4, 3).Node("Relu", ["t"], "y").Node("MatMul", ["x", "w"], "t"), "Dense ReLU"),
        ["nodes that the output does not need"] = type => Of(Start(type).Weights("w", 4, 3).Node("MatMul", ["x", "w"], "y").Node("Exp", ["y"], "z")
            .Node("ReduceSum", ["z"], "sum"), "Dense"),
    };

    private static readonly Dictionary<string, Func<Sample>> _basicOfFloat = new()
    {
        ["LeakyRelu"] = () => Of(Start(1).Node("LeakyRelu", ["x"], "y", Attribute("alpha", 0.2f)), "LeakyReLU"),
        ["LeakyRelu, slope left out"] = () => Of(Start(1).Node("LeakyRelu", ["x"], "y"), "LeakyReLU"),
        ["LeakyRelu, slope 1"] = () => Of(Start(1).Weights("w", 4, 3).Node("LeakyRelu", ["x"], "t", Attribute("alpha", 1f)).Node("MatMul", ["t", "w"], "y"),
            "Dense"),
        ["PRelu"] = () => Of(Start(1).Weights("slope", [4], 0.1, 0.1, 0.1, 0.1).Node("PRelu", ["x", "slope"], "y"), "PReLU"),
        ["PRelu, one slope"] = () => Of(Start(1).Weights("slope", [1], 0.1).Node("PRelu", ["x", "slope"], "y"), "LeakyReLU"),
        ["PRelu, slopes of any size"] = () => Of(Start(1).Weights("slope", [4], -0.5, 0, 1, 2.5).Node("PRelu", ["x", "slope"], "y"), "PReLU"),
        ["LeakyRelu, slope above 1"] = () => Of(Start(1).Node("LeakyRelu", ["x"], "y", Attribute("alpha", 1.5f)), "PReLU"),
        ["Elu"] = () => Of(Start(1).Node("Elu", ["x"], "y", Attribute("alpha", 0.5f)), "Elu"),
        ["Selu"] = () => Of(Start(1).Node("Selu", ["x"], "y"), "Selu"),
        ["Softplus"] = () => Of(Start(1).Node("Softplus", ["x"], "y"), "Softplus"),
        ["HardSigmoid"] = () => Of(Start(1).Node("HardSigmoid", ["x"], "y"), "HardSigmoid"),
        ["Gelu"] = () => Of(Start(1, 20).Node("Gelu", ["x"], "y"), "Gelu"),
        ["Gelu, tanh"] = () => Of(Start(1, 20).Node("Gelu", ["x"], "y", Attribute("approximate", "tanh")), "Gelu"),
        ["scikit-learn: Scaler"] = () => Of(Start(1).Domain("ai.onnx.ml", 1).Weights("w", 4, 3)
            .Node("ai.onnx.ml", "Scaler", ["x"], ["t"], Attribute("offset", 1f, 2f, 3f, 4f), Attribute("scale", 0.5f, 0.25f, 2f, 1f))
            .Node("MatMul", ["t", "w"], "y"), "Scaling Dense"),
        ["numbers in attributes"] = () => Of(Start(1).Node("Constant", [], "a", Attribute("value_float", 0.5f))
            .Node("Constant", [], "b", Attribute("value_floats", 1f, 2f, 3f, 4f)).Node("Constant", [], "c", Attribute("value_ints", -1L, 4L))
            .Node("Mul", ["x", "a"], "t").Node("Add", ["t", "b"], "u").Node("Reshape", ["u", "c"], "y"), "Scaling Scaling"),
        ["integer constants cast to numbers"] = () => Of(Start(1).Integers("whole", [4], 1, 2, 3, 4).Node("Cast", ["whole"], "c", Attribute("to", 1L))
            .Node("Mul", ["x", "c"], "y"), "Scaling"),
    };

    private static readonly Lazy<IReadOnlyDictionary<string, Func<int, Sample>>> _all
        = new(() => Joined(_basic, ShapeForms.All, SelectionForms.All, ConstantForms.All, FunctionForms.All));

    private static readonly Lazy<IReadOnlyDictionary<string,
        Func<Sample>>> _floatOnly = new(() => Joined(_basicOfFloat, ActivationForms.FloatOnly, LinearForms.FloatOnly));

    private static Dictionary<string, TMake> Joined<TMake>(params IEnumerable<KeyValuePair<string, TMake>>[] forms)
        => forms.SelectMany(form => form).ToDictionary();

    public static ModelBuilder Start(int type, int operatorSet = 13) => new ModelBuilder { ElementType = type, OperatorSet = operatorSet }.Input("x", 4);

    public static Sample Of(ModelBuilder model, string layers)
    {
        if (model.Graph.Output.Count == 0)
            model.Output("y");
        return new Sample(model.ToArray(), 4, layers);
    }

    private static ModelBuilder WithImage(int type) => new ModelBuilder { ElementType = type, OperatorSet = 12 }.Input("x", 1, 2, 3)
        .Weights("0.weight", 4, 6).Weights("0.bias", 4).Weights("3.weight", 2, 4).Weights("3.bias", 2)
        .Node("Flatten", ["x"], "f", Attribute("axis", 1L))
        .Node("Gemm", ["f", "0.weight", "0.bias"], "g", Attribute("alpha", 1f), Attribute("beta", 1f), Attribute("transB", 1L))
        .Node("Relu", ["g"], "r").Node("Dropout", ["r"], "d").Node("Identity", ["d"], "i")
        .Node("Gemm", ["i", "3.weight", "3.bias"], "y", Attribute("transB", 1L)).Output("y");

    private static ModelBuilder NoShape(ModelBuilder model)
    {
        model.Graph.Input[0].Type.TensorType.Shape = null;
        return model;
    }

    private static ModelBuilder WithBytes(ModelBuilder model)
    {
        for (int i = 0; i < model.Graph.Initializer.Count; i++)
            model.Graph.Initializer[i] = AsBytes(model.Graph.Initializer[i]);
        return model;
    }

    private static ModelBuilder WithWeightsAsInputs(ModelBuilder model) => model.Input("w", model.ElementType, [4, 3]).Input("b", model.ElementType, [3]);
}
