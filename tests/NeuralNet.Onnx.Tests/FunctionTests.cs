using static NeuralNet.Onnx.Tests.ModelBuilder;

namespace NeuralNet.Onnx.Tests;

/// <summary>Functions of a model that come to no end, or to no network, are refused.</summary>
public sealed class FunctionTests
{
    [Fact]
    public void A_function_that_calls_itself_is_refused()
        => Refused(
            Start().Function("Loop", ["i"], ["o"], NodeOf("this", "Loop", ["i"], ["o"])).Node("this", "Loop", ["x"], ["y"]),
            "*function 'Loop'*seems to call itself*");

    [Fact]
    public void Functions_that_call_each_other_ever_more_often_are_refused()
    {
        ModelBuilder model = Start().Function("F0", ["i"], ["o"], NodeOf("", "Relu", ["i"], ["o"]));
        for (int i = 1; i < 30; i++)
            model.Function($"F{i}", ["i"], ["o"], NodeOf("this", $"F{i - 1}", ["i"], ["t"]), NodeOf("this", $"F{i - 1}", ["t"], ["o"]));

        Refused(model.Node("this", "F29", ["x"], ["y"]), "*more numbers than 8 for each byte*");
    }

    [Fact]
    public void A_function_that_is_called_with_too_many_values_is_refused()
        => Refused(
            Start().Function("One", ["i"], ["o"], NodeOf("", "Relu", ["i"], ["o"])).Node("this", "One", ["x", "x"], ["y"]),
            "*'One' has 1 inputs and 1 outputs, but is called with 2 and 1*");

    [Fact]
    public void A_function_that_redefines_an_operator_of_ONNX_is_refused()
    {
        ModelBuilder model = Start().Function("Relu", ["i"], ["o"], NodeOf("", "Tanh", ["i"], ["o"])).Node("Relu", ["x"], "y");
        model.Model.Functions[0].Domain = "";

        Refused(model, "*defines the operator 'Relu' of ONNX's own domain*");
    }

    [Fact]
    public void Values_inside_a_function_have_names_of_their_own()
    {
        byte[] model = Start().Weights("w", 4, 4)
            .Function("Twice", ["x", "w"], ["y"], NodeOf("", "MatMul", ["x", "w"], ["t"]), NodeOf("", "MatMul", ["t", "w"], ["y"]))
            .Node("this", "Twice", ["x", "w"], ["t"]).Node("this", "Twice", ["t", "w"], ["y"]).Output("y").ToArray();

        model.Imported<float>().Layers.Should().HaveCount(4);
    }

    private static ModelBuilder Start() => new ModelBuilder { OperatorSet = 15, Format = 8 }.Domain("this", 1).Input("x", 4);

    private static void Refused(ModelBuilder model, string message)
        => FluentActions.Invoking(() => model.Output("y").ToArray().Imported<float>()).Should().Throw<InvalidDataException>().WithMessage(message);
}
