namespace NeuralNet.Onnx.Import;

/// <summary>
/// Sums, differences, products, quotients and extremes: of samples and constants feature by feature, or of what several
/// branches made of the same samples.
/// </summary>
internal sealed partial class Operators<T>
{
    private Value Arithmetic(Node node)
    {
        node.CheckInputs(1, node.Operator is "Sum" or "Max" or "Min" ? int.MaxValue : 2);
        node.CheckAttributes();
        Value result = Input(node, 0);
        for (int i = 1; i < node.Inputs.Count; i++)
            result = Combine(node, result, Input(node, i), i);
        return result;
    }

    private Value Combine(Node node, Value left, Value right, int index) => (left, right) switch
    {
        (Samples<T> samples, Constant<T> constant) => ByConstant(node, samples, constant, index),
        (Constant<T> constant, Samples<T> samples) => OfConstant(node, constant, samples),
        (Samples<T> a, Samples<T> b) => _branches.Combine(node, a, b) ?? throw node.Refuse("both inputs depend on the model's input, but in a chain of "
            + "layers one of them is constant, or both together are a layer such as SiLU."),
        (Constant<T> a, Constant<T> b) => _folding.Combine(node, a, b),
        _ => throw node.Refuse("it computes with a class or a map of classes, but numbers for each sample were expected."),
    };

    private Samples<T> ByConstant(Node node, Samples<T> samples, Constant<T> constant, int index)
    {
        if (node.Operator is "Max" or "Min")
            return Bounded(node, samples, constant, index);
        (T[] c, samples) = ByFeature(node, samples, constant, index);
        return node.Operator switch
        {
            "Add" or "Sum" => samples.Then(new Difference<T>(node, Copy(c, value => -value))),
            "Sub" => samples.Then(new Difference<T>(node, c)),
            "Mul" => samples.Then(new Multiple<T>(node, c)),
            _ => samples.Then(new Multiple<T>(node, Copy(c, value => Inverse(node, value)))),
        };
    }

    private Samples<T> OfConstant(Node node, Constant<T> constant, Samples<T> samples)
    {
        if (node.Operator == "Div")
            throw node.Refuse("it divides by what depends on the model's input, but no layer of this library does.");
        Samples<T> result = ByConstant(node, samples, constant, 0);
        return node.Operator == "Sub" ? result.Then(new Multiple<T>(node, [-T.One])) : result;
    }

    private Samples<T> Negative(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes();
        return SamplesInput(node).Then(new Multiple<T>(node, [-T.One]));
    }

    /// <summary>Small whole powers are parts of functions such as GELU.</summary>
    private Samples<T> Power(Node node)
    {
        node.CheckInputs(2);
        node.CheckAttributes();
        Samples<T> samples = SamplesInput(node);
        Constant<T> constant = ConstantInput(node, 1);
        double exponent = constant.Count == 1 ? constant.Integers?[0] ?? double.CreateTruncating(Numbers(node, constant, 1)[0]) : double.NaN;
        if (exponent == 1)
            return samples;
        return exponent is 2 or 3
            ? samples.Then(new Elementwise<T>(node, Expression<T>.Power((int)exponent)))
            : throw node.Refuse($"it raises to the power {Text.Of(exponent)}, but no layer of this library does.");
    }

    private static T Inverse(Node node, T value)
    {
        T inverse = T.One / value;
        return T.IsFinite(inverse) ? inverse : throw node.Refuse($"it divides by {Text.Of(double.CreateTruncating(value))}, whose inverse is not finite.");
    }
}
