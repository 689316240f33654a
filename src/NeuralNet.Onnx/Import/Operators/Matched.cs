using NeuralNet.Onnx.Operators;

namespace NeuralNet.Onnx.Import;

/// <summary>Layers that were found at their last node.</summary>
internal sealed partial class Operators<T>
{
    private Samples<T> Matched(Node node, ReadLayer<T> found)
    {
        Samples<T> samples = values.Get(found.Input.Name) switch
        {
            Samples<T> input => input,
            _ => throw node.Refuse($"its input {Text.Name(found.Input.Name)} is no longer numbers for each sample."),
        };
        if (found.Make is null)
            return samples;
        var step = new Activate<T>(node, found.Layer, found.Make, found.Numbers);
        if (found.Layer is Activation<T>)
            return samples.Then(step);
        if (found.Axis is { } axis)
        {
            CheckAxis(node, samples, axis, found.TakesLaterAxes);
            return samples.Then(step);
        }

        long[] features = samples.Features;
        if (samples.Layout == Layout.SamplesAreColumns || features.Length == 0 || Sizes.Product(features.AsSpan(0, features.Length - 1)) != 1)
            throw node.Refuse($"its input has the shape {ShapeText(samples)}, but a vector of features for each sample was expected.");
        return samples.Then(step, found.Layer is null || samples.Width == Sizes.Unknown ? features
            : [.. features[..^1], OutputSize(node, found.Layer, samples.Width)]);
    }

    private static int OutputSize(Node node, Layer<T> layer, long width)
    {
        try
        {
            return layer.OutputSize((int)Math.Min(width, int.MaxValue));
        }
        catch (ArgumentException e)
        {
            throw node.Refuse(e.Message, e);
        }
    }

    /// <summary>The layer takes all numbers of a sample together, and those of no other.</summary>
    private static void CheckAxis(Node node, Samples<T> samples, long wanted, bool takesLaterAxes = false)
    {
        long[] shape = samples.Shape;
        int axis = node.Axis(wanted, shape.Length);
        long[] others = takesLaterAxes ? shape[..axis] : [.. shape.Where((_, i) => i != axis)];
        if (shape.Contains(Sizes.Batch) && !others.Contains(Sizes.Batch))
            throw node.Refuse($"it works along axis {Text.Of(axis)}, across the samples, but the {Text.Name(node.Operator).Trim('\'')} of each sample was "
                + "expected.");
        if (others.Any(size => size is not (Sizes.Batch or 1)))
            throw node.Refuse($"its input has {Text.Of(shape.Length)} dimensions, {ShapeText(samples)}, but one {Text.Name(node.Operator).Trim('\'')} for "
                + "all numbers of a sample was expected.");
    }

    /// <summary>The constant of a name, as far as it is one without evaluating other nodes than Constant.</summary>
    public Constant<T>? ConstantOf(string name, Node? producer)
    {
        if (producer is { Operator: "Constant" })
            return ConstantNode(producer);
        return producer is null && graph.Initializer(name) is not null ? values.Get(name) as Constant<T> : null;
    }
}
