using static NeuralNet.Onnx.Tests.ModelBuilder;
using static NeuralNet.Onnx.Tests.Producers;

namespace NeuralNet.Onnx.Tests;

/// <summary>Samples in other dimensions than N x features, and steps under other operators than usual.</summary>
internal static class ShapeForms
{
    public static IReadOnlyDictionary<string, Func<int, Sample>> All { get; } = new Dictionary<string, Func<int, Sample>>
    {
        ["one sample as a vector, weights on the left"] = type => Single(type, [4], model => model.Weights("w", 3, 4).Weights("b", 3).Weights("v", 2, 3)
            .Node("MatMul", ["w", "x"], "m").Node("Add", ["m", "b"], "a").Node("Relu", ["a"], "r").Node("MatMul", ["v", "r"], "y"), "Dense ReLU Dense"),
        ["one sample as a vector, weights on the right"] = type
            => Single(type, [4], model => model.Weights("w", 4, 3).Weights("b", 1, 3).Node("MatMul", ["x", "w"], "m").Node("Add", ["m", "b"], "y"), "Dense"),
        ["one sample as a vector that becomes a row"] = type => Single(type, [4], model => model.Weights("w", 4, 3).Weights("b", 3).Integers("zero", [1], 0)
            .Node("Unsqueeze", ["x", "zero"], "u").Node("Gemm", ["u", "w", "b"], "g").Node("Softmax", ["g"], "s").Node("Squeeze", ["s", "zero"], "y"),
            "Dense Softmax"),
        ["one sample as a vector that becomes a column"] = type
            => Single(type, [4], model => model.Weights("w", 3, 4).Weights("b", 3, 1).Integers("column", [2], 4, 1).Integers("flat", [1], -1)
            .Node("Reshape", ["x", "column"], "c").Node("MatMul", ["w", "c"], "m").Node("Add", ["m", "b"], "a").Node("Tanh", ["a"], "t")
            .Node("Reshape", ["t", "flat"], "y"), "Dense Tanh"),
        ["one sample in a row"] = type => Single(type, [1, 4],
            model => model.Weights("w", 4, 3).Integers("flat", [1], -1).Weights("v", 2, 3).Node("MatMul", ["x", "w"], "m").Node("Reshape", ["m", "flat"], "f")
                .Node("MatMul", ["v", "f"], "y"), "Dense Dense"),
        ["one sample behind dimensions of size 1"] = type => Single(type, [1, 1, 1, 4],
            model => model.Weights("mean", 4).Weights("w", 4, 3).Node("Flatten", ["x"], "f").Node("Sub", ["f", "mean"], "s").Node("MatMul", ["s", "w"], "y"),
                "Scaling Dense"),
        ["N outputs as a vector: view(-1)"] = type => Of(Start(type).Weights("w", 4, 1).Weights("b", 1).Integers("flat", [1], -1)
            .Node("Gemm", ["x", "w", "b"], "g").Node("Reshape", ["g", "flat"], "y").Output("y", rank: 1), "Dense"),
        ["N outputs as a vector: squeeze()"] = type => Of(Start(type).Weights("w", 4, 1).Node("MatMul", ["x", "w"], "g").Node("Squeeze", ["g"], "y")
            .Output("y", rank: 1), "Dense"),
        ["N outputs as a vector: squeeze(-1) and a sigmoid"] = type
            => Of(Start(type, 11).Weights("w", 4, 1).Node("MatMul", ["x", "w"], "g").Node("Squeeze", ["g"], "s", Attribute("axes", new long[] { -1 }))
                .Node("Sigmoid", ["s"], "y").Output("y", rank: 1), "Dense Sigmoid"),
        ["N outputs as a vector: weights that are a vector"] = type
            => Of(Start(type).Weights("w", 4).Node("MatMul", ["x", "w"], "y").Output("y", rank: 1), "Dense"),
        ["N x 1 x F"] = type => Of(new ModelBuilder { ElementType = type }.Input("x", 1, 4).Weights("w", 4, 3).Weights("b", 3).Weights("v", 3, 2)
            .Node("MatMul", ["x", "w"], "m").Node("Add", ["b", "m"], "a").Node("Relu", ["a"], "r").Node("MatMul", ["r", "v"], "n").Node("Softmax", ["n"], "y")
            .Output("y", rank: 3), "Dense ReLU Dense Softmax") with
        { Shape = [-1, 1, 4] },
        ["N x F x 1"] = type => Of(new ModelBuilder { ElementType = type }.Input("x", 4, 1).Weights("w", 3, 4).Weights("b", 3, 1)
            .Node("MatMul", ["w", "x"], "m").Node("Add", ["m", "b"], "y").Output("y", rank: 3), "Dense") with
        { Shape = [-1, 4, 1] },
        ["Flatten with a negative axis"] = type => Of(new ModelBuilder { ElementType = type }.Input("x", 2, 2).Weights("w", 4, 3)
            .Node("Flatten", ["x"], "f", Attribute("axis", -2L)).Node("MatMul", ["f", "w"], "y").Output("y"), "Dense") with
        { Shape = [-1, 2, 2] },
        ["Neg behind a layer"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", 3).Node("Gemm", ["x", "w", "b"], "g").Node("Neg", ["g"], "y"), "Dense"),
        ["Neg behind an activation"] = type => Of(Start(type).Node("Tanh", ["x"], "t").Node("Neg", ["t"], "y"), "Tanh Scaling"),
        ["Sum of two"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", 3).Node("MatMul", ["x", "w"], "m").Node("Sum", ["b", "m"], "y"), "Dense"),
        ["Sum of one and of three"] = type => Of(Start(type).Weights("w", 4, 3).Weights("b", 3).Weights("c", 3).Node("Sum", ["x"], "s")
            .Node("MatMul", ["s", "w"], "m").Node("Sum", ["b", "c", "m"], "y"), "Dense"),
        ["Concat of one"] = type => Of(Start(type).Weights("w", 4, 3).Node("Concat", ["x"], "c", Attribute("axis", 1L)).Node("MatMul", ["c", "w"], "y"),
            "Dense"),
        ["a number for each sample times a vector"] = type => Of(Start(type).Weights("w", 4, 1).Weights("v", 3).Node("MatMul", ["x", "w"], "m")
            .Node("Mul", ["m", "v"], "y"), "Dense Scaling"),
        ["x + x"] = type => Of(Start(type).Weights("w", 4, 3).Node("Add", ["x", "x"], "d").Node("MatMul", ["d", "w"], "y"), "Scaling Dense"),
        ["nothing but the input"] = type => Of(Start(type).Node("Identity", ["x"], "y"), "Scaling"),
        ["Dropout with training_mode false"] = type => Of(Start(type, 13).Weights("ratio", [], 0.5)
            .Node("Constant", [], "mode", Attribute("value", BoolTensor(false))).Node("Dropout", ["x", "ratio", "mode"], "y"), "Scaling"),
    };

    private static Sample Single(int type, int[] shape, Func<ModelBuilder, ModelBuilder> nodes, string layers)
        => Of(nodes(new ModelBuilder { ElementType = type }.Input("x", type, [.. shape.Cast<object>()])).Output("y", rank: 0), layers) with
        { IsForOneSample = true, Shape = [.. shape.Select(size => (long)size)] };
}
