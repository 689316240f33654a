using System.Numerics;
using NeuralNet.Onnx.Operators;
using NeuralNet.Onnx.Schema;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// What each operator does to samples and constants. Whatever would be computed otherwise than in the model is refused.
/// </summary>
internal sealed partial class Operators<T>(Graph graph, ValueTable<T> values, Budget budget)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Folding<T> _folding = new(budget);
    private readonly Branches<T> _branches = new(budget);

    /// <param name="node">The node.</param>
    /// <param name="layer">The layer whose last node it is; null if it is none.</param>
    public void Evaluate(Node node, ReadLayer<T>? layer)
    {
        if (node.OperatorSet == OperatorSets.None && !node.Operator.Contains('.', StringComparison.Ordinal))
            throw node.Refuse("the file names 0 versions of ONNX's operator set, but one was expected.");
        Value[] results = layer is null ? Compute(node) : [Matched(node, layer)];
        bool isNamed = false;
        for (int i = 0; i < Math.Min(results.Length, node.Outputs.Count); i++)
        {
            if (node.Outputs[i].Length == 0)
                continue;
            values.Set(node.Outputs[i], results[i]);
            isNamed = true;
        }

        if (!isNamed)
            throw node.Refuse($"only its first {(results.Length == 1 ? "output is" : $"{Text.Of(results.Length)} outputs are")} known here, but the graph "
                + $"does not name {(results.Length == 1 ? "it" : "them")}.");
    }

    private Value[] Compute(Node node)
    {
        if (node.Inputs.Any(name => name.Length > 0) && node.Inputs.All(name => name.Length == 0 || values.Get(name) is Constant<T>))
            return _folding.Evaluate(node, [.. node.Inputs.Select(name => name.Length == 0 ? null : (Constant<T>)values.Get(name))]);
        return node.Operator switch
        {
            "Split" => Split(node),
            "ai.onnx.ml.LinearClassifier" => LinearClassifier(node),
            _ => [ComputeOne(node)],
        };
    }

    private Value ComputeOne(Node node) => node.Operator switch
    {
        "Gemm" => Gemm(node),
        "MatMul" => MatMul(node),
        "Add" or "Sub" or "Mul" or "Div" or "Sum" or "Max" or "Min" => Arithmetic(node),
        "Neg" => Negative(node),
        "Pow" => Power(node),
        "BatchNormalization" => BatchNormalization(node),
        "ai.onnx.ml.Scaler" => Scaler(node),
        "ai.onnx.ml.Normalizer" => Normalizer(node),
        "ai.onnx.ml.LinearRegressor" => LinearRegressor(node),
        "Clip" => Clip(node),
        "Dropout" => Dropout(node),
        "Identity" => Unchanged(node),
        "Cast" => Cast(node),
        "Constant" => ConstantNode(node),
        "Flatten" => Flatten(node),
        "Reshape" => Reshape(node),
        "Squeeze" or "Unsqueeze" => ChangeRank(node),
        "Shape" => Shape(node),
        "Transpose" => Transpose(node),
        "Gather" or "ai.onnx.ml.ArrayFeatureExtractor" => Gather(node),
        "Slice" => Slice(node),
        "Concat" => Concat(node),
        "ArgMax" => ArgMax(node),
        "ai.onnx.ml.ZipMap" => ZipMap(node),
        "ai.onnx.ml.LabelEncoder" => LabelEncoder(node),
        _ => Function(node),
    };

    private Value Input(Node node, int index) => OptionalInput(node, index) ?? throw node.Refuse($"input {Text.Of(index)} is missing.");

    private Value? OptionalInput(Node node, int index) => node.HasInput(index) ? values.Get(node.Inputs[index]) : null;

    private Samples<T> SamplesInput(Node node, int index = 0) => Input(node, index) switch
    {
        Samples<T> samples => samples,
        Head<T> => throw node.Refuse($"its input {Text.Name(node.Inputs[index])} is a class or a map of them, but numbers for each sample were expected."),
        _ => throw node.Refuse($"its input {Text.Name(node.Inputs[index])} is constant, but the samples, or what became of them, were expected."),
    };

    private Constant<T> ConstantInput(Node node, int index) => Input(node, index) as Constant<T>
        ?? throw node.Refuse($"its input {Text.Name(node.Inputs[index])} depends on the model's input, but a constant was expected.");

    private T[] NumbersInput(Node node, int index) => Numbers(node, ConstantInput(node, index), index);

    private static T[] Numbers(Node node, Constant<T> constant, int index)
    {
        if (constant.Numbers is null)
            throw node.Refuse($"its input {Text.Name(node.Inputs[index])} holds {(constant.Integers is null ? "texts" : "integers")}, but numbers of type "
                + "FLOAT or DOUBLE were expected.");
        return constant.NotFinite() is { } place
            ? throw Refusal.Because($"{constant.Origin ?? $"{node} cannot be imported: its input {Text.Name(node.Inputs[index])}"} holds {place}, but "
                + "weights are finite.")
            : constant.Numbers;
    }

    private long[] IntegersInput(Node node, int index) => ConstantInput(node, index).Integers
        ?? throw node.Refuse($"its input {Text.Name(node.Inputs[index])} holds fractions or texts, but integers were expected.");

    private Constant<T> Attribute(Node node, string name)
    {
        IReadOnlyList<float> numbers = node.Numbers(name) ?? throw node.Refuse($"its attribute '{name}' is missing.");
        if (!numbers.All(float.IsFinite))
            throw node.Refuse($"its attribute '{name}' holds NaN or infinity, but finite numbers were expected.");
        budget.Spend(numbers.Count);
        return Constant<T>.Of([numbers.Count], [.. numbers.Select(T.CreateTruncating)]);
    }

    /// <summary>In prediction it hands its input on, whatever the ratio.</summary>
    private Value Dropout(Node node)
    {
        node.CheckInputs(1, 3);
        node.CheckAttributes("ratio", "seed");
        if (OptionalInput(node, 2) is { } training && (training as Constant<T>)?.Integers is not [0])
            throw node.Refuse("it drops values in prediction, too (training_mode): export the model in inference mode.");
        return Input(node, 0);
    }

    private Value Unchanged(Node node, params ReadOnlySpan<string> attributes)
    {
        node.CheckInputs(1);
        node.CheckAttributes(attributes);
        return Input(node, 0);
    }

    /// <summary>
    /// Samples are computed in T whatever the model says, and the name of a class is the same as a number or a text.
    /// </summary>
    private Value Cast(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("to", "saturate", "round_mode");
        var type = (TensorProto.Types.DataType)node.Integer("to", 0);
        return Input(node, 0) switch
        {
            Head<T> head => head,
            Samples<T> samples when type is TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double => samples,
            _ => throw node.Refuse($"it casts to {TensorReader<T>.TypeName((int)type)}, but networks compute in FLOAT or DOUBLE."),
        };
    }

    private Constant<T> ConstantNode(Node node)
    {
        node.CheckInputs(0);
        node.CheckAttributes("value", "value_float", "value_floats", "value_int", "value_ints", "value_string", "value_strings");
        if (node.Tensor("value") is { } tensor)
            return values.Tensors.Read(tensor, $"The constant of {node}");
        if (node.HasAttribute("value_float"))
            return Constant<T>.Of([], [T.CreateTruncating(node.Number("value_float", 0))]);
        if (node.Numbers("value_floats") is not null)
            return Attribute(node, "value_floats");
        if (node.HasAttribute("value_int"))
            return Constant<T>.OfIntegers([], [node.Integer("value_int", 0)]);
        if (node.String("value_string") is { } text)
            return Constant<T>.OfTexts([], [text]);
        if (node.Strings("value_strings") is { } texts)
            return Constant<T>.OfTexts([texts.Count], [.. texts]);
        IReadOnlyList<long> integers = node.Integers("value_ints") ?? throw node.Refuse("it has no value.");
        budget.Spend(integers.Count);
        return Constant<T>.OfIntegers([integers.Count], [.. integers]);
    }

    private TResult[] Copy<TSource, TResult>(TSource[] source, Func<TSource, TResult> convert)
    {
        budget.Spend(source.Length);
        return Array.ConvertAll(source, value => convert(value));
    }
}
