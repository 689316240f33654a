using System.Numerics;
using static NeuralNet.Onnx.Schema.TensorProto.Types;

namespace NeuralNet.Onnx.Import;

/// <summary>What each operator does to samples and constants. Whatever would be computed otherwise than in the model is refused.</summary>
internal sealed partial class Operators<T>(Graph graph, ValueTable<T> values, Budget budget, int operatorSet)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Evaluate(Node node, Matching<T> layers)
    {
        Value value = layers.Found(node) is { } layer ? Matched(node, layer) : Compute(node);
        if (node.Outputs.Count == 0 || node.Outputs[0].Length == 0)
            throw node.Refuse("only its first output is known here, but the graph does not name it.");
        values.Set(node.Outputs[0], value);
    }

    private Value Compute(Node node) => node.Operator switch
    {
        "Gemm" => Gemm(node),
        "MatMul" => MatMul(node),
        "Add" or "Sub" or "Mul" or "Div" => Arithmetic(node),
        "BatchNormalization" => BatchNormalization(node),
        "ai.onnx.ml.Scaler" => Scaler(node),
        "Dropout" => Dropout(node),
        "Identity" => Identity(node),
        "Cast" => Cast(node),
        "Constant" => Constant(node),
        "Flatten" => Flatten(node),
        "Reshape" => Reshape(node),
        "Transpose" => Transpose(node),
        "Squeeze" or "Unsqueeze" => ChangeRank(node),
        "Shape" => Shape(node),
        "Gather" => Gather(node),
        "Slice" => Slice(node),
        "Concat" => Concat(node),
        _ => throw node.Refuse("a network of this library has no such operator: it is a chain of Dense and Scaling layers and activations. "
            + $"If it only dresses up the result, import the value before it with '{nameof(OnnxImportOptions.OutputName)}'."),
    };

    private Value Input(Node node, int index) => OptionalInput(node, index) ?? throw node.Refuse($"input {Text.Of(index)} is missing.");

    private Value? OptionalInput(Node node, int index) => index < node.Inputs.Count && node.Inputs[index].Length > 0 ? values.Get(node.Inputs[index]) : null;

    private Samples<T> SamplesInput(Node node) => Input(node, 0) as Samples<T>
        ?? throw node.Refuse($"its input {Text.Name(node.Inputs[0])} is constant, but the samples, or what became of them, were expected.");

    private Constant<T> ConstantInput(Node node, int index) => Input(node, index) as Constant<T>
        ?? throw node.Refuse($"its input {Text.Name(node.Inputs[index])} depends on the model's input, but a constant was expected.");

    private T[] NumbersInput(Node node, int index) => Numbers(node, ConstantInput(node, index), index);

    private static T[] Numbers(Node node, Constant<T> constant, int index) => constant.Numbers
        ?? throw node.Refuse($"its input {Text.Name(node.Inputs[index])} holds integers, but numbers of type FLOAT or DOUBLE were expected.");

    private long[] IntegersInput(Node node, int index) => ConstantInput(node, index).Integers
        ?? throw node.Refuse($"its input {Text.Name(node.Inputs[index])} holds fractions, but integers were expected.");

    private static void CheckInputs(Node node, int least, int most)
    {
        if (node.Inputs.Count < least || node.Inputs.Count > most)
            throw node.Refuse($"it has {Text.Of(node.Inputs.Count)} inputs, but {Text.Of(least)}{(most == least ? "" : $" to {Text.Of(most)}")} were expected.");
    }

    /// <summary>In prediction it hands its input on, whatever the ratio.</summary>
    private Value Dropout(Node node)
    {
        CheckInputs(node, 1, 3);
        node.CheckAttributes("ratio", "seed");
        if (OptionalInput(node, 2) is { } training && (training as Constant<T>)?.Integers is not [0])
            throw node.Refuse("it drops values in prediction, too (training_mode): export the model in inference mode.");
        return Input(node, 0);
    }

    private Value Identity(Node node, params ReadOnlySpan<string> attributes)
    {
        CheckInputs(node, 1, 1);
        node.CheckAttributes(attributes);
        return Input(node, 0);
    }

    /// <summary>Samples are computed in T whatever the model says; constants are rounded as it says.</summary>
    private Value Cast(Node node)
    {
        CheckInputs(node, 1, 1);
        node.CheckAttributes("to", "saturate", "round_mode");
        var type = (DataType)node.Integer("to", 0);
        Value input = Input(node, 0);
        bool isNumber = type is DataType.Float or DataType.Double;
        if (input is Samples<T> && isNumber)
            return input;
        if (input is Constant<T> { Numbers: { } numbers } constant && isNumber)
            return type == DataType.Double || typeof(T) == typeof(float) ? constant : new Constant<T>(constant.Shape, Copy(numbers, value => T.CreateTruncating(float.CreateTruncating(value))), null);
        if (input is Constant<T> { Integers: { } integers } whole && (isNumber || type is DataType.Int64 or DataType.Int32))
            return isNumber && !integers.Contains(Constant<T>.Batch) ? new Constant<T>(whole.Shape, Copy(integers, T.CreateTruncating), null) : whole;
        throw node.Refuse($"it casts to {TensorReader<T>.TypeName((int)type)}, but networks compute in FLOAT or DOUBLE.");
    }

    private TResult[] Copy<TSource, TResult>(TSource[] source, Func<TSource, TResult> convert)
    {
        budget.Spend(source.Length);
        return [.. source.Select(convert)];
    }
}
