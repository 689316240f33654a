using BenchmarkDotNet.Attributes;

namespace NeuralNet.Benchmarks;

/// <summary>10,000 steps of training XOR beside plain loops and MathNet's operators.</summary>
public class XorBenchmarks
{
    private readonly XorLoop _loop = new();
    private Work _work = null!;
    private Trainer<float> _trainer = null!;
    private Dataset<float> _data = null!;
    private ByHand<float> _byHand = null!;
    private Dataset<float> _batch = null!;

    /// <summary>Makes the network and the data.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _work = Works.Xor;
        _data = _work.NewData<float>();
        _trainer = _work.NewTrainer<float>();
        _byHand = new ByHand<float>(_work);
        _batch = _data.Subset([0, 1, 2, 3]);
    }

    /// <summary>A call of Fit of one epoch: the copy of the data and all buffers included.</summary>
    [Benchmark]
    public TrainingResult NeuralNet() => _trainer.Fit(_data);

    /// <summary>As many steps, without shuffling and gathering.</summary>
    [Benchmark(Baseline = true)]
    public void Loop()
    {
        for (int i = 0; i < _work.StepsPerEpoch; i++)
            _loop.Step(0.001f);
    }

    /// <summary>As many steps, without shuffling and gathering.</summary>
    [Benchmark]
    public void MathNet()
    {
        for (int i = 0; i < _work.StepsPerEpoch; i++)
            _byHand.Step(_batch.X, _batch.Y);
    }
}
