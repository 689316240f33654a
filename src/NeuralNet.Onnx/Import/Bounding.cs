using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>Which layers compute bounds of any kind.</summary>
internal static class Bounding
{
    /// <summary>The largest numbers of float stand for no bound.</summary>
    public static T OrInfinite<T>(T bound)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = T.CreateTruncating(float.MaxValue);
        return bound >= largest ? T.PositiveInfinity : bound <= -largest ? T.NegativeInfinity : bound;
    }

    /// <summary>One pair of bounds for two, one behind the other.</summary>
    public static Bounds<T> Both<T>(Bounds<T> first, Bounds<T> second, Budget budget)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        budget.Spend(6L * new[] { first.Lowest.Length, first.Highest.Length, second.Lowest.Length, second.Highest.Length }.Max());
        T[] Bounded(T[] bounds) => Polynomial<T>.Combine(Polynomial<T>.Combine(bounds, second.Lowest, T.Max), second.Highest, T.Min);
        return new Bounds<T>(second.Node, Bounded(first.Lowest), Bounded(first.Highest));
    }

    public static IEnumerable<Step<T>> Bounded<T>(Bounds<T> bounds, Budget budget)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Node node, T[] low, T[] high) = (bounds.Node, bounds.Lowest, bounds.Highest);
        budget.Spend(8L * Math.Max(low.Length, high.Length));
        (bool hasLow, bool hasHigh) = (low.All(T.IsFinite), high.All(T.IsFinite));
        if ((!hasLow && !low.All(T.IsNegativeInfinity)) || (!hasHigh && !high.All(T.IsPositiveInfinity))
            || Polynomial<T>.Combine(high, low, (a, b) => a - b).Any(range => !(range > T.Zero)))
            throw node.Refuse("its bounds are infinite for some features only, or the lower is not below the upper.");
        if (!hasLow && !hasHigh)
            return [];
        if (!hasHigh)
            return Shifted(node, low, new Activate<T>(node, new ReLU<T>()));
        if (!hasLow)
            return [new Multiple<T>(node, [-T.One]), .. Shifted(node, Array.ConvertAll(high, value => -value), new Activate<T>(node, new ReLU<T>())),
                new Multiple<T>(node, [-T.One])];
        if (!low.AsSpan().ContainsAnyExcept(low[0]) && !high.AsSpan().ContainsAnyExcept(high[0]))
            return [new Activate<T>(node, new Clip<T>(double.CreateTruncating(low[0]), double.CreateTruncating(high[0])))];
        T[] widths = Polynomial<T>.Combine(high, low, (a, b) => a - b);
        return Shifted(node, low, new Multiple<T>(node, Array.ConvertAll(widths, width => T.One / width)), new Activate<T>(node, new Clip<T>(0, 1)),
            new Multiple<T>(node, widths));
    }

    /// <summary>Steps between a shift of the lower bound to 0 and the way back.</summary>
    private static IEnumerable<Step<T>> Shifted<T>(Node node, T[] low, params IEnumerable<Step<T>> steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => low.All(value => value == T.Zero) ? steps : [new Difference<T>(node, low), .. steps,
            new Difference<T>(node, Array.ConvertAll(low, value => -value))];
}
