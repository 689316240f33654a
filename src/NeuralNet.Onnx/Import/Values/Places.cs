namespace NeuralNet.Onnx.Import;

/// <summary>
/// Where the elements of a tensor come from that is another one moved about: what is true of constants is true of the
/// features of a sample.
/// </summary>
internal sealed class Places(Budget budget)
{
    /// <summary>
    /// For each element of a shape the place in a smaller one whose dimensions of size 1, and those missing in front,
    /// are repeated.
    /// </summary>
    public int[] Spread(Node node, long[] from, long[] to)
    {
        bool fits = from.Length <= to.Length && from.Reverse().Zip(to.Reverse(), (size, target) => size == 1 || size == target).All(isSame => isSame);
        if (!fits)
            throw node.Refuse($"a constant of the shape {Text.Shape(from)} does not spread over {Text.Shape(to)}.");
        var strides = new long[to.Length];
        long stride = 1;
        for (int i = 1; i <= from.Length; i++)
        {
            long size = from[^i];
            strides[^i] = size == 1 ? 0 : stride;
            stride *= size;
        }

        return Walk(node, to, strides);
    }

    /// <summary>With the axes in another order.</summary>
    public int[] Transposed(Node node, long[] shape, int[] order)
    {
        var strides = new long[shape.Length];
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return Walk(node, [.. order.Select(axis => shape[axis])], [.. order.Select(axis => strides[axis])]);
    }

    /// <summary>Some positions along an axis, in any order.</summary>
    public int[] Along(Node node, long[] shape, int axis, int[] positions)
    {
        long[] result = [.. shape];
        result[axis] = positions.Length;
        int count = Sizes.Count(node, result);
        int inner = Sizes.Count(node, shape.AsSpan(axis + 1));
        int size = (int)shape[axis];
        budget.Spend(count);
        var places = new int[count];
        for (int i = 0; i < count; i++)
        {
            int row = i / inner;
            places[i] = (row / positions.Length * size + positions[row % positions.Length]) * inner + i % inner;
        }

        return places;
    }

    /// <summary>Counts through a shape, the last index first.</summary>
    private int[] Walk(Node node, long[] shape, long[] strides)
    {
        var places = new int[Sizes.Count(node, shape)];
        budget.Spend(places.Length);
        var position = new long[shape.Length];
        long place = 0;
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = (int)place;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                place += strides[axis];
                if (++position[axis] < shape[axis])
                    break;
                place -= strides[axis] * shape[axis];
                position[axis] = 0;
            }
        }

        return places;
    }
}
