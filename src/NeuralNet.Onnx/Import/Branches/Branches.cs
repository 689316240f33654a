using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// Branches that part and come together again: a chain of layers has none, but what two branches make of the same
/// samples may be one layer, be it a function such as x sigmoid(x), or a sum or a selection of features that is a Dense
/// layer.
/// </summary>
internal sealed class Branches<T>(Budget budget)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What a step of a function may take for each feature: a few polynomials of a few coefficients.</summary>
    private const long NumbersPerFeature = 20;

    /// <summary>
    /// What an operator with two inputs makes of both; null if it is neither a function of each element nor a sum.
    /// </summary>
    public Samples<T>? Combine(Node node, Samples<T> a, Samples<T> b)
    {
        if (a.Layout != b.Layout || !a.Features.AsSpan().SequenceEqual(b.Features))
            return null;
        (Samples<T> start, List<Step<T>>[] branches) = Parted([a, b]);
        if (ExpressionOf(branches[0]) is { } f && ExpressionOf(branches[1]) is { } g && Combined(node.Operator, f, g) is { } together)
            return new Samples<T>(start, new Elementwise<T>(node, together), a.Features) { Layout = a.Layout, FixedBatch = a.FixedBatch };
        return node.Operator is "Add" or "Sum" or "Sub" && AffineMap<T>.Of(branches[0], start, budget) is { } first
            && AffineMap<T>.Of(branches[1], start, budget) is { } second
            ? first.Plus(second, node.Operator == "Sub" ? -1 : 1).After(node, start, a)
            : null;
    }

    /// <summary>Several branches side by side; null if they are not features and sums of them.</summary>
    public Samples<T>? Join(Node node, IReadOnlyList<Samples<T>> parts, Samples<T> shape)
    {
        (Samples<T> start, List<Step<T>>[] branches) = Parted(parts);
        if (start.Width == Sizes.Unknown)
            return null;
        List<FeatureMap<T>?> maps = [.. branches.Select(branch => FeatureMap<T>.Of(branch, start, budget))];
        if (maps.All(map => map is not null))
            return FeatureMap<T>.Join(maps!, budget).After(node, start, shape);
        List<AffineMap<T>?> sums = [.. branches.Select(branch => AffineMap<T>.Of(branch, start, budget))];
        return sums.All(map => map is not null) ? AffineMap<T>.Join(sums!, budget).After(node, start, shape) : null;
    }

    /// <summary>The last samples that all have in common, and the steps of each from there.</summary>
    private (Samples<T> Start, List<Step<T>>[] Branches) Parted(IReadOnlyList<Samples<T>> ends)
    {
        Samples<T> start = ends.Aggregate(Common);
        return (start, [.. ends.Select(end => StepsFrom(start, end))]);
    }

    private Samples<T> Common(Samples<T> a, Samples<T> b)
    {
        int walked = 0;
        for (; !a.IsSameAs(b); walked++)
        {
            if (a.Depth >= b.Depth)
                a = a.Previous!;
            else
                b = b.Previous!;
        }

        budget.Spend(walked);
        return a;
    }

    private List<Step<T>> StepsFrom(Samples<T> start, Samples<T> end)
    {
        var steps = new List<Step<T>>();
        for (Samples<T> at = end; !at.IsSameAs(start); at = at.Previous!)
            steps.Add(at.Step!);
        budget.Spend(steps.Count);
        steps.Reverse();
        return steps;
    }

    private Expression<T>? ExpressionOf(List<Step<T>> steps)
    {
        Expression<T>? f = Expression<T>.X;
        foreach (Step<T> step in steps)
        {
            int width = Math.Max(f.Width, ((step as Difference<T>)?.Values ?? (step as Multiple<T>)?.Values)?.Length ?? 1);
            budget.Spend(NumbersPerFeature * width);
            f = step switch
            {
                Difference<T> difference => f.Minus(difference.Values),
                Multiple<T> multiple => f.Times(multiple.Values),
                Elementwise<T> elementwise => elementwise.Expression.Of(f),
                Activate<T> { Layer: Tanh<T> } => f.Apply(Curve.Tanh),
                Activate<T> { Layer: Sigmoid<T> } => f.Sigmoid(),
                Activate<T> { Layer: ReLU<T> } => f.Max(Expression<T>.Zero),
                Activate<T> { Layer: LeakyReLU<T> leaky } => f.Max(f.Times([T.CreateTruncating(leaky.Slope)])),
                _ => null,
            };
            if (f is null)
                return null;
        }

        return f;
    }

    private static Expression<T>? Combined(string operatorName, Expression<T> f, Expression<T> g) => operatorName switch
    {
        "Add" or "Sum" => f.Plus(g),
        "Sub" => f.Plus(g.Times([-T.One])),
        "Mul" => f.Times(g),
        "Max" => f.Max(g),
        "Min" => f.Times([-T.One]).Max(g.Times([-T.One]))?.Times([-T.One]),
        _ => null,
    };
}
