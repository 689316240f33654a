using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>One operation on every sample. Two steps are the same only if they are one object.</summary>
internal abstract class Step<T>(Node node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Node Node { get; } = node;
}

/// <summary>x W; the weights lie units x inputs, the last index running fastest.</summary>
internal sealed class Product<T>(Node node, T[] weights, int inputs, int units) : Step<T>(node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T[] Weights { get; } = weights;

    public int Inputs { get; } = inputs;

    public int Units { get; } = units;
}

/// <summary>x - values; one value for all features or one for each.</summary>
internal sealed class Difference<T>(Node node, T[] values) : Step<T>(node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T[] Values { get; } = values;
}

/// <summary>x times values; one value for all features or one for each.</summary>
internal sealed class Multiple<T>(Node node, T[] values) : Step<T>(node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T[] Values { get; } = values;
}

/// <summary>Some of the features, in any order and as often as they are named.</summary>
internal sealed class Selection<T>(Node node, int[] sources, int inputs) : Step<T>(node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int[] Sources { get; } = sources;

    public int Inputs { get; } = inputs;

    public bool ChangesNothing => Sources.Length == Inputs && !Sources.Where((source, i) => source != i).Any();
}

/// <summary>
/// A layer that was found as it is; where it takes the number of features to make it, it is made at the end.
/// </summary>
/// <param name="node">Its last node.</param>
/// <param name="layer">The layer; null if it is to be made.</param>
/// <param name="make">Makes it for a number of features.</param>
/// <param name="numbers">How many numbers it then holds.</param>
internal sealed class Activate<T>(Node node, Layer<T>? layer, Func<int, Layer<T>> make, Func<int, long>? numbers) : Step<T>(node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Activate(Node node, Layer<T> layer)
        : this(node, layer, _ => layer, null)
    {
    }

    public Layer<T>? Layer { get; } = layer;

    public Layer<T> Made(int width, Budget budget)
    {
        budget.Spend(numbers?.Invoke(width) ?? 0);
        return make(width);
    }
}

/// <summary>x where it is above 0, slope x elsewhere; one slope for all features or one for each.</summary>
internal sealed class Slopes<T>(Node node, T[] values) : Step<T>(node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T[] Values { get; } = values;
}

/// <summary>
/// Each element is kept between two bounds; one bound for all features or one for each, infinite where there is none.
/// </summary>
internal sealed class Bounds<T>(Node node, T[] lowest, T[] highest) : Step<T>(node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T[] Lowest { get; } = lowest;

    public T[] Highest { get; } = highest;
}

/// <summary>
/// A function of each element that the file writes with several nodes. Whether it is a layer of the library shows when
/// it is complete.
/// </summary>
internal sealed class Elementwise<T>(Node node, Expression<T> expression) : Step<T>(node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Expression<T> Expression { get; } = expression;
}
