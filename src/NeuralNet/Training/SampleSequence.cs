namespace NeuralNet;

/// <summary>
/// Which samples each minibatch holds: a function of seed, epoch and step, so that a run can be taken up anywhere.
/// </summary>
internal sealed class SampleSequence
{
    private readonly SampleOrder _order;
    private readonly int _seed;
    private readonly int _count;
    private readonly int _batchSize;
    private readonly int[] _indices;
    private readonly RandomStream _random = new(0);
    private int _shuffledEpoch = -1;

    public SampleSequence(SampleOrder order, int seed, int count, int batchSize)
    {
        // A batch of all samples is the same batch in any order.
        _order = order == SampleOrder.Shuffled && batchSize >= count ? SampleOrder.AsGiven : order;
        _seed = seed;
        _count = count;
        _batchSize = SizeOfBatch(order, count, batchSize);
        StepsPerEpoch = StepsOfEpoch(count, batchSize);
        _indices = new int[_order == SampleOrder.WithReplacement ? batchSize : count];
        Number(_indices);
    }

    public int StepsPerEpoch { get; }

    /// <summary>Whether every minibatch holds all samples, in the order of the rows.</summary>
    public bool IsWhole => _order == SampleOrder.AsGiven && _batchSize == _count;

    /// <summary>The size of all minibatches but the last.</summary>
    public int FullSize => _batchSize;

    /// <summary>The size of the last minibatch of an epoch.</summary>
    public int LastSize => _order == SampleOrder.WithReplacement ? _batchSize : _count - (StepsPerEpoch - 1) * _batchSize;

    /// <summary>The size of all minibatches but the last, before anything is made for them.</summary>
    public static int SizeOfBatch(SampleOrder order, int count, int batchSize) => order == SampleOrder.WithReplacement ? batchSize : Math.Min(batchSize, count);

    /// <summary>Minibatches until as many samples were taken as there are, in any order.</summary>
    public static int StepsOfEpoch(int count, int batchSize) => (count - 1) / batchSize + 1;

    public ReadOnlySpan<int> Indices(long step, int epoch, int stepInEpoch)
    {
        if (_order == SampleOrder.WithReplacement)
        {
            _random.Restart(_seed, RandomUse.SampleDraw, step);
            for (int i = 0; i < _indices.Length; i++)
                _indices[i] = _random.NextInteger(_count);
            return _indices;
        }

        if (_order == SampleOrder.Shuffled && _shuffledEpoch != epoch)
        {
            Number(_indices);
            _random.Restart(_seed, RandomUse.SampleOrder, epoch);
            _random.Shuffle<int>(_indices);
            _shuffledEpoch = epoch;
        }

        int start = stepInEpoch * _batchSize;
        return _indices.AsSpan(start, Math.Min(_batchSize, _count - start));
    }

    private static void Number(int[] indices)
    {
        for (int i = 0; i < indices.Length; i++)
            indices[i] = i;
    }
}
