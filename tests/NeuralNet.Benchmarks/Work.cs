using System.Diagnostics;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Benchmarks;

/// <summary>A training task: a network of dense layers, its data, and how it is trained.</summary>
internal sealed record Work(string Name, int[] Widths, int BatchSize, int Rows, double Bar)
{
    public string Activation { get; init; } = "ReLU";

    public bool IsAutoencoder { get; init; }

    public double Momentum { get; init; }

    /// <summary>The optimizer, if it is not gradient descent with the momentum.</summary>
    public Optimizer? Adaptive { get; init; }

    public Optimizer Optimizer => Adaptive ?? new Sgd { LearningRate = 0.001, Momentum = Momentum };

    public double L2 { get; init; }

    public int Threads { get; init; } = 1;

    public int StepsPerEpoch => (Rows + BatchSize - 1) / BatchSize;

    /// <summary>
    /// The matrix products of one step: forward, weight gradients, and input gradients of all layers but the first.
    /// </summary>
    public double FlopsPerStep
    {
        get
        {
            double products = 0;
            for (int i = 1; i < Widths.Length; i++)
                products += (i == 1 ? 2.0 : 3.0) * Widths[i - 1] * Widths[i];
            return 2 * BatchSize * products;
        }
    }

    public Network<T> NewNetwork<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NetworkBuilder<T> builder = Network.WithInputs<T>(Widths[0]);
        for (int i = 1; i < Widths.Length; i++)
        {
            builder.Dense(Widths[i]);
            if (i == Widths.Length - 1 && !IsAutoencoder)
                builder.Softmax();
            else if (Activation == "ReLU")
                builder.ReLU();
            else
                builder.Sigmoid();
        }

        return builder.Build(seed: 1);
    }

    public Dataset<T> NewData<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Name == Works.Xor.Name)
            return new Dataset<T>(Matrix<T>.Build.Dense(Rows, 2, (i, j) => T.CreateTruncating((i >> (1 - j)) & 1)),
                Matrix<T>.Build.Dense(Rows, 1, (i, _) => T.CreateTruncating((i ^ (i >> 1)) & 1)));
        var random = new RandomStream(1);
        Matrix<T> x = Matrix<T>.Build.Dense(Rows, Widths[0], new T[(long)Rows * Widths[0]]);
        T[] values = x.AsColumnMajorArray();
        for (int i = 0; i < values.Length; i++)
            values[i] = T.CreateTruncating(random.NextDouble());
        if (IsAutoencoder)
            return new Dataset<T>(x, x);
        var labels = new int[Rows];
        for (int i = 0; i < Rows; i++)
            labels[i] = random.NextInteger(Widths[^1]);
        return new Dataset<T>(x, labels, Widths[^1]);
    }

    public Loss<T> NewLoss<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => IsAutoencoder ? new MeanSquaredError<T>() : new SoftmaxCrossEntropy<T>();

    /// <summary>A trainer that looks for no findings.</summary>
    public Trainer<T> NewTrainer<T>(int epochs = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(NewNetwork<T>(), NewLoss<T>(), new TrainingOptions
        {
            Optimizer = Optimizer,
            L2 = L2,
            BatchSize = BatchSize,
            Epochs = epochs,
            Threads = Threads,
            Diagnostics = Diagnostics.Off,
        });

    /// <summary>
    /// Seconds of each epoch after the first, measured between the reports of a single Fit: shuffling, gathering,
    /// scores and findings included.
    /// </summary>
    public double[] SecondsPerEpoch<T>(Dataset<T> data, int epochs, Diagnostics diagnostics = Diagnostics.On, Action? afterFirst = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var clock = new EpochClock(afterFirst);
        var options = new TrainingOptions
        {
            Optimizer = Optimizer,
            L2 = L2,
            BatchSize = BatchSize,
            Epochs = epochs + 1,
            Threads = Threads,
            Diagnostics = diagnostics,
            Progress = clock,
        };
        new Trainer<T>(NewNetwork<T>(), NewLoss<T>(), options).Fit(data);
        return [.. clock.Ticks.Zip(clock.Ticks.Skip(1), (from, to) => (to - from) / (double)Stopwatch.Frequency)];
    }

    private sealed class EpochClock(Action? afterFirst) : IProgress<EpochRecord>
    {
        public List<long> Ticks { get; } = [];

        public void Report(EpochRecord record)
        {
            if (Ticks.Count == 0)
                afterFirst?.Invoke();
            Ticks.Add(Stopwatch.GetTimestamp());
        }
    }
}
