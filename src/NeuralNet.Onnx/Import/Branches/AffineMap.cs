using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>
/// x W + b, with the weights units x inputs: what a chain of selections, scalings and products comes to.
/// </summary>
internal sealed record AffineMap<T>(int Inputs, T[] Weights, T[] Biases)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int Units => Biases.Length;

    /// <summary>Null if a step is no such map.</summary>
    public static AffineMap<T>? Of(List<Step<T>> steps, Samples<T> start, Budget budget)
    {
        if (start.Width is Sizes.Unknown or > int.MaxValue || steps.Any(step => step is not (Selection<T> or Difference<T> or Multiple<T> or Product<T>)))
            return null;
        AffineMap<T>? map = null;
        foreach (Step<T> step in steps)
        {
            if (step is Selection<T> selection)
            {
                map = map is null ? Choice(selection.Sources, selection.Inputs, budget) : map.Selected(selection.Sources, budget);
                continue;
            }

            map = step switch
            {
                Product<T> product when map is null => new AffineMap<T>(product.Inputs, product.Weights, new T[Room(product.Units, budget)]),
                Product<T> product => map.Then(product, budget),
                Multiple<T> multiple => (map ?? Identity(start, budget)).Times(multiple.Values, budget),
                _ => (map ?? Identity(start, budget)).Minus(((Difference<T>)step).Values, budget),
            };
        }

        return map ?? Identity(start, budget);
    }

    public static AffineMap<T> Join(List<AffineMap<T>> maps, Budget budget)
    {
        budget.Spend(maps.Sum(map => (long)map.Weights.Length + map.Units));
        return new AffineMap<T>(maps[0].Inputs, [.. maps.SelectMany(map => map.Weights)], [.. maps.SelectMany(map => map.Biases)]);
    }

    public AffineMap<T> Plus(AffineMap<T> other, int sign)
    {
        T factor = T.CreateTruncating(sign);
        return new AffineMap<T>(Inputs, [.. Weights.Zip(other.Weights, (a, b) => a + factor * b)], [.. Biases.Zip(other.Biases, (a, b) => a + factor * b)]);
    }

    public Samples<T> After(Node node, Samples<T> start, Samples<T> shape)
    {
        Samples<T> product = new(start, new Product<T>(node, Weights, Inputs, Units), shape.Features) { Layout = shape.Layout, FixedBatch = shape.FixedBatch };
        return product.Then(new Difference<T>(node, Array.ConvertAll(Biases, bias => -bias)));
    }

    private static AffineMap<T> Identity(Samples<T> start, Budget budget)
        => Choice([.. Enumerable.Range(0, Room(start.Width, budget))], (int)start.Width, budget);

    private static AffineMap<T> Choice(int[] sources, int inputs, Budget budget)
    {
        var weights = new T[Room((long)sources.Length * inputs, budget)];
        for (int unit = 0; unit < sources.Length; unit++)
            weights[unit * inputs + sources[unit]] = T.One;
        return new AffineMap<T>(inputs, weights, new T[Room(sources.Length, budget)]);
    }

    private AffineMap<T> Selected(int[] sources, Budget budget)
    {
        Room((long)sources.Length * Inputs, budget);
        return new AffineMap<T>(Inputs, [.. sources.SelectMany(unit => Weights[(unit * Inputs)..((unit + 1) * Inputs)])],
            Array.ConvertAll(sources, unit => Biases[unit]));
    }

    private AffineMap<T> Times(T[] factors, Budget budget)
    {
        budget.Spend(Weights.Length);
        T Factor(int unit) => factors[factors.Length == 1 ? 0 : unit];
        return new AffineMap<T>(Inputs, [.. Weights.Select((weight, i) => weight * Factor(i / Inputs))],
            [.. Biases.Select((bias, unit) => bias * Factor(unit))]);
    }

    private AffineMap<T> Minus(T[] values, Budget budget)
    {
        budget.Spend(Units);
        return this with { Biases = [.. Biases.Select((bias, unit) => bias - values[values.Length == 1 ? 0 : unit])] };
    }

    private AffineMap<T> Then(Product<T> product, Budget budget)
    {
        budget.Spend((long)product.Units * Units * Inputs / 16);
        var weights = new T[Room((long)product.Units * Inputs, budget)];
        var biases = new T[product.Units];
        for (int unit = 0; unit < product.Units; unit++)
        {
            for (int inner = 0; inner < Units; inner++)
            {
                T weight = product.Weights[unit * product.Inputs + inner];
                biases[unit] += weight * Biases[inner];
                for (int input = 0; input < Inputs; input++)
                    weights[unit * Inputs + input] += weight * Weights[inner * Inputs + input];
            }
        }

        return new AffineMap<T>(Inputs, weights, biases);
    }

    private static int Room(long count, Budget budget)
    {
        budget.Spend(count);
        return count <= Array.MaxLength ? (int)count : throw Refusal.Because($"What several branches of the model compute together needs {Text.Of(count)} "
            + $"weights, more than {Text.Of(Array.MaxLength)}.");
    }
}
