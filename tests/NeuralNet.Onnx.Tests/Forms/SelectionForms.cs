using static NeuralNet.Onnx.Tests.ModelBuilder;
using static NeuralNet.Onnx.Tests.Producers;

namespace NeuralNet.Onnx.Tests;

/// <summary>Features that are chosen, moved, and put side by side.</summary>
internal static class SelectionForms
{
    public static IReadOnlyDictionary<string, Func<int, Sample>> All { get; } = new Dictionary<string, Func<int, Sample>>
    {
        ["Slice of the inputs"] = type => Of(Start(type).Integers("from", [1], 0).Integers("to", [1], 2).Integers("axis", [1], 1).Integers("step", [1], 1)
            .Weights("w", 2, 3)
            .Node("Slice", ["x", "from", "to", "axis", "step"], "s").Node("MatMul", ["s", "w"], "y"), "Dense"),
        ["Slice of operator set 9"] = type => Of(Start(type, 9).Weights("w", 2, 3)
            .Node("Slice", ["x"], "s", Attribute("axes", new long[] { 1 }), Attribute("starts", new long[] { 1 }), Attribute("ends", new long[] { 3 }))
            .Node("MatMul", ["s", "w"], "y"), "Dense"),
        ["Slice of both axes, all samples"] = type => Of(Start(type).Integers("from", [2], 0, 1).Integers("to", [2], long.MaxValue, long.MaxValue)
            .Weights("w", 3, 2).Node("Slice", ["x", "from", "to"], "s").Node("MatMul", ["s", "w"], "y"), "Dense"),
        ["Slice backwards"] = type => Of(Start(type).Integers("from", [1], -1).Integers("to", [1], -100).Integers("axis", [1], -1).Integers("step", [1], -2)
            .Weights("w", 2, 3).Node("Slice", ["x", "from", "to", "axis", "step"], "s").Node("MatMul", ["s", "w"], "y"), "Dense"),
        ["Slice as the result"] = type => Of(Start(type).Integers("from", [1], 1).Integers("to", [1], 3).Integers("axis", [1], 1)
            .Node("Slice", ["x", "from", "to", "axis"], "y"), "Dense"),
        ["Gather of the inputs, one twice"] = type => Of(Start(type).Integers("which", [3], 3, 0, 3).Weights("w", 3, 2)
            .Node("Gather", ["x", "which"], "g", Attribute("axis", 1L)).Node("MatMul", ["g", "w"], "y"), "Dense"),
        ["Gather of the outputs"] = type => Of(Start(type).Integers("which", [2], 2, 0).Weights("w", 4, 3).Weights("b", 3).Node("Gemm", ["x", "w", "b"], "g")
            .Node("Gather", ["g", "which"], "y", Attribute("axis", 1L)), "Dense"),
        ["Gather of one output"] = type => Of(Start(type).Integers("which", [], -1).Weights("w", 4, 3).Weights("b", 3).Node("Gemm", ["x", "w", "b"], "g")
            .Node("Softmax", ["g"], "s").Node("Gather", ["s", "which"], "y", Attribute("axis", 1L)).Output("y", rank: 1), "Dense Softmax Dense"),
        ["Gather and scaling"] = type => Of(Start(type).Integers("which", [2], 0, 2).Weights("mean", 2).Weights("w", 2, 3)
            .Node("Gather", ["x", "which"], "g", Attribute("axis", 1L)).Node("Sub", ["g", "mean"], "s").Node("MatMul", ["s", "w"], "y"), "Dense Dense"),
        ["Gather of what was gathered"] = type => Of(Start(type).Integers("which", [3], 3, 1, 0).Integers("then", [2], 2, 1).Weights("w", 2, 3)
            .Node("Gather", ["x", "which"], "g", Attribute("axis", 1L)).Node("Gather", ["g", "then"], "h", Attribute("axis", 1L))
            .Node("MatMul", ["h", "w"], "y"), "Dense"),
        ["Split, of which one part is used"] = type => Of(Start(type).Integers("sizes", [2], 1, 3).Weights("w", 3, 2)
            .Node("", "Split", ["x", "sizes"], ["a", "b"], Attribute("axis", 1L)).Node("MatMul", ["b", "w"], "y"), "Dense"),
        ["Transpose of an image"] = type => Of(new ModelBuilder { ElementType = type }.Input("x", 2, 1, 3).Weights("w", 6, 2)
            .Node("Transpose", ["x"], "t", Attribute("perm", 0, 2, 3, 1)).Node("Flatten", ["t"], "f").Node("MatMul", ["f", "w"], "y").Output("y"), "Dense") with
        { Inputs = 6, Shape = [-1, 2, 1, 3] },
        ["scikit-learn: columns scaled apart"] = type => Of(Start(type).Integers("a", [2], 0, 1).Integers("b", [2], 2, 3).Weights("mean", 2)
            .Weights("deviation", [2], 0.5, 2).Weights("w", 4, 3)
            .Node("Gather", ["x", "a"], "ga", Attribute("axis", 1L)).Node("Gather", ["x", "b"], "gb", Attribute("axis", 1L)).Node("Sub", ["ga", "mean"], "s")
            .Node("Div", ["s", "deviation"], "d").Node("Concat", ["d", "gb"], "c", Attribute("axis", 1L)).Node("MatMul", ["c", "w"], "y"), "Scaling Dense"),
        ["columns in another order"] = type => Of(Start(type).Integers("a", [2], 2, 3).Integers("b", [2], 0, 1).Weights("w", 4, 3)
            .Node("Gather", ["x", "a"], "ga", Attribute("axis", 1L)).Node("Gather", ["x", "b"], "gb", Attribute("axis", 1L))
            .Node("Concat", ["ga", "gb"], "c", Attribute("axis", -1L)).Node("MatMul", ["c", "w"], "y"), "Dense"),
        ["two heads of one body"] = type => Of(Start(type).Weights("w", 4, 3).Weights("u", 3, 2).Weights("v", 3, 1).Weights("b", 2)
            .Node("MatMul", ["x", "w"], "m").Node("Relu", ["m"], "r").Node("Gemm", ["r", "u", "b"], "a").Node("MatMul", ["r", "v"], "c")
            .Node("Concat", ["a", "c"], "y", Attribute("axis", 1L)), "Dense ReLU Dense"),
        ["the sum of two layers"] = type => Of(Start(type).Weights("u", 4, 3).Weights("v", 4, 3).Node("MatMul", ["x", "u"], "a")
            .Node("MatMul", ["x", "v"], "b").Node("Sub", ["a", "b"], "y"), "Dense"),
        ["a layer beside its input"] = type => Of(Start(type).Weights("w", 4, 4).Weights("b", 4).Node("Gemm", ["x", "w", "b"], "g")
            .Node("Add", ["g", "x"], "y"), "Dense"),
        ["1 - p beside p"] = type => Of(Start(type).Weights("w", 4, 1).Weights("one", [], 1).Node("MatMul", ["x", "w"], "m").Node("Sigmoid", ["m"], "p")
            .Node("Sub", ["one", "p"], "q").Node("Concat", ["q", "p"], "y", Attribute("axis", 1L)), "Dense Sigmoid Dense"),
    };
}
