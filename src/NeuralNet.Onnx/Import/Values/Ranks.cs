namespace NeuralNet.Onnx.Import;

/// <summary>Shapes after Squeeze and Unsqueeze, and parts of a range.</summary>
internal static class Ranks
{
    private const int MostDimensions = 8;

    /// <summary>The shape without, or with, axes of size 1. Squeeze without axes takes all of them.</summary>
    public static long[] Changed(Node node, long[] shape, IReadOnlyList<long>? axes)
    {
        bool takesAway = node.Operator == "Squeeze";
        if (axes is null && !takesAway)
            throw node.Refuse("it does not say which axes.");
        if (axes is null)
            return [.. shape.Where(size => size != 1)];
        int rank = shape.Length + (takesAway ? 0 : axes.Count);
        if (rank > MostDimensions || axes.Count > MostDimensions)
            throw node.Refuse($"the result would have more than {Text.Of(MostDimensions)} dimensions.");
        int[] ordered = [.. axes.Select(axis => node.Axis(axis, rank)).Order()];
        if (ordered.Distinct().Count() != ordered.Length)
            throw node.Refuse($"it changes the axes {Text.Shape(ordered)}, but each axis once was expected.");
        List<long> changed = [.. shape];
        foreach (int axis in takesAway ? ordered.Reverse() : ordered)
        {
            if (takesAway && changed[axis] == Sizes.Batch)
                throw node.Refuse("it takes the axis of the samples away, but not that of the samples was expected.");
            if (takesAway && changed[axis] != 1)
                throw node.Refuse($"axis {Text.Of(axis)} has the size {Text.Of(changed[axis])}, but only axes of size 1 can be taken away.");
            if (takesAway)
                changed.RemoveAt(axis);
            else
                changed.Insert(axis, 1);
        }

        return [.. changed];
    }

    /// <summary>Start and end within a length; negative ones are counted from the end.</summary>
    public static (int Start, int End) Range(long start, long end, int length)
    {
        int Clamp(long position) => (int)Math.Clamp(position < 0 ? position + length : position, 0, length);
        return (Clamp(start), Math.Max(Clamp(start), Clamp(end)));
    }
}
