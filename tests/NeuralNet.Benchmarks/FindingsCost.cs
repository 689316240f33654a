using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Benchmarks;

/// <summary>What looking for findings costs: whole calls of Fit with diagnostics on and off in turn, the look at the
/// data included. The least of nine times counts: whatever else the machine does only adds.</summary>
internal static class FindingsCost
{
    private const int Repetitions = 9;
    private const double Bar = 0.02;

    public static void Run()
    {
        var large = new Work("784-300-75-10, batch 128", [784, 300, 75, 10], 128, 60_000, Bar) { Momentum = 0.9 };
        var small = new Work("30-64-32-2, batch 32", [30, 64, 32, 2], 32, 32_000, double.NaN) { Momentum = 0.9 };
        var xor = new Work("XOR 2-4-1, batch 4", [2, 4, 1], 4, 4, double.NaN) { Activation = "Sigmoid", IsAutoencoder = true };
        Matrix<float> x = Matrix<float>.Build.Dense(4, 2, (i, j) => (i >> (1 - j)) & 1);
        MeasureLook(batchSize: 32);
        MeasureLook(batchSize: 1024);
        Console.WriteLine($"{"work",-28}{"epochs",8}{"off, s",10}{"on, s",10}{"share of training time",25}");
        foreach (int epochs in (int[])[1, 3, 10])
            Measure(large, large.NewData<float>(), epochs);
        Measure(small, small.NewData<float>(), epochs: 10);
        Measure(xor, new Dataset<float>(x, Matrix<float>.Build.Dense(4, 1, (i, _) => (i ^ (i >> 1)) & 1)), epochs: 20_000);
    }

    private static void Measure(Work work, Dataset<float> data, int epochs)
    {
        List<double> off = [], on = [];
        for (int repetition = 0; repetition <= Repetitions; repetition++)
        {
            // The first pair compiles. The order changes, so that neither always finds the caches warm.
            bool isOnFirst = repetition % 2 == 0;
            double first = Seconds(work, data, epochs, isOnFirst ? Diagnostics.On : Diagnostics.Off);
            double second = Seconds(work, data, epochs, isOnFirst ? Diagnostics.Off : Diagnostics.On);
            if (repetition == 0)
                continue;
            (double with, double without) = isOnFirst ? (first, second) : (second, first);
            on.Add(with);
            off.Add(without);
        }

        string bar = double.IsNaN(work.Bar) ? "" : " (bar 2 %)";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{work.Name,-28}{epochs,8}{off.Min(),10:F4}{on.Min(),10:F4}{100 * (on.Min() / off.Min() - 1),10:F1} %{bar}"));
    }

    /// <summary>
    /// The look at 100,000 rows of 20 columns that training and DataReport take, beside an epoch.
    /// </summary>
    private static void MeasureLook(int batchSize)
    {
        var work = new Work($"100,000 x 20, 20-16-1, batch {batchSize}", [20, 16, 1], batchSize, 100_000, double.NaN) { Momentum = 0.9, IsAutoencoder = true };
        var random = new RandomStream(2);
        Dataset<float> data = new(work.NewData<float>().X, Matrix<float>.Build.Dense(work.Rows, 1, (_, _) => (float)random.NextNormal()));
        var rows = new TrainingData<float>(data, data.Kind(), weights: null);
        List<double> look = [], epoch = [];
        for (int repetition = 0; repetition <= Repetitions; repetition++)
        {
            long start = Stopwatch.GetTimestamp();
            FirstLook.At(rows, validation: null);
            look.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            epoch.Add(work.SecondsPerEpoch(data, epochs: 1, Diagnostics.Off)[0]);
        }

        double least = look.Skip(1).Min(), whole = epoch.Skip(1).Min();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{work.Name,-38}{whole,10:F4}{least,10:F5}{100 * least / whole,10:F1} % of an epoch (bar 5 %)"));
    }

    private static double Seconds(Work work, Dataset<float> data, int epochs, Diagnostics diagnostics)
    {
        var options = new TrainingOptions
        {
            Optimizer = new Sgd { LearningRate = 0.001, Momentum = work.Momentum },
            BatchSize = work.BatchSize,
            Epochs = epochs,
            Threads = 1,
            Diagnostics = diagnostics,
        };
        GC.Collect();
        return new Trainer<float>(work.NewNetwork<float>(), work.NewLoss<float>(), options).Fit(data).Elapsed.TotalSeconds;
    }
}
