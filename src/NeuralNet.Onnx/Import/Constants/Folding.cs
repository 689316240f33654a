using System.Numerics;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// Operators of constants alone are evaluated, whichever they are, as exporters leave them that do not fold constants.
/// </summary>
internal sealed partial class Folding<T>(Budget budget)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Places _places = new(budget);

    /// <param name="node">The operator.</param>
    /// <param name="inputs">Its inputs; null for those left out.</param>
    /// <returns>A value for each of its outputs.</returns>
    public Value[] Evaluate(Node node, Constant<T>?[] inputs)
    {
        if (node.Operator == "Split")
            return Split(node, inputs);
        return
        [
            node.Operator switch
            {
                "Identity" or "Dropout" => Given(node, inputs, 0),
                "Cast" => Cast(node, inputs),
                "Reshape" => Reshape(node, inputs),
                "Flatten" => Flatten(node, inputs),
                "Squeeze" or "Unsqueeze" => ChangeRank(node, inputs),
                "Transpose" => Transpose(node, inputs),
                "Slice" => Slice(node, inputs),
                "Gather" => Gather(node, inputs),
                "Concat" => Concat(node, inputs),
                "Expand" => Expand(node, inputs),
                "Tile" => Tile(node, inputs),
                "Shape" => Shape(node, inputs),
                "Size" => Size(node, inputs),
                "ConstantOfShape" => Filled(node, inputs),
                "Range" => Range(node, inputs),
                "MatMul" => MatMul(node, inputs),
                "Gemm" => Gemm(node, inputs),
                "Where" => Where(node, inputs),
                "Clip" => Clip(node, inputs),
                "Softmax" or "LogSoftmax" => Softmax(node, inputs),
                _ when node.Operator.StartsWith("Reduce", StringComparison.Ordinal) => Reduce(node, inputs),
                _ when IsOfTwo(node.Operator) => OfTwo(node, inputs),
                _ => OfOne(node, inputs),
            },
        ];
    }

    private static Constant<T> Given(Node node, Constant<T>?[] inputs, int index)
        => (index < inputs.Length ? inputs[index] : null) ?? throw node.Refuse($"input {Text.Of(index)} is missing.");

    private static Constant<T>? Optional(Constant<T>?[] inputs, int index) => index < inputs.Length ? inputs[index] : null;

    private static T[] Numbers(Node node, Constant<T>?[] inputs, int index) => Given(node, inputs, index).Numbers
        ?? throw node.Refuse($"its input {Text.Name(node.Inputs[index])} holds integers or texts, but numbers of type FLOAT or DOUBLE were expected.");

    private static long[] Integers(Node node, Constant<T>?[] inputs, int index) => Given(node, inputs, index).Integers
        ?? throw node.Refuse($"its input {Text.Name(node.Inputs[index])} holds fractions or texts, but integers were expected.");

    /// <summary>Integers to compute with, so not the number of samples, which is open.</summary>
    private static long[] KnownIntegers(Node node, Constant<T>?[] inputs, int index) => Given(node, inputs, index).DependsOnBatch
        ? throw node.Refuse("it computes with the number of samples, which is open.")
        : Integers(node, inputs, index);

    /// <summary>Numbers are rounded as the model says, if to float.</summary>
    private Constant<T> Cast(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1);
        node.CheckAttributes("to", "saturate", "round_mode");
        Constant<T> constant = Given(node, inputs, 0);
        var type = (TensorProto.Types.DataType)node.Integer("to", 0);
        budget.Spend(constant.Count);
        switch (type)
        {
            case TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double when constant.Numbers is { } numbers:
                return type == TensorProto.Types.DataType.Double ? constant
                    : Constant<T>.Of(constant.Shape, Array.ConvertAll(numbers, value => T.CreateTruncating(float.CreateTruncating(value))));
            case TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double when constant.Integers is { } integers:
                return constant.DependsOnBatch ? constant : Constant<T>.Of(constant.Shape, Array.ConvertAll(integers, T.CreateTruncating));
            case TensorProto.Types.DataType.Int64 or TensorProto.Types.DataType.Int32 when constant.Integers is not null:
                return constant;
            case TensorProto.Types.DataType.Int64 or TensorProto.Types.DataType.Int32 when constant.Numbers is { } fractions:
                return Constant<T>.OfIntegers(constant.Shape, Array.ConvertAll(fractions, long.CreateSaturating));
            case TensorProto.Types.DataType.Bool when constant.Numbers is { } numbers:
                return Constant<T>.OfIntegers(constant.Shape, Array.ConvertAll(numbers, value => value == T.Zero ? 0L : 1L));
            case TensorProto.Types.DataType.Bool when constant.Integers is { } integers:
                return Constant<T>.OfIntegers(constant.Shape, Array.ConvertAll(integers, value => value == 0 ? 0L : 1L));
            default:
                throw node.Refuse($"it casts to {TensorReader<T>.TypeName((int)type)}, but constants become FLOAT, DOUBLE, INT32, INT64 or BOOL.");
        }
    }
}
