namespace NeuralNet.Onnx.Import;

/// <summary>Constants, and changes of shape that leave every sample's numbers where they are.</summary>
internal sealed partial class Operators<T>
{
    private Constant<T> Constant(Node node)
    {
        CheckInputs(node, 0, 0);
        node.CheckAttributes("value", "value_float", "value_floats", "value_int", "value_ints");
        if (node.Tensor("value") is { } tensor)
            return values.Tensors.Read(tensor, $"The constant of {node}");
        if (node.HasAttribute("value_float"))
            return new Constant<T>([], [T.CreateTruncating(node.Number("value_float", 0))], null);
        if (node.Numbers("value_floats") is not null)
            return Attribute(node, "value_floats");
        if (node.HasAttribute("value_int"))
            return new Constant<T>([], null, [node.Integer("value_int", 0)]);
        IReadOnlyList<long> integers = node.Integers("value_ints") ?? throw node.Refuse("it has no value.");
        budget.Spend(integers.Count);
        return new Constant<T>([integers.Count], null, [.. integers]);
    }

    private Value Flatten(Node node)
    {
        CheckInputs(node, 1, 1);
        node.CheckAttributes("axis");
        Samples<T> samples = RowsInput(node);
        int axis = node.Axis(node.Integer("axis", 1), samples.Features.Length + 1);
        return axis == 1
            ? samples.WithFeatures([Product(samples.Features)])
            : throw node.Refuse($"it flattens from axis {Text.Of(axis)} on, which joins samples or splits them, but axis 1 was expected.");
    }

    private Value Reshape(Node node)
    {
        CheckInputs(node, 2, 2);
        node.CheckAttributes("allowzero");
        long[] wanted = IntegersInput(node, 1);
        if (Input(node, 0) is Constant<T> constant)
            return constant.WithShape(Resolve(node, wanted, constant.Shape, Product(constant.Shape)));
        Samples<T> samples = RowsInput(node);
        long features = Product(samples.Features);
        string reason = $"it makes {Text.Shape(wanted.Select(size => size == Constant<T>.Batch ? 0 : size))} of N x {Text.Shape(samples.Features)}, which does not keep each sample in a row of its own.";
        if (wanted.Length < 2 || (node.Integer("allowzero", 0) != 0 && wanted.Contains(0)) || wanted[1..].Contains(Constant<T>.Batch))
            throw node.Refuse(reason);
        bool keepsBatch = wanted[0] is 0 or Constant<T>.Batch || wanted[0] == samples.FixedBatch;

        // With -1 in the place of N, N is what is left over: it stays N if the features stay as many.
        long[] resolved = Resolve(node, keepsBatch || wanted[0] == -1 ? wanted[1..] : throw node.Refuse(reason), samples.Features, features);
        bool isSame = features == Samples<T>.Unknown ? resolved.Length == 1 : Product(resolved) == features;
        return isSame ? samples.WithFeatures(resolved) : throw node.Refuse(reason);
    }

    /// <summary>Sizes with 0 replaced by the size that is there and -1 by what is left over.</summary>
    private static long[] Resolve(Node node, long[] wanted, long[] present, long count)
    {
        long[] sizes = [.. wanted.Select((size, i) => size == 0 && i < present.Length ? present[i] : size)];
        int open = Array.IndexOf(sizes, -1);
        long known = 1;
        foreach (long size in sizes.Where((_, i) => i != open))
        {
            if (size is < 1 or > int.MaxValue || (known *= size) > int.MaxValue)
                throw node.Refuse($"the shape {Text.Shape(wanted)} is asked for, but sizes are at least 1 and at most one of them is -1.");
        }

        if (open >= 0 && count != Samples<T>.Unknown)
        {
            if (count % known != 0)
                throw node.Refuse($"the shape {Text.Shape(wanted)} is asked for {Text.Of(count)} numbers, which it cannot hold.");
            sizes[open] = count / known;
        }
        else if (count != Samples<T>.Unknown && known != count)
        {
            throw node.Refuse($"the shape {Text.Shape(wanted)} is asked for {Text.Of(count)} numbers, which it does not hold.");
        }

        return sizes;
    }

    private Value Transpose(Node node)
    {
        CheckInputs(node, 1, 1);
        node.CheckAttributes("perm");
        Value input = Input(node, 0);
        int rank = input is Samples<T> s ? s.Features.Length + 1 : ((Constant<T>)input).Shape.Length;
        IReadOnlyList<long> order = node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        if (order.SequenceEqual(Enumerable.Range(0, rank).Select(axis => (long)axis)))
            return input;
        if (rank != 2 || !order.SequenceEqual([1L, 0L]))
            throw node.Refuse($"it orders the axes as {Text.Shape(order)}, but only matrices are transposed here.");
        return input switch
        {
            Samples<T> samples => samples.WithLayout(Other(samples.Layout)),
            Constant<T> { Numbers: { } numbers } constant => new Constant<T>([constant.Shape[1], constant.Shape[0]], Transposed(numbers, (int)constant.Shape[0], (int)constant.Shape[1]), null),
            _ => throw node.Refuse("it transposes integers, but numbers of type FLOAT or DOUBLE were expected."),
        };
    }

    /// <summary>Squeeze takes axes of size 1 away, Unsqueeze puts them in; neither moves a number.</summary>
    private Value ChangeRank(Node node)
    {
        CheckInputs(node, 1, 2);
        node.CheckAttributes("axes");
        IReadOnlyList<long>? axes = node.Integers("axes") ?? (node.Inputs.Count > 1 ? IntegersInput(node, 1) : null);
        if (Input(node, 0) is Constant<T> constant)
            return constant.WithShape([.. Changed(node, [.. constant.Shape], axes, firstAxis: 0)]);
        Samples<T> samples = RowsInput(node);
        List<long> shape = Changed(node, [Constant<T>.Batch, .. samples.Features], axes, firstAxis: 1);
        return samples.WithFeatures([.. shape.Skip(1)]);
    }

    private static List<long> Changed(Node node, List<long> shape, IReadOnlyList<long>? axes, int firstAxis)
    {
        bool takesAway = node.Operator == "Squeeze";
        int rank = shape.Count + (takesAway ? 0 : axes?.Count ?? 0);
        if (axes is null || rank > 8)
            throw node.Refuse(axes is null ? "it does not say which axes." : "the result would have more than 8 dimensions.");
        int[] ordered = [.. axes.Select(axis => node.Axis(axis, rank)).Order()];
        if (ordered.Distinct().Count() != ordered.Length || ordered.Any(axis => axis < firstAxis))
            throw node.Refuse($"it changes the axes {Text.Shape(ordered)}, but each axis once and not that of the samples was expected.");
        foreach (int axis in takesAway ? ordered.Reverse() : ordered)
        {
            if (takesAway && shape[axis] != 1)
                throw node.Refuse($"axis {Text.Of(axis)} has the size {Text.Of(shape[axis])}, but only axes of size 1 can be taken away.");
            if (takesAway)
                shape.RemoveAt(axis);
            else
                shape.Insert(axis, 1);
        }

        return shape;
    }

    /// <summary>The shape of the samples, in which the number of samples stays open; older exporters compute the arguments of Reshape from it.</summary>
    private Constant<T> Shape(Node node)
    {
        CheckInputs(node, 1, 1);
        node.CheckAttributes();
        Samples<T> samples = RowsInput(node);
        return samples.Features.Contains(Samples<T>.Unknown)
            ? throw node.Refuse("the shape of its input is not known.")
            : new Constant<T>([samples.Features.Length + 1], null, [Constant<T>.Batch, .. samples.Features]);
    }

    private Constant<T> Gather(Node node)
    {
        CheckInputs(node, 2, 2);
        node.CheckAttributes("axis");
        long[] source = IntegersInput(node, 0);
        Constant<T> indices = ConstantInput(node, 1);
        if (node.Integer("axis", 0) != 0 || indices.Shape.Length > 1 || ConstantInput(node, 0).Shape.Length != 1)
            throw node.Refuse("it gathers from other things than a shape.");
        return new Constant<T>(indices.Shape, null, Copy(IntegersInput(node, 1), index => source[node.Axis(index, source.Length)]));
    }

    private Constant<T> Slice(Node node)
    {
        CheckInputs(node, 1, 5);
        node.CheckAttributes("axes", "starts", "ends");
        long[] source = IntegersInput(node, 0);
        long[] Argument(string name, int index, long otherwise)
            => node.Integers(name) is { } list ? [.. list] : OptionalInput(node, index) is null ? [otherwise] : IntegersInput(node, index);
        bool isPlain = ConstantInput(node, 0).Shape.Length == 1 && Argument("axes", 3, 0) is [0] && Argument("", 4, 1) is [1];
        if (!isPlain || Argument("starts", 1, 0) is not [var start] || Argument("ends", 2, long.MaxValue) is not [var end])
            throw node.Refuse("it slices other things than a shape, or not in steps of 1.");
        int Clamp(long position) => (int)Math.Clamp(position < 0 ? position + source.Length : position, 0, source.Length);
        long[] part = Clamp(start) < Clamp(end) ? source[Clamp(start)..Clamp(end)] : [];
        budget.Spend(part.Length);
        return new Constant<T>([part.Length], null, part);
    }

    private Constant<T> Concat(Node node)
    {
        node.CheckAttributes("axis");
        long total = 0;
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (Input(node, i) is not Constant<T> { Integers: not null, Shape.Length: 1 })
                throw node.Refuse("it joins other things than parts of a shape, but a chain of layers has no branches that could be joined.");
            total += IntegersInput(node, i).Length;
        }

        budget.Spend(total);
        return new Constant<T>([total], null, [.. Enumerable.Range(0, node.Inputs.Count).SelectMany(i => IntegersInput(node, i))]);
    }

    private Samples<T> RowsInput(Node node)
    {
        Samples<T> samples = SamplesInput(node);
        return samples.Layout == Layout.SamplesAreRows ? samples : throw node.Refuse("its input has samples as columns, but samples as rows were expected.");
    }

    private static long Product(long[] sizes)
    {
        if (sizes.Contains(Samples<T>.Unknown))
            return Samples<T>.Unknown;
        Int128 product = 1;
        foreach (long size in sizes)
            product = Int128.Min(product * size, long.MaxValue);
        return (long)product;
    }
}
