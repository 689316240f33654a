using System.Numerics;

namespace NeuralNet.Onnx.Import;

/// <summary>The samples after some steps. Values are never changed, so that one may be read by several nodes.</summary>
internal sealed class Samples<T>(Samples<T>? previous, Step<T>? step, long[] features) : Value
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Samples<T>? Previous { get; } = previous;

    /// <summary>What made these samples of the previous ones; null for the model's input.</summary>
    public Step<T>? Step { get; } = step;

    /// <summary>How many steps there are from the model's input.</summary>
    public int Depth { get; } = previous is null ? 0 : previous.Depth + 1;

    /// <summary>The dimensions of one sample; none if a sample is a single number.</summary>
    public long[] Features { get; } = features;

    /// <summary>Samples as columns have one dimension.</summary>
    public Layout Layout { get; init; }

    /// <summary>The number of samples, if the file fixes it.</summary>
    public long? FixedBatch { get; init; }

    /// <summary>How many numbers a sample has.</summary>
    public long Width => Sizes.Product(Features);

    /// <summary>
    /// The dimensions as the file sees them, with <see cref="Sizes.Batch"/> for the number of samples.
    /// </summary>
    public long[] Shape => Layout switch
    {
        Layout.SamplesAreRows => [Sizes.Batch, .. Features],
        Layout.SamplesAreColumns => [.. Features, Sizes.Batch],
        _ => Features,
    };

    private bool IsSingle => Layout == Layout.OneSample || FixedBatch == 1;

    public Samples<T> Then(Step<T> step, long[]? features = null) => new(this, step, features ?? Features) { Layout = Layout, FixedBatch = FixedBatch };

    public Samples<T> WithFeatures(long[] features) => new(Previous, Step, features) { Layout = Layout, FixedBatch = FixedBatch };

    public Samples<T> WithLayout(Layout layout) => new(Previous, Step, Features) { Layout = layout, FixedBatch = FixedBatch };

    /// <summary>Whether the numbers are the same, whatever their shape.</summary>
    public bool IsSameAs(Samples<T> other) => ReferenceEquals(Step, other.Step);

    /// <summary>The same numbers in other dimensions; null if they would not lie sample by sample.</summary>
    public Samples<T>? WithShape(long[] shape) => Array.IndexOf(shape, Sizes.Batch) switch
    {
        0 => WithLayout(Layout.SamplesAreRows).WithFeatures(shape[1..]),
        1 when shape.Length == 2 => WithLayout(Layout.SamplesAreColumns).WithFeatures(shape[..1]),
        -1 when IsSingle => AsOne(shape),
        _ => null,
    };

    /// <summary>A model for one sample may have it as a vector, a row or a column.</summary>
    private Samples<T> AsOne(long[] shape) => shape switch
    {
        [1, _, ..] => One(Layout.SamplesAreRows, shape[1..]),
        [_, 1] => One(Layout.SamplesAreColumns, shape[..1]),
        _ => One(Layout.OneSample, shape),
    };

    private Samples<T> One(Layout layout, long[] features) => new(Previous, Step, features) { Layout = layout, FixedBatch = 1 };
}

/// <summary>Where the samples lie in a tensor.</summary>
internal enum Layout
{
    /// <summary>N x features.</summary>
    SamplesAreRows,

    /// <summary>Features x N, after a transposition.</summary>
    SamplesAreColumns,

    /// <summary>Features alone: the model is written for a single sample.</summary>
    OneSample,
}
