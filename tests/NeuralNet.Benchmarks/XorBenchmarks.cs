using BenchmarkDotNet.Attributes;

namespace NeuralNet.Benchmarks;

/// <summary>A step of training XOR beside plain loops and MathNet's operators.</summary>
public class XorBenchmarks
{
    private const int Steps = 10_000;

    private readonly XorLoop _loop = new();
    private Trainer<float> _trainer = null!;
    private Dataset<float> _data = null!;
    private ByHand<float> _byHand = null!;
    private Dataset<float> _batch = null!;

    /// <summary>Makes the network and the data.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Work work = Works.Xor with { Rows = Steps * Works.Xor.BatchSize };
        _data = work.NewData<float>();
        _trainer = work.NewTrainer<float>();
        _byHand = new ByHand<float>(work);
        _batch = _data.Subset([0, 1, 2, 3]);
    }

    /// <summary>
    /// The share of a step in a call of Fit of one epoch: the copy of the data and all buffers included.
    /// </summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public TrainingResult NeuralNet() => _trainer.Fit(_data);

    /// <summary>A step without shuffling and gathering.</summary>
    [Benchmark(Baseline = true)]
    public float Loop() => _loop.Step(0.001f);

    /// <summary>A step without shuffling and gathering.</summary>
    [Benchmark]
    public void MathNet() => _byHand.Step(_batch.X, _batch.Y);
}
