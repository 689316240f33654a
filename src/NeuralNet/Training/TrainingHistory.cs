using System.Collections;

namespace NeuralNet;

/// <summary>One record an epoch, in order.</summary>
public sealed class TrainingHistory : IReadOnlyList<EpochRecord>
{
    private readonly List<EpochRecord> _records;

    internal TrainingHistory(int capacity) => _records = new List<EpochRecord>(capacity);

    /// <summary>The number of epochs.</summary>
    public int Count => _records.Count;

    /// <summary>The record of an epoch.</summary>
    /// <param name="index">0 for the first epoch of this Fit.</param>
    public EpochRecord this[int index] => _records[index];

    /// <inheritdoc/>
    public IEnumerator<EpochRecord> GetEnumerator() => _records.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(EpochRecord record) => _records.Add(record);

    internal void Replace(IEnumerable<EpochRecord> records)
    {
        _records.Clear();
        _records.AddRange(records);
    }

    internal void ReplaceLast(EpochRecord record) => _records[^1] = record;
}
