using System.Diagnostics;

namespace NeuralNet.Many.Benchmarks;

/// <summary>1,000 networks 8-16-1, each of 500 samples of its own, 50 epochs.</summary>
internal static class FleetSpeed
{
    public const int Models = 1000;

    // Code is compiled while it runs, and better once more when it has run for a while.
    private const int Rounds = 9;
    private const int RoundsToCompile = 3;

    public static readonly Recipe<float> Definition = new("speed", (data, seed) => new Trainer<float>(
        Network.WithInputs<float>(8).Dense(16).Tanh().Dense(1).Build(seed), new MeanSquaredError<float>(),
        new TrainingOptions { Epochs = 50, Seed = seed, Threads = 1 }));

    public static void Measure()
    {
        string[] keys = [.. Enumerable.Range(0, Models).Select(i => $"{i}")];
        Dataset<float>[] data = [.. keys.Select(Load)];
        double bare = 0;
        List<double> overhead = [], speedup = [], most = [];
        Run("once, to compile", 0, () => Loop(keys[..100], data));
        for (int round = 0; round < Rounds; round++)
        {
            bare = Run("a loop over Trainer.Fit", 0, () => Loop(keys, data));
            // What the machine gives at most: two loops that share nothing.
            double two = Run("two such loops of half", bare, () => Task.WaitAll(
                Task.Run(() => Loop(keys[..(Models / 2)], data[..(Models / 2)])), Task.Run(() => Loop(keys[(Models / 2)..], data[(Models / 2)..]))));
            double one = Run("a fleet on 1 thread", bare, () => Train(keys, data, threads: 1));
            double both = Run("a fleet on 2 threads", bare, () => Train(keys, data, threads: 2));
            if (round < RoundsToCompile)
                continue;
            overhead.Add(one / bare);
            speedup.Add(one / both);
            most.Add(bare / two);
        }

        Console.WriteLine(FormattableString.Invariant($"median of the last {overhead.Count} rounds: on 1 thread {Median(overhead):F2} times the loop, ")
            + FormattableString.Invariant($"2 threads {Median(speedup):F2} times as fast as 1, two loops {Median(most):F2} times as fast as one"));
    }

    public static void Memory(int models)
    {
        string file = Path.GetTempFileName();
        File.Delete(file);
        Fleet.Train(file, [.. Enumerable.Range(0, models).Select(i => $"{i}")], Load, Definition, new FleetOptions { Threads = 2 });
        long size = new FileInfo(file).Length;
        File.Delete(file);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant($"{models} models: peak {process.PeakWorkingSet64 / 1e6:F0} MB, file {size / 1e6:F2} MB"));
    }

    public static Dataset<float> Load(string key)
    {
        var random = new RandomStream(int.Parse(key, System.Globalization.CultureInfo.InvariantCulture));
        Matrix<float> x = Matrix<float>.Build.Dense(500, 8, (_, _) => (float)random.NextNormal());
        return new Dataset<float>(x, Matrix<float>.Build.Dense(500, 1, (i, _) => MathF.Sin(x[i, 0]) + x[i, 1] * x[i, 2]));
    }

    public static double Median(List<double> values) => values.Order().Skip((values.Count - 1) / 2).Take(2 - values.Count % 2).Average();

    private static void Train(string[] keys, Dataset<float>[] data, int threads)
    {
        string file = Path.GetTempFileName();
        File.Delete(file);
        Fleet.Train(file, keys, key => data[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)], Definition,
            new FleetOptions { Threads = threads });
        File.Delete(file);
    }

    private static void Loop(string[] keys, Dataset<float>[] data)
    {
        for (int i = 0; i < keys.Length; i++)
            Definition.Make(data[i], i).Fit(data[i]);
    }

    public static double Run(string what, double bare, Action action)
    {
        GC.Collect();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        action();
        double seconds = clock.Elapsed.TotalSeconds;
        long bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Models;
        Console.WriteLine(FormattableString.Invariant($"{what,-26}{seconds,8:F3} s {(bare > 0 ? bare / seconds : 1),6:F2} times as fast {bytes,10:N0} bytes a ")
            + "model");
        return seconds;
    }
}
