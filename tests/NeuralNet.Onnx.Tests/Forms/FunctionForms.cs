using NeuralNet.Onnx.Schema;
using static NeuralNet.Onnx.Tests.ModelBuilder;
using static NeuralNet.Onnx.Tests.Producers;

namespace NeuralNet.Onnx.Tests;

/// <summary>Layers as functions that the model defines of its own.</summary>
internal static class FunctionForms
{
    public static IReadOnlyDictionary<string, Func<int, Sample>> All { get; } = new Dictionary<string, Func<int, Sample>>
    {
        ["a function called twice"] = type => Of(Linear(type).Weights("w", 4, 3).Weights("b", 3).Weights("v", 3, 2).Weights("c", 2)
            .Node("this", "Linear", ["x", "w", "b"], ["t"]).Node("Relu", ["t"], "r").Node("this", "Linear", ["r", "v", "c"], ["y"]), "Dense ReLU Dense"),
        ["a function that calls another"] = type => Of(Linear(type)
            .Function("Hidden", ["i", "w", "b"], ["o"], NodeOf("this", "Linear", ["i", "w", "b"], ["t"]), NodeOf("", "Tanh", ["t"], ["o"]))
            .Weights("w", 4, 3).Weights("b", 3).Node("this", "Hidden", ["x", "w", "b"], ["y"]), "Dense Tanh"),
        ["a function with an attribute"] = type => Of(Scaled(type).Weights("w", 4, 3).Node("this", "Scaled", ["x", "w"], ["y"], Attribute("factor", 0.25f)),
            "Dense"),
        ["a function with an attribute left to its default"] = type => Of(Scaled(type).Weights("w", 4, 3).Node("this", "Scaled", ["x", "w"], ["y"]), "Dense"),
    };

    private static ModelBuilder Linear(int type) => New(type)
        .Function("Linear", ["i", "w", "b"], ["o"], NodeOf("", "MatMul", ["i", "w"], ["t"]), NodeOf("", "Add", ["t", "b"], ["o"]));

    private static ModelBuilder Scaled(int type)
    {
        var reference = new AttributeProto { Name = "alpha", RefAttrName = "factor", Type = AttributeProto.Types.AttributeType.Float };
        ModelBuilder model = New(type).Function("Scaled", ["i", "w"], ["o"], NodeOf("", "Gemm", ["i", "w"], ["o"], reference));
        model.Model.Functions[0].AttributeProto.Add(Attribute("factor", 3f));
        return model;
    }

    private static ModelBuilder New(int type) => new ModelBuilder { ElementType = type, OperatorSet = 15, Format = 9 }.Domain("this", 1).Input("x", 4);
}
