namespace NeuralNet.Onnx.Import;

/// <summary>What Slice takes along one axis: from start on, before end, in steps; all as the file has them.</summary>
internal sealed record SliceRange(long Axis, long Start, long End, long Step)
{
    /// <summary>In attributes up to operator set 9, in inputs since.</summary>
    public static SliceRange[] Of(Node node, Func<int, IReadOnlyList<long>?> input)
    {
        IReadOnlyList<long> starts = node.Integers("starts") ?? input(1) ?? throw node.Refuse("it does not say where it starts.");
        IReadOnlyList<long> ends = node.Integers("ends") ?? input(2) ?? throw node.Refuse("it does not say where it ends.");
        IReadOnlyList<long> axes = node.Integers("axes") ?? input(3) ?? [.. Enumerable.Range(0, starts.Count).Select(axis => (long)axis)];
        IReadOnlyList<long> steps = input(4) ?? [.. Enumerable.Repeat(1L, starts.Count)];
        if (ends.Count != starts.Count || axes.Count != starts.Count || steps.Count != starts.Count)
            throw node.Refuse($"it has {Text.Of(starts.Count)} starts, {Text.Of(ends.Count)} ends, {Text.Of(axes.Count)} axes and {Text.Of(steps.Count)} "
                + "steps, but as many of each were expected.");
        if (starts.Contains(Sizes.Batch) || ends.Contains(Sizes.Batch) || steps.Any(step => step is 0 or long.MinValue))
            throw node.Refuse("where it starts or ends depends on the number of samples, or a step is 0.");
        return [.. starts.Select((start, i) => new SliceRange(axes[i], start, ends[i], steps[i]))];
    }

    /// <summary>The positions along an axis of a size, as the format clamps them.</summary>
    public int[] Positions(Node node, int size, Budget budget)
    {
        bool isForward = Step > 0;
        long Clamp(long position) => Math.Clamp(position < 0 ? position + size : position, isForward ? 0 : -1, isForward ? size : size - 1);
        long start = Clamp(Start);
        long distance = isForward ? Clamp(End) - start : start - Clamp(End);
        long step = Math.Abs(Step);
        long count = distance <= 0 ? 0 : (distance - 1) / step + 1;
        budget.Spend(count);
        return count <= size
            ? [.. Enumerable.Range(0, (int)count).Select(i => (int)(start + i * Step))]
            : throw node.Refuse("it takes more positions than there are.");
    }
}
