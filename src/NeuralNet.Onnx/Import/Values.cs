namespace NeuralNet.Onnx.Import;

/// <summary>What a name stands for while the graph is followed from its input to the wanted output.</summary>
internal abstract class Value;

/// <summary>A tensor that does not depend on the input: numbers, or integers, which are shapes and axes. The last index runs fastest.</summary>
internal sealed class Constant<T>(long[] shape, T[]? numbers, long[]? integers) : Value
{
    /// <summary>Stands for the number of samples in a shape that was taken from the samples.</summary>
    public const long Batch = long.MinValue;

    public long[] Shape { get; } = shape;

    public T[]? Numbers { get; } = numbers;

    public long[]? Integers { get; } = integers;

    public Constant<T> WithShape(long[] shape) => new(shape, Numbers, Integers);
}

/// <summary>The samples after some steps. Values are never changed, so that one may be read by several nodes.</summary>
internal sealed class Samples<T>(Samples<T>? previous, Step<T>? step, long[] features) : Value
{
    /// <summary>The size of a dimension that the file does not tell.</summary>
    public const long Unknown = -1;

    public Samples<T>? Previous { get; } = previous;

    /// <summary>What made these samples of the previous ones; null for the model's input.</summary>
    public Step<T>? Step { get; } = step;

    /// <summary>The dimensions of one sample.</summary>
    public long[] Features { get; } = features;

    /// <summary>Samples are columns, not rows, after a transposition; then they have one dimension.</summary>
    public Layout Layout { get; init; }

    /// <summary>The number of samples, if the file fixes it.</summary>
    public long? FixedBatch { get; init; }

    public Samples<T> Then(Step<T> step, long[]? features = null) => new(this, step, features ?? Features) { Layout = Layout, FixedBatch = FixedBatch };

    public Samples<T> WithFeatures(long[] features) => new(Previous, Step, features) { Layout = Layout, FixedBatch = FixedBatch };

    public Samples<T> WithLayout(Layout layout) => new(Previous, Step, Features) { Layout = layout, FixedBatch = FixedBatch };
}

internal enum Layout
{
    SamplesAreRows,
    SamplesAreColumns,
}

/// <summary>One operation on every sample.</summary>
internal abstract record Step<T>(Node Node);

/// <summary>x W; the weights lie units x inputs, the last index running fastest.</summary>
internal sealed record Product<T>(Node Node, T[] Weights, int Inputs, int Units) : Step<T>(Node);

/// <summary>x - values; one value for all features or one for each.</summary>
internal sealed record Difference<T>(Node Node, T[] Values) : Step<T>(Node);

/// <summary>x times values; one value for all features or one for each.</summary>
internal sealed record Multiple<T>(Node Node, T[] Values) : Step<T>(Node);

/// <summary>A layer without weights.</summary>
internal sealed record Activate<T>(Node Node, Layer<T> Layer) : Step<T>(Node)
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>;
