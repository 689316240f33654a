using NeuralNet.Onnx.Operators;

namespace NeuralNet.Onnx.Import;

/// <summary>Layers that were found at their last node.</summary>
internal sealed partial class Operators<T>
{
    private Value Matched(Node node, ReadLayer<T> found)
    {
        if (values.Get(found.Input.Name) is not Samples<T> samples)
            throw node.Refuse($"its input {Text.Name(found.Input.Name)} is constant, but the samples, or what became of them, were expected.");
        if (found.Make is null)
            return samples;
        int width = samples.Features is [>= 1 and <= int.MaxValue and var features] ? (int)features : 0;
        if (found.Numbers is { } numbers)
            budget.Spend(numbers(width) is > 0 and var count ? count : throw node.Refuse("how many features its input has is not known."));
        Layer<T> layer = found.Make(width);
        if (layer is Activation<T>)
            return samples.Then(new Activate<T>(node, layer));
        CheckRows(node, samples, found.Axis);
        if (width == 0)
            return samples.Then(new Activate<T>(node, layer));
        try
        {
            return samples.Then(new Activate<T>(node, layer), [layer.OutputSize(width)]);
        }
        catch (ArgumentException e)
        {
            throw node.Refuse(e.Message, e);
        }
    }

    /// <summary>A layer that takes the features of a sample together must be given a vector of them, and work along it.</summary>
    private void CheckRows(Node node, Samples<T> samples, long? axis)
    {
        if (samples.Features.Length != 1)
            throw node.Refuse($"its input has {Text.Of(samples.Features.Length + 1)} dimensions, but 2 were expected, a sample in each row.");
        int features = samples.Layout == Layout.SamplesAreRows ? 1 : 0;
        int along = axis is { } given ? node.Axis(given, dimensions: 2) : 1;

        // Up to operator set 12 the dimensions from the axis on are taken together: from axis 0 on, all samples.
        if (along != features || (operatorSet < 13 && along == 0))
            throw node.Refuse($"it works along axis {Text.Of(along)}, across the samples, but the {Text.Name(node.Operator).Trim('\'')} of each sample was expected.");
    }

    /// <summary>The constant of a name, as far as it is one without evaluating other nodes than Constant.</summary>
    public Constant<T>? ConstantOf(string name, Node? producer)
    {
        if (producer is { Operator: "Constant" })
            return Constant(producer);
        return producer is null && graph.Initializer(name) is not null ? values.Get(name) as Constant<T> : null;
    }
}
