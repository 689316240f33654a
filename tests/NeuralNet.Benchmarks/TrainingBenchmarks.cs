using BenchmarkDotNet.Attributes;

namespace NeuralNet.Benchmarks;

/// <summary>An epoch of training beside as many steps written with MathNet's operators.</summary>
public class TrainingBenchmarks
{
    private readonly Dictionary<string, Work> _works = new Work[]
    {
        new("784-300-75-10", [784, 300, 75, 10], 128, 1280, double.NaN) { Momentum = 0.9 },
        new("3072-50-10", [3072, 50, 10], 200, 2000, double.NaN) { L2 = 0.001 },
        new("784-64-784", [784, 64, 784], 128, 1280, double.NaN) { Activation = "Sigmoid", IsAutoencoder = true },
        new("30-64-32-2", [30, 64, 32, 2], 32, 320, double.NaN) { Momentum = 0.9 },
    }.ToDictionary(work => work.Name);

    private Work _work = null!;
    private Trainer<float> _trainer = null!;
    private Dataset<float> _data = null!;
    private ByHand<float> _byHand = null!;
    private Dataset<float> _batch = null!;

    /// <summary>The widths of the network.</summary>
    [Params("784-300-75-10", "3072-50-10", "784-64-784", "30-64-32-2")]
    public string Network { get; set; } = "";

    /// <summary>Makes networks and data.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        global::MathNet.Numerics.Control.UseSingleThread();
        _work = _works[Network];
        _data = _work.NewData<float>();
        var options = new TrainingOptions { Optimizer = new Sgd { LearningRate = 0.001, Momentum = _work.Momentum }, L2 = _work.L2, BatchSize = _work.BatchSize, Epochs = 1, Threads = 1, Diagnostics = Diagnostics.Off };
        _trainer = new Trainer<float>(_work.NewNetwork<float>(), _work.NewLoss<float>(), options);
        _byHand = new ByHand<float>(_work);
        _batch = _data.Subset([.. Enumerable.Range(0, _work.BatchSize)]);
    }

    /// <summary>A call of Fit of one epoch: the copy of the data and all buffers included.</summary>
    [Benchmark]
    public TrainingResult NeuralNet() => _trainer.Fit(_data);

    /// <summary>As many steps, without shuffling and gathering.</summary>
    [Benchmark(Baseline = true)]
    public void MathNet()
    {
        for (int i = 0; i < _work.StepsPerEpoch; i++)
            _byHand.Step(_batch.X, _batch.Y);
    }
}
