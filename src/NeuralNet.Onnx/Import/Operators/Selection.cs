namespace NeuralNet.Onnx.Import;

/// <summary>Features that are chosen, parted, put in another order or put side by side.</summary>
internal sealed partial class Operators<T>
{
    private Value Transpose(Node node)
    {
        node.CheckInputs(1);
        node.CheckAttributes("perm");
        Samples<T> samples = SamplesInput(node);
        long[] shape = samples.Shape;
        int[] order = Folding<T>.Order(node, shape.Length);
        long[] result = [.. order.Select(axis => shape[axis])];
        int batch = Array.IndexOf(shape, Sizes.Batch);
        int[] features = [.. order.Where(axis => axis != batch).Select(axis => batch >= 0 && axis > batch ? axis - 1 : axis)];
        bool moves = !features.Where(axis => samples.Features[axis] != 1).SequenceEqual(features.Where(axis => samples.Features[axis] != 1).Order());
        if (moves)
            samples = Chosen(node, samples, [.. features.Select(axis => samples.Features[axis])],
                new Places(budget).Transposed(node, samples.Features, features));
        return samples.WithShape(result)
            ?? throw node.Refuse($"it orders the axes as {Text.Shape(order)}, which leaves samples neither as rows nor as columns.");
    }

    /// <summary>Constant positions along an axis of the features; or names of classes by their index.</summary>
    private Value Gather(Node node)
    {
        node.CheckInputs(2);
        node.CheckAttributes("axis");
        bool isExtractor = node.Operator != "Gather";
        if (Input(node, 1) is Head<T> head)
            return Named(node, head, ConstantInput(node, 0));
        Samples<T> samples = SamplesInput(node);
        Constant<T> indices = ConstantInput(node, 1);
        long[] chosen = IntegersInput(node, 1);
        int axis = FeatureAxis(node, samples, isExtractor ? -1 : node.Integer("axis", 0));
        int size = KnownSize(node, samples, axis);
        int[] positions = Copy(chosen, index => node.Axis(index, size));
        long[] inner = isExtractor ? [positions.Length] : indices.Shape;
        long[] features = [.. samples.Features[..axis], .. inner, .. samples.Features[(axis + 1)..]];
        return Chosen(node, samples, features, new Places(budget).Along(node, samples.Features, axis, positions));
    }

    private Samples<T> Slice(Node node)
    {
        node.CheckInputs(1, 5);
        node.CheckAttributes("axes", "starts", "ends");
        Samples<T> samples = SamplesInput(node);
        foreach (SliceRange range in SliceRange.Of(node, index => OptionalInput(node, index) is null ? null : IntegersInput(node, index)))
        {
            int axis = node.Axis(range.Axis, samples.Shape.Length);
            if (samples.Shape[axis] == Sizes.Batch)
            {
                if (range is not { Start: 0, End: >= int.MaxValue, Step: 1 })
                    throw node.Refuse("it takes some of the samples and leaves out others.");
                continue;
            }

            axis = FeatureAxis(node, samples, axis);
            int[] positions = range.Positions(node, KnownSize(node, samples, axis), budget);
            if (positions.Length == 0)
                throw node.Refuse("it leaves no feature.");
            long[] features = [.. samples.Features];
            features[axis] = positions.Length;
            samples = Chosen(node, samples, features, new Places(budget).Along(node, samples.Features, axis, positions));
        }

        return samples;
    }

    private Value[] Split(Node node)
    {
        node.CheckInputs(1, 2);
        node.CheckAttributes("axis", "split", "num_outputs");
        Samples<T> samples = SamplesInput(node);
        int axis = FeatureAxis(node, samples, node.Integer("axis", 0));
        int[] sizes = Folding<T>.Parts(node, OptionalInput(node, 1) is null ? null : IntegersInput(node, 1), KnownSize(node, samples, axis));
        var parts = new Value[sizes.Length];
        int start = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            long[] features = [.. samples.Features];
            features[axis] = sizes[i];
            parts[i] = Chosen(node, samples, features, new Places(budget).Along(node, samples.Features, axis, [.. Enumerable.Range(start, sizes[i])]));
            start += sizes[i];
        }

        return parts;
    }

    private Value Concat(Node node)
    {
        node.CheckInputs(1, int.MaxValue);
        node.CheckAttributes("axis");
        if (node.Inputs.Count == 1)
            return Input(node, 0);
        Samples<T>[] parts = [.. Enumerable.Range(0, node.Inputs.Count).Select(i => SamplesInput(node, i))];
        Samples<T> first = parts[0];
        int axis = FeatureAxis(node, first, node.Integer("axis", 0));
        bool fits = parts.All(part => part.Layout == first.Layout && part.Features.Length == first.Features.Length && !part.Features.Contains(Sizes.Unknown)
            && part.Features.Where((size, i) => i != axis && size != first.Features[i]).Any() is false);
        if (!fits || Sizes.Product(first.Features.AsSpan(0, axis)) != 1)
            throw node.Refuse("it joins samples of different shapes, or not along their features.");
        long[] features = [.. first.Features];
        features[axis] = parts.Sum(part => part.Features[axis]);
        return _branches.Join(node, parts, first.WithFeatures(features))
            ?? throw node.Refuse("it joins branches that are more than features and sums of them, but a chain of layers has no branches.");
    }

    /// <summary>The axis among those of the features.</summary>
    private static int FeatureAxis(Node node, Samples<T> samples, long wanted)
    {
        long[] shape = samples.Shape;
        int axis = node.Axis(wanted, shape.Length);
        int batch = Array.IndexOf(shape, Sizes.Batch);
        if (axis == batch)
            throw node.Refuse($"it works along axis {Text.Of(axis)}, that of the samples, but one of the features was expected.");
        return batch >= 0 && axis > batch ? axis - 1 : axis;
    }

    private static int KnownSize(Node node, Samples<T> samples, int axis) => samples.Features.Contains(Sizes.Unknown) || samples.Width > Array.MaxLength
        ? throw node.Refuse($"its input has the features {Text.Shape(samples.Features)}, but a known size was expected.")
        : (int)samples.Features[axis];

    private static Samples<T> Chosen(Node node, Samples<T> samples, long[] features, int[] places)
    {
        var selection = new Selection<T>(node, places, (int)samples.Width);
        return selection.ChangesNothing ? samples.WithFeatures(features) : samples.Then(selection, features);
    }
}
