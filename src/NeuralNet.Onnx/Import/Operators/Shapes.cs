namespace NeuralNet.Onnx.Import;

/// <summary>Changes of shape that leave every sample's numbers where they are.</summary>
internal sealed partial class Operators<T>
{
    private Value Flatten(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("axis");
        if (Input(node, 0) is Head<T> head)
            return head;
        Samples<T> samples = SamplesInput(node);
        long[] shape = OpenShape(samples);
        long wanted = node.Integer("axis", 1);
        int axis = wanted == shape.Length ? shape.Length : node.Axis(wanted, shape.Length);
        bool joinsSamples = JoinsSamples(shape[..axis]) || JoinsSamples(shape[axis..]);
        return !joinsSamples && samples.WithShape([Joined(shape[..axis]), Joined(shape[axis..])]) is { } flat
            ? flat
            : throw node.Refuse($"it flattens from axis {Text.Of(axis)} on, which joins samples or splits them, but axis 1 was expected.");
    }

    private static bool JoinsSamples(long[] sizes) => sizes.Contains(Sizes.Batch) && sizes.Any(size => size is not (Sizes.Batch or 1));

    private static long Joined(long[] sizes) => sizes.Contains(Sizes.Batch) ? Sizes.Batch : Sizes.Product(sizes);

    /// <summary>The shape with the number of samples open, or 1 if there is one.</summary>
    private static long[] OpenShape(Samples<T> samples) => [.. samples.Shape.Select(size => size == Sizes.Batch && samples.FixedBatch == 1 ? 1 : size)];

    private Value Reshape(Node node)
    {
        node.CheckInputs(2);
        node.CheckAttributes("allowzero");
        if (Input(node, 0) is Head<T> head)
            return head;
        Samples<T> samples = SamplesInput(node);
        long[] present = samples.Shape;
        long[] wanted = IntegersInput(node, 1);
        bool copiesSizes = node.Integer("allowzero", 0) == 0;
        long[] sizes = [.. wanted.Select((size, i) => size == 0 && copiesSizes && i < present.Length ? present[i] : size)];
        return SampleBySample(samples, sizes) ?? AsOneSample(samples, sizes)
            ?? throw node.Refuse($"it makes {Text.Shape(wanted.Select(size => size == Sizes.Batch ? 0 : size))} of {ShapeText(samples)}, which does not "
                + "keep each sample in a row of its own.");
    }

    /// <summary>With N, or what is left over, in front: it stays N if the features stay as many.</summary>
    private static Samples<T>? SampleBySample(Samples<T> samples, long[] sizes)
    {
        if (samples.Layout != Layout.SamplesAreRows || sizes.Length == 0)
            return null;
        bool leads = sizes[0] == Sizes.Batch || sizes[0] == -1 || sizes[0] == samples.FixedBatch;
        if (!leads || (sizes[0] == -1 && sizes.Length > 1 && sizes[1..].Contains(-1)))
            return null;
        if (samples.Width == Sizes.Unknown)
            return sizes.Length == 2 && (sizes[1] == -1 || sizes[1] > 0) ? samples.WithFeatures(sizes[1..]) : null;
        return Resolved(sizes[1..], samples.Width) is { } features ? samples.WithFeatures(features) : null;
    }

    private static Samples<T>? AsOneSample(Samples<T> samples, long[] sizes)
        => samples.FixedBatch == 1 && samples.Width != Sizes.Unknown
            && Resolved([.. sizes.Select(size => size == Sizes.Batch ? 1 : size)], samples.Width) is { } shape
            ? samples.WithShape(shape)
            : null;

    /// <summary>Sizes with -1 replaced by what is left over; null if they do not hold as many numbers.</summary>
    private static long[]? Resolved(long[] sizes, long count)
    {
        int open = Array.IndexOf(sizes, -1);
        Int128 known = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (i == open)
                continue;
            if (sizes[i] is < 1 or > int.MaxValue || (known *= sizes[i]) > int.MaxValue)
                return null;
        }

        if (open < 0)
            return known == count ? sizes : null;
        if (count % known != 0)
            return null;
        sizes[open] = (long)(count / known);
        return sizes;
    }

    /// <summary>Squeeze takes axes of size 1 away, Unsqueeze puts them in; neither moves a number.</summary>
    private Value ChangeRank(Node node)
    {
        node.CheckInputs(1, 2);
        node.CheckAttributes("axes");
        if (Input(node, 0) is Head<T> head)
            return head;
        Samples<T> samples = SamplesInput(node);
        IReadOnlyList<long>? axes = node.Integers("axes") ?? (node.HasInput(1) ? IntegersInput(node, 1) : null);
        long[] present = OpenShape(samples);
        long[] changed = Ranks.Changed(node, present, axes);
        if (!changed.Contains(Sizes.Batch) && present.Contains(Sizes.Batch))
            throw node.Refuse("it changes the axis of the samples, but not that of the samples was expected.");
        return samples.WithShape(changed) ?? throw node.Refuse($"it makes {Text.Shape(changed.Select(size => size == Sizes.Batch ? 0 : size))} of "
            + $"{ShapeText(samples)}, where samples are no longer rows.");
    }

    /// <summary>
    /// The shape of the samples, in which the number of samples stays open; older exporters compute the arguments of
    /// Reshape from it.
    /// </summary>
    private Constant<T> Shape(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("start", "end");
        Samples<T> samples = SamplesInput(node);
        if (samples.Features.Contains(Sizes.Unknown))
            throw node.Refuse("the shape of its input is not known.");
        long[] shape = samples.Shape;
        (int start, int end) = Ranks.Range(node.Integer("start", 0), node.Integer("end", shape.Length), shape.Length);
        return Constant<T>.OfIntegers([end - start], shape[start..end]);
    }

    private static string ShapeText(Samples<T> samples) => samples.Layout switch
    {
        Layout.SamplesAreRows => $"N x {Text.Shape(samples.Features)}",
        Layout.SamplesAreColumns => $"{Text.Shape(samples.Features)} x N",
        _ => Text.Shape(samples.Features),
    };
}
