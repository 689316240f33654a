using System.Numerics;
using BenchmarkDotNet.Attributes;

namespace NeuralNet.Benchmarks;

/// <summary>A step of training, on one thread and on two, beside one written with MathNet's operators.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class TrainingBenchmarks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Steps = 10;

    private Trainer<T> _trainer = null!;
    private Trainer<T> _trainerOfTwoThreads = null!;
    private Dataset<T> _data = null!;
    private ByHand<T> _byHand = null!;
    private Dataset<T> _batch = null!;

    /// <summary>The tasks, those of the table.</summary>
    public static IEnumerable<string> Names => Works.All.Select(work => work.Name);

    /// <summary>The task.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    /// <summary>Makes networks and data.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        global::MathNet.Numerics.Control.UseSingleThread();
        Work work = Works.All.Single(work => work.Name == Name);
        work = work with { Rows = Steps * work.BatchSize };
        _data = work.NewData<T>();
        _trainer = work.NewTrainer<T>();
        _trainerOfTwoThreads = (work with { Threads = 2 }).NewTrainer<T>();
        _byHand = new ByHand<T>(work);
        _batch = _data.Subset([.. Enumerable.Range(0, work.BatchSize)]);
    }

    /// <summary>A tenth of a call of Fit of ten steps: the copy of the data and all buffers included.</summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public TrainingResult NeuralNet() => _trainer.Fit(_data);

    /// <summary>The same on two threads.</summary>
    [Benchmark(OperationsPerInvoke = Steps)]
    public TrainingResult NeuralNetTwoThreads() => _trainerOfTwoThreads.Fit(_data);

    /// <summary>A step without shuffling and gathering.</summary>
    [Benchmark(Baseline = true)]
    public void MathNet() => _byHand.Step(_batch.X, _batch.Y);
}
