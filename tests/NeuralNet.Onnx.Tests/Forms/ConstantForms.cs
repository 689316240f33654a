using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Tests.ModelBuilder;
using static NeuralNet.Onnx.Tests.Producers;

namespace NeuralNet.Onnx.Tests;

/// <summary>Weights that the exporter left to be computed.</summary>
internal static class ConstantForms
{
    public static IReadOnlyDictionary<string, Func<int, Sample>> All { get; } = new Dictionary<string, Func<int, Sample>>
    {
        ["the root of a variance"] = type => Of(Start(type).Weights("variance", [4], 4, 0.25, 9, 2).Node("Sqrt", ["variance"], "root")
            .Node("Div", ["x", "root"], "y"), "Scaling"),
        ["a range of outputs"] = type => Of(Start(type).Weights("low", 4).Weights("high", 4).Node("Sub", ["high", "low"], "range").Node("Sigmoid", ["x"], "s")
            .Node("Mul", ["s", "range"], "m").Node("Add", ["low", "m"], "y"), "Sigmoid Scaling Scaling"),
        ["weights divided by their norm"] = type => Of(Start(type).Weights("v", 3, 4).Weights("g", 3, 1).Integers("axis", [1], 1)
            .Node("Mul", ["v", "v"], "vv").Node("ReduceSum", ["vv", "axis"], "n").Node("Sqrt", ["n"], "norm").Node("Div", ["v", "norm"], "u")
            .Node("Mul", ["u", "g"], "w").Node("Transpose", ["w"], "t").Node("MatMul", ["x", "t"], "y"), "Dense"),
        ["PyTorch: spectral_norm"] = type => Of(Start(type).Weights("w", 3, 4).Weights("u", 3).Weights("v", 4).Weights("b", 3)
            .Node("MatMul", ["w", "v"], "wv").Node("Mul", ["u", "wv"], "uwv").Node("ReduceSum", ["uwv"], "sigma", Attribute("keepdims", 0L))
            .Node("Div", ["w", "sigma"], "n").Node("Gemm", ["x", "n", "b"], "y", Attribute("transB", 1L)), "Dense"),
        ["a product of weights"] = type => Of(Start(type).Weights("u", 4, 2).Weights("v", 2, 3).Weights("c", 3)
            .Node("Gemm", ["u", "v", "c"], "w", Attribute("alpha", 0.5f), Attribute("beta", 2f)).Node("MatMul", ["x", "w"], "y"), "Dense"),
        ["weights put together and cut"] = type => Of(Start(type).Weights("a", 2, 3).Weights("b", 3, 3).Integers("from", [1], 0).Integers("to", [1], 4)
            .Node("Concat", ["a", "b"], "c", Attribute("axis", 0L)).Node("Slice", ["c", "from", "to"], "w").Node("MatMul", ["x", "w"], "y"), "Dense"),
        ["weights that are spread"] = type => Of(Start(type).Weights("a", 4, 1).Integers("shape", [2], 4, 3).Node("Expand", ["a", "shape"], "w")
            .Node("MatMul", ["x", "w"], "y"), "Dense"),
        ["weights chosen where a mask holds"] = type => Of(Start(type).Weights("a", 4, 3).Weights("limit", [], 0.1).Weights("zero", [], 0)
            .Node("Abs", ["a"], "s").Node("Greater", ["s", "limit"], "mask").Node("Where", ["mask", "a", "zero"], "w").Node("MatMul", ["x", "w"], "y"),
            "Dense"),
        ["a bias of a shape"] = type => Of(Start(type).Weights("w", 4, 3).Integers("shape", [1], 3)
            .Node("ConstantOfShape", ["shape"], "b", Attribute("value", Numbers(type, [1], [0.5]))).Node("Gemm", ["x", "w", "b"], "y"), "Dense"),
        ["the shape of a constant"] = type => Of(Start(type).Weights("w", 4, 3).Weights("flat", 12).Node("Shape", ["w"], "s")
            .Node("Reshape", ["flat", "s"], "v").Node("MatMul", ["x", "v"], "y"), "Dense"),
        ["a chain of functions"] = type => Of(Start(type).Weights("a", 4).Node("Exp", ["a"], "e").Node("Log", ["e"], "l").Node("Tanh", ["l"], "t")
            .Node("Neg", ["t"], "n").Node("Reciprocal", ["n"], "r").Node("Mul", ["x", "r"], "y"), "Scaling"),
        ["integers that are computed"] = type => Of(Start(type).Integers("two", [1], 2).Weights("w", 4, 3).Node("Mul", ["two", "two"], "four")
            .Node("Constant", [], "open", Attribute("value", IntegerTensor([1], [-1]))).Node("Concat", ["open", "four"], "shape", Attribute("axis", 0L))
            .Node("Reshape", ["x", "shape"], "r").Node("MatMul", ["r", "w"], "y"), "Dense"),
        ["one operator set named twice"] = type => Of(WithOperatorSet(Start(type).Weights("w", 4, 3).Node("MatMul", ["x", "w"], "y"), 13), "Dense"),
    };

    private static ModelBuilder WithOperatorSet(ModelBuilder model, int version)
    {
        model.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = version });
        return model;
    }
}
