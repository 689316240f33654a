namespace NeuralNet.Onnx.Import;

/// <summary>Constants in another shape or order.</summary>
internal sealed partial class Folding<T>
{
    /// <summary>The order of axes that Transpose asks for; the reverse unless given.</summary>
    public static int[] Order(Node node, int rank)
    {
        IReadOnlyList<long>? wanted = node.Integers("perm");
        if (wanted is null)
            return [.. Enumerable.Range(0, rank).Reverse()];
        bool isOrder = wanted.Count == rank && wanted.Order().Select((axis, i) => axis == i).All(isSame => isSame);
        return isOrder ? [.. wanted.Select(axis => (int)axis)]
            : throw node.Refuse($"it orders the axes as {Text.Shape(wanted)}, but each of {Text.Of(rank)} axes once was expected.");
    }

    /// <summary>
    /// The sizes into which Split cuts an axis: those given, or equal ones for each output, the last one what is left.
    /// </summary>
    public static int[] Parts(Node node, IReadOnlyList<long>? given, int size)
    {
        given ??= node.Integers("split");
        int count = node.Outputs.Count;
        long equal = count == 0 ? 0 : (size + (long)count - 1) / count;
        long[] sizes = given is not null ? [.. given] : [.. Enumerable.Range(0, count).Select(i => Math.Min(equal, size - i * equal))];
        return sizes.Length == count && sizes.All(part => part >= 1 && part <= size) && sizes.Sum() == size
            ? [.. sizes.Select(part => (int)part)]
            : throw node.Refuse($"it cuts {Text.Of(size)} into {Text.Shape(sizes)} for {Text.Of(count)} outputs.");
    }

    private Value[] Split(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1, 2);
        node.CheckAttributes("axis", "split", "num_outputs");
        Constant<T> constant = Given(node, inputs, 0);
        int axis = node.Axis(node.Integer("axis", 0), constant.Shape.Length);
        int[] sizes = Parts(node, Optional(inputs, 1) is null ? null : KnownIntegers(node, inputs, 1), (int)constant.Shape[axis]);
        return [.. sizes.Select((size, i) => Along(node, constant, axis, [.. Enumerable.Range(sizes.Take(i).Sum(), size)]))];
    }

    private Constant<T> Transpose(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1);
        node.CheckAttributes("perm");
        Constant<T> constant = Given(node, inputs, 0);
        int[] order = Order(node, constant.Shape.Length);
        return Pick(constant, [.. order.Select(axis => constant.Shape[axis])], _places.Transposed(node, constant.Shape, order));
    }

    private Constant<T> Slice(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1, 5);
        node.CheckAttributes("axes", "starts", "ends");
        Constant<T> constant = Given(node, inputs, 0);
        foreach (SliceRange range in SliceRange.Of(node, index => Optional(inputs, index) is null ? null : Integers(node, inputs, index)))
        {
            int axis = node.Axis(range.Axis, constant.Shape.Length);
            constant = Along(node, constant, axis, range.Positions(node, (int)constant.Shape[axis], budget));
        }

        return constant;
    }

    private Constant<T> Gather(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(2);
        node.CheckAttributes("axis");
        Constant<T> constant = Given(node, inputs, 0);
        int axis = node.Axis(node.Integer("axis", 0), constant.Shape.Length);
        long[] indices = KnownIntegers(node, inputs, 1);
        budget.Spend(indices.Length);
        Constant<T> gathered = Along(node, constant, axis, Array.ConvertAll(indices, index => node.Axis(index, (int)constant.Shape[axis])));
        return gathered.WithShape([.. constant.Shape[..axis], .. Given(node, inputs, 1).Shape, .. constant.Shape[(axis + 1)..]]);
    }

    private Constant<T> Concat(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1, int.MaxValue);
        node.CheckAttributes("axis");
        Constant<T>[] parts = [.. Enumerable.Range(0, inputs.Length).Select(i => Given(node, inputs, i))];
        Constant<T> first = parts[0];
        int axis = node.Axis(node.Integer("axis", 0), first.Shape.Length);
        bool fits = parts.All(part => part.Shape.Length == first.Shape.Length
            && part.Shape.Where((size, i) => i != axis && size != first.Shape[i]).Any() is false
            && part.Numbers is null == first.Numbers is null && part.Integers is null == first.Integers is null);
        if (!fits)
            throw node.Refuse("it joins constants of different shapes or types.");
        long[] shape = [.. first.Shape];
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        budget.Spend(Sizes.Count(node, shape));
        int rows = Sizes.Count(node, shape.AsSpan(0, axis));
        return first.Numbers is not null ? Constant<T>.Of(shape, Rows(part => part.Numbers!))
            : first.Integers is not null ? Constant<T>.OfIntegers(shape, Rows(part => part.Integers!))
            : Constant<T>.OfTexts(shape, Rows(part => part.Texts!));

        TElement[] Rows<TElement>(Func<Constant<T>, TElement[]> elements)
            => [.. Enumerable.Range(0, rows).SelectMany(row => parts.SelectMany(part => elements(part).AsSpan(row * (part.Count / rows), part.Count / rows)
                .ToArray()))];
    }

    private Constant<T> Expand(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(2);
        node.CheckAttributes();
        Constant<T> constant = Given(node, inputs, 0);
        return Spread(node, constant, Broadcast(node, constant.Shape, KnownIntegers(node, inputs, 1)));
    }

    private Constant<T> Tile(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(2);
        node.CheckAttributes();
        Constant<T> constant = Given(node, inputs, 0);
        long[] repeats = KnownIntegers(node, inputs, 1);
        if (repeats.Length != constant.Shape.Length || repeats.Any(times => times is < 0 or > int.MaxValue))
            throw node.Refuse($"it repeats {Text.Shape(repeats)} times along {Text.Of(constant.Shape.Length)} axes.");
        for (int axis = 0; axis < repeats.Length; axis++)
        {
            int size = (int)constant.Shape[axis];
            if (repeats[axis] == 1)
                continue;
            int total = Sizes.Count(node, [size, repeats[axis]]);
            budget.Spend(total);
            constant = Along(node, constant, axis, [.. Enumerable.Range(0, total).Select(i => i % size)]);
        }

        return constant;
    }

    private Constant<T> Reshape(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(2);
        node.CheckAttributes("allowzero");
        Constant<T> constant = Given(node, inputs, 0);
        long[] wanted = KnownIntegers(node, inputs, 1);
        bool copiesSizes = node.Integer("allowzero", 0) == 0;
        long[] sizes = [.. wanted.Select((size, i) => size == 0 && copiesSizes && i < constant.Shape.Length ? constant.Shape[i] : size)];
        int open = Array.IndexOf(sizes, -1L);
        long known = Sizes.Product(sizes.Where((_, i) => i != open).ToArray());
        if (open >= 0 && known > 0)
            sizes[open] = constant.Count / known;
        return sizes.All(size => size >= 0) && Sizes.Product(sizes) == constant.Count
            ? constant.WithShape(sizes)
            : throw node.Refuse($"the shape {Text.Shape(wanted)} is asked for {Text.Of(constant.Count)} numbers, which it does not hold.");
    }

    private static Constant<T> Flatten(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1);
        node.CheckAttributes("axis");
        Constant<T> constant = Given(node, inputs, 0);
        long wanted = node.Integer("axis", 1);
        int axis = wanted == constant.Shape.Length ? constant.Shape.Length : node.Axis(wanted, constant.Shape.Length);
        return constant.WithShape([Sizes.Product(constant.Shape.AsSpan(0, axis)), Sizes.Product(constant.Shape.AsSpan(axis))]);
    }

    private static Constant<T> ChangeRank(Node node, Constant<T>?[] inputs)
    {
        node.CheckInputs(1, 2);
        node.CheckAttributes("axes");
        Constant<T> constant = Given(node, inputs, 0);
        return constant.WithShape(Ranks.Changed(node, constant.Shape, node.Integers("axes")
            ?? (Optional(inputs, 1) is null ? null : KnownIntegers(node, inputs, 1))));
    }

    private Constant<T> Along(Node node, Constant<T> constant, int axis, int[] positions)
    {
        long[] shape = [.. constant.Shape];
        shape[axis] = positions.Length;
        return Pick(constant, shape, _places.Along(node, constant.Shape, axis, positions));
    }

    private Constant<T> Pick(Constant<T> constant, long[] shape, int[] places)
    {
        budget.Spend(places.Length);
        return constant.Pick(shape, places);
    }
}
