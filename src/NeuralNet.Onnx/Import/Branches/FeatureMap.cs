using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// Features that were chosen and then scaled, each by itself: (x[source] - offset) factor, in this arithmetic and no
/// other.
/// </summary>
internal sealed record FeatureMap<T>(int Inputs, int[] Sources, T[] Offsets, T[] Factors)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Null if the steps are others, or in another order, so that the arithmetic would change.</summary>
    public static FeatureMap<T>? Of(List<Step<T>> steps, Samples<T> start, Budget budget)
    {
        int inputs = (int)Math.Min(start.Width, int.MaxValue);
        budget.Spend(3L * inputs);
        int[] sources = [.. Enumerable.Range(0, inputs)];
        T[]? offsets = null;
        T[]? factors = null;
        foreach (Step<T> step in steps)
        {
            bool fits = step switch
            {
                Selection<T> => offsets is null && factors is null,
                Difference<T> => offsets is null && factors is null,
                Multiple<T> => factors is null,
                _ => false,
            };
            if (!fits)
                return null;
            budget.Spend(sources.Length);
            if (step is Selection<T> selection)
                sources = Array.ConvertAll(selection.Sources, source => sources[source]);
            else if (step is Difference<T> difference)
                offsets = Each(difference.Values, sources.Length);
            else
                factors = Each(((Multiple<T>)step).Values, sources.Length);
        }

        return new FeatureMap<T>(inputs, sources, offsets ?? Each([T.Zero], sources.Length), factors ?? Each([T.One], sources.Length));
    }

    public static FeatureMap<T> Join(List<FeatureMap<T>> maps, Budget budget)
    {
        budget.Spend(3L * maps.Sum(map => (long)map.Sources.Length));
        return new FeatureMap<T>(maps[0].Inputs, [.. maps.SelectMany(map => map.Sources)], [.. maps.SelectMany(map => map.Offsets)],
            [.. maps.SelectMany(map => map.Factors)]);
    }

    public Samples<T> After(Node node, Samples<T> start, Samples<T> shape)
    {
        var selected = new Samples<T>(start, new Selection<T>(node, Sources, Inputs), shape.Features) { Layout = shape.Layout, FixedBatch = shape.FixedBatch };
        if (Offsets.Any(offset => offset != T.Zero))
            selected = selected.Then(new Difference<T>(node, Offsets));
        return Factors.Any(factor => factor != T.One) ? selected.Then(new Multiple<T>(node, Factors)) : selected;
    }

    private static T[] Each(T[] values, int width)
    {
        if (values.Length == width)
            return values;
        var each = new T[width];
        Array.Fill(each, values[0]);
        return each;
    }
}
