namespace NeuralNet.Onnx.Import;

/// <summary>Parts of activations, bounds of any kind, and what else is no layer of its own but several.</summary>
internal sealed partial class Operators<T>
{
    private Samples<T> Function(Node node) => node.Operator switch
    {
        "Erf" => Function(node, Expression<T>.X.Apply(Curve.Erf)!),
        "Abs" => Function(node, Expression<T>.X.Max(Expression<T>.X.Times([-T.One]))!),
        "Selu" => Selu(node),
        "Celu" => Celu(node),
        "Swish" => Swish(node),
        _ => throw node.Refuse("a network of this library has no such operator: it is a chain of Dense and Scaling layers and activations."),
    };

    private Samples<T> Function(Node node, Expression<T> function)
    {
        node.CheckInputs(1);
        node.CheckAttributes();
        return SamplesInput(node).Then(new Elementwise<T>(node, function));
    }

    /// <summary>With other constants than those of the layer it is a multiple of ELU.</summary>
    private Samples<T> Selu(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("alpha", "gamma");
        return SamplesInput(node).Then(new Activate<T>(node, Elu(node, node.Number("alpha", 1.67326319f))))
            .Then(new Multiple<T>(node, [T.CreateTruncating(node.Number("gamma", 1.05070102f))]));
    }

    /// <summary>max(x, 0) + min(alpha (exp(x / alpha) - 1), 0): alpha times the ELU of x / alpha.</summary>
    private Samples<T> Celu(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("alpha");
        T alpha = T.CreateTruncating(node.Number("alpha", 1));
        if (!(alpha > T.Zero))
            throw node.Refuse($"its alpha is {Text.Of(double.CreateTruncating(alpha))}, but a number above 0 was expected.");
        return SamplesInput(node).Then(new Multiple<T>(node, [Inverse(node, alpha)])).Then(new Activate<T>(node, new Elu<T>()))
            .Then(new Multiple<T>(node, [alpha]));
    }

    /// <summary>x sigmoid(alpha x), of operator set 24.</summary>
    private Samples<T> Swish(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("alpha");
        Expression<T> gate = Expression<T>.X.Times([T.CreateTruncating(node.Number("alpha", 1))]).Sigmoid()!;
        return SamplesInput(node).Then(new Elementwise<T>(node, Expression<T>.X.Times(gate)!));
    }

    private static Elu<T> Elu(Node node, double alpha)
        => alpha >= 0 ? new Elu<T>(alpha) : throw node.Refuse($"its alpha is {Text.Of(alpha)}, but at least 0 was expected.");

    /// <summary>Two bounds, which are attributes up to operator set 10 and inputs since.</summary>
    private Samples<T> Clip(Node node)
    {
        node.CheckInputs(1, 3);
        node.CheckAttributes("min", "max");
        T low = Bound(node, 1, "min", T.NegativeInfinity);
        T high = Bound(node, 2, "max", T.PositiveInfinity);
        return SamplesInput(node).Then(new Bounds<T>(node, [low], [high]));
    }

    private T Bound(Node node, int index, string attribute, T none)
    {
        if (OptionalInput(node, index) is null)
            return node.HasAttribute(attribute) ? Bounding.OrInfinite(T.CreateTruncating(node.Number(attribute, 0))) : none;
        return ConstantInput(node, index).Numbers is [var bound] && !T.IsNaN(bound)
            ? Bounding.OrInfinite(bound)
            : throw node.Refuse($"its bound {Text.Name(node.Inputs[index])} is no single number of type FLOAT or DOUBLE.");
    }

    /// <summary>The larger or the smaller of samples and a constant.</summary>
    private Samples<T> Bounded(Node node, Samples<T> samples, Constant<T> constant, int index)
    {
        (T[] bounds, samples) = ByFeature(node, samples, constant, index);
        return samples.Then(node.Operator == "Max" ? new Bounds<T>(node, bounds, [T.PositiveInfinity]) : new Bounds<T>(node, [T.NegativeInfinity], bounds));
    }
}
