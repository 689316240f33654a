using System.Numerics;

namespace NeuralNet;

/// <summary>
/// Everything that a run is made of between two of its steps, beside the network and the settings: collected for a
/// checkpoint, or given back from one.
/// </summary>
internal sealed class RunState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<string, Tensor<T>> _arrays;

    /// <summary>A state that collects.</summary>
    public RunState()
    {
        Numbers = new NumberTape();
        _arrays = [];
    }

    /// <summary>A state that gives back.</summary>
    public RunState(double[] numbers, IEnumerable<Tensor<T>> arrays)
    {
        Numbers = new NumberTape(numbers);
        _arrays = arrays.ToDictionary(array => array.Name);
    }

    public bool IsReading => Numbers.IsReading;

    public NumberTape Numbers { get; }

    /// <summary>
    /// Arrays by name. Collected ones are not copied, so the state must be written before the run goes on.
    /// </summary>
    public IEnumerable<Tensor<T>> Arrays => _arrays.Values;

    public List<EpochRecord> History { get; init; } = [];

    public List<Finding> Findings { get; init; } = [];

    /// <summary>Findings that no record of an epoch holds yet.</summary>
    public List<Finding> NewFindings { get; init; } = [];

    /// <summary>Collects an array, or copies it back.</summary>
    public void Next(string name, int[] shape, T[] values)
    {
        if (IsReading)
            Array(name, values.Length).CopyTo(values, 0);
        else
            _arrays.Add(name, new Tensor<T>(name, shape, values));
    }

    /// <summary>An array of a state that gives back.</summary>
    public T[] Array(string name, long length)
    {
        if (!_arrays.TryGetValue(name, out Tensor<T>? array))
            throw new InvalidDataException($"The checkpoint holds no tensor '{name}'.");
        return array.Values.Length == length
            ? array.Values
            : throw new InvalidDataException($"Tensor '{name}' has {Check.Text(array.Values.Length)} elements, but {Check.Text(length)} were expected.");
    }
}
