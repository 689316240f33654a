using static NeuralNet.Onnx.Tests.ModelBuilder;
using static NeuralNet.Onnx.Tests.Producers;

namespace NeuralNet.Onnx.Tests;

/// <summary>Activations as operators of their own and as the several nodes that exporters write for them.</summary>
internal static class ActivationForms
{
    public static IReadOnlyDictionary<string, Func<Sample>> FloatOnly { get; } = new Dictionary<string, Func<Sample>>
    {
        ["Elu, alpha 0.3"] = () => One("Elu", "Elu", Attribute("alpha", 0.3f)),
        ["Selu, constants of its own"] = () => One("Selu", "Elu Scaling", Attribute("alpha", 1.5f), Attribute("gamma", 2f)),
        ["HardSigmoid as PyTorch has it"] = () => One("HardSigmoid", "HardSigmoid", Attribute("alpha", 1 / 6f), Attribute("beta", 0.5f)),
        ["LogSoftmax of operator set 11"] = () => Of(Start(1, 11).Node("LogSoftmax", ["x"], "y"), "LogSoftmax"),
        ["Clip without a maximum"] = () => Of(Start(1).Weights("zero", [], 0).Node("Clip", ["x", "zero", ""], "y"), "ReLU"),
        ["Clip of operator set 9 without a maximum"] = () => Of(Start(1, 9).Node("Clip", ["x"], "y", Attribute("min", 0f)), "ReLU"),
        ["Clip to the largest number"] = () => Of(Start(1, 9).Node("Clip", ["x"], "y", Attribute("min", 0f), Attribute("max", float.MaxValue)), "ReLU"),
        ["Clip from 0 to 6"] = () => Of(Start(1).Weights("scale", [], 5).Weights("zero", [], 0).Weights("six", [], 6).Node("Mul", ["x", "scale"], "t")
            .Node("Clip", ["t", "zero", "six"], "y"), "Scaling Clip"),
        ["Clip from -0.5 to 0.25"] = () => Of(Start(1, 9).Node("Clip", ["x"], "y", Attribute("min", -0.5f), Attribute("max", 0.25f)), "Clip"),
        ["Clip to a maximum"] = () => Of(Start(1).Weights("half", [], 0.5).Node("Clip", ["x", "", "half"], "y"), "Scaling Scaling ReLU Scaling"),
        ["Clip without bounds"] = () => Of(Start(1).Weights("w", 4, 3).Node("Clip", ["x"], "t").Node("MatMul", ["t", "w"], "y"), "Dense"),
        ["Relu and Min"] = () => Of(Start(1).Weights("six", [], 6).Weights("scale", [], 5).Node("Mul", ["x", "scale"], "s").Node("Relu", ["s"], "t")
            .Node("Min", ["t", "six"], "y"), "Scaling Clip"),
        ["Max with a number"] = () => Of(Start(1).Weights("half", [1], 0.5).Node("Max", ["half", "x"], "y"), "Scaling ReLU Scaling"),
        ["scikit-learn: MinMaxScaler(clip=True)"] = () => Of(Start(1).Weights("scale", [4], 0.5, 0.25, 2, 1).Weights("offset", [4], 0.5, 0.5, 0.1, 0.2)
            .Weights("zero", [], 0).Weights("one", [], 1).Weights("w", 4, 3)
            .Node("Mul", ["x", "scale"], "a").Node("Add", ["a", "offset"], "b").Node("Clip", ["b", "zero", "one"], "c").Node("MatMul", ["c", "w"], "y"),
            "Scaling Scaling Clip Dense"),

        ["PRelu, a slope for each feature"] = () => Of(Start(1).Weights("slope", [4], 0.1, 0.2, 0.9, 0).Node("PRelu", ["x", "slope"], "y"), "PReLU"),
        ["PRelu, one slope above 1"] = () => Of(Start(1).Weights("slope", [1], 1.5).Node("PRelu", ["x", "slope"], "y"), "PReLU"),
        ["Keras: PReLU as Relu(x) - alpha Relu(-x)"] = () => Of(Start(1).Weights("alpha", [4], 0.1, 0.25, 0.5, 0.75).Node("Relu", ["x"], "p")
            .Node("Neg", ["x"], "m").Node("Relu", ["m"], "q").Node("Mul", ["alpha", "q"], "r").Node("Sub", ["p", "r"], "y"), "PReLU"),
        ["LeakyReLU as a sum"] = () => Of(Start(1).Weights("slope", [], 0.25).Node("Relu", ["x"], "p").Node("Neg", ["x"], "m").Node("Relu", ["m"], "q")
            .Node("Mul", ["slope", "q"], "r").Node("Sub", ["p", "r"], "y"), "LeakyReLU"),

        ["SiLU as x times Sigmoid(x)"] = () => Of(Start(1).Weights("w", 4, 3).Node("MatMul", ["x", "w"], "t").Node("Sigmoid", ["t"], "s")
            .Node("Mul", ["t", "s"], "y"), "Dense SiLU"),
        ["SiLU, the sigmoid first"] = () => Of(Start(1).Node("Sigmoid", ["x"], "s").Node("Mul", ["s", "x"], "y"), "SiLU"),
        ["SiLU by tanh"] = () => Of(Start(1).Weights("half", [], 0.5).Weights("one", [], 1).Node("Mul", ["x", "half"], "h").Node("Tanh", ["h"], "t")
            .Node("Add", ["t", "one"], "u").Node("Mul", ["h", "u"], "y"), "SiLU"),
        ["Swish with beta"] = () => Of(Start(1).Weights("beta", [], 1.702).Node("Mul", ["x", "beta"], "b").Node("Sigmoid", ["b"], "s")
            .Node("Mul", ["x", "s"], "y"), "Scaling SiLU Scaling"),

        ["Gelu by tanh"] = () => Of(Start(1, 20).Node("Gelu", ["x"], "y", Attribute("approximate", "tanh")), "Gelu"),
        ["PyTorch: GELU by Erf"] = () => Of(Start(1).Weights("root", [], 1.4142135381698608).Weights("one", [], 1).Weights("half", [], 0.5)
            .Node("Div", ["x", "root"], "d").Node("Erf", ["d"], "e").Node("Add", ["e", "one"], "a").Node("Mul", ["x", "a"], "m")
            .Node("Mul", ["m", "half"], "y"), "Gelu"),
        ["Keras: GELU by Erf"] = () => Of(Start(1).Weights("root", [], 0.70710677).Weights("one", [], 1).Weights("half", [], 0.5)
            .Node("Mul", ["x", "half"], "h").Node("Mul", ["x", "root"], "d").Node("Erf", ["d"], "e").Node("Add", ["one", "e"], "a")
            .Node("Mul", ["h", "a"], "y"), "Gelu"),
        ["BERT: GELU by Erf"] = () => Of(Start(1).Weights("root", [], 1.41421354).Weights("one", [], 1).Weights("half", [], 0.5)
            .Node("Div", ["x", "root"], "d").Node("Erf", ["d"], "e").Node("Add", ["e", "one"], "a").Node("Mul", ["half", "a"], "cdf")
            .Node("Mul", ["x", "cdf"], "y"), "Gelu"),
        ["PyTorch: GELU by tanh"] = () => Of(Start(1).Weights("three", [], 3).Weights("cubic", [], 0.044715).Weights("root", [], 0.79788458)
            .Weights("one", [], 1).Weights("half", [], 0.5)
            .Node("Mul", ["x", "half"], "h").Node("Pow", ["x", "three"], "p").Node("Mul", ["p", "cubic"], "c").Node("Add", ["x", "c"], "s")
            .Node("Mul", ["s", "root"], "r").Node("Tanh", ["r"], "t").Node("Add", ["t", "one"], "a").Node("Mul", ["h", "a"], "y"), "Gelu"),
        ["GELU by tanh, the cube as products"] = () => Of(Start(1).Weights("cubic", [], 0.035677408).Weights("linear", [], 0.79788458).Weights("one", [], 1)
            .Weights("half", [], 0.5)
            .Node("Mul", ["x", "x"], "xx").Node("Mul", ["xx", "cubic"], "c").Node("Add", ["c", "linear"], "s").Node("Mul", ["x", "s"], "r")
            .Node("Tanh", ["r"], "t").Node("Mul", ["half", "t"], "ht").Node("Add", ["ht", "half"], "a").Node("Mul", ["a", "x"], "y"), "Gelu"),
    };

    private static Sample One(string operation, string layers, params Schema.AttributeProto[] attributes)
        => Of(Start(1).Node(operation, ["x"], "y", attributes), layers);
}
