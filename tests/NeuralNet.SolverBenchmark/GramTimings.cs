using System.Diagnostics;
using NeuralNet.Benchmarks;
using NeuralNet.Numerics;

namespace NeuralNet.SolverBenchmark;

/// <summary>
/// The share of the FMA peak that J'J reaches, of N P (P + 1) flops, and what a second thread brings.
/// </summary>
internal static class GramTimings
{
    private const int Repetitions = 30;

    public static void Print(int[] sizes)
    {
        Console.WriteLine("| N | P | share of the peak | GFLOP/s | two threads beside one | two that share nothing |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        for (int i = 0; i < sizes.Length; i += 2)
            Print(sizes[i], sizes[i + 1]);
    }

    private static void Print(int samples, int weights)
    {
        double[] shares = new double[Repetitions], rates = new double[Repetitions], speedups = new double[Repetitions],
            most = new double[Repetitions];
        WorkerMemory[] memories = WorkerMemory.ForThreads(2);
        using var workers = new Workers(memories);
        Room room = new(samples, weights), other = new(samples, weights);
        memories[0].During(() =>
        {
            for (int i = -Repetitions; i < Repetitions; i++)
            {
                double one = room.Seconds(workers: null), two = room.Seconds(workers), peak = FmaPeak.Measure<double>();
                long started = Stopwatch.GetTimestamp();
                workers.Run(new SideBySide(room, other), parts: 2);
                double both = Stopwatch.GetElapsedTime(started).TotalSeconds / room.Passes;
                if (i < 0)
                    continue;
                rates[i] = (double)samples * weights * (weights + 1) / one / 1e9;
                shares[i] = rates[i] / peak;
                speedups[i] = one / two;
                most[i] = 2 * one / both;
            }

            return 0;
        });
        Console.WriteLine($"| {samples} | {weights} | {100 * Numbers.Median(shares):F0} % | {Numbers.Median(rates):F1} | {Numbers.Median(speedups):F2} "
            + $"| {Numbers.Median(most):F2} |");
    }

    /// <summary>What the machine gives two threads at most: each has a J'J of its own.</summary>
    private readonly struct SideBySide(Room first, Room second) : IJob
    {
        public void Execute(int part) => (part == 0 ? first : second).Seconds(workers: null);
    }

    /// <summary>What an iteration has in memory: J'J and one block of J.</summary>
    private sealed class Room(int samples, int weights)
    {
        private readonly int _rows = Math.Min(Objective<double>.RowsOfBlock(weights), samples);
        private readonly SymmetricMatrix<double> _gram = new(weights);
        private double[]? _jacobian;

        public int Passes { get; } = Math.Max(1, (int)(5e8 / ((double)samples * weights * weights)));

        /// <summary>J'J block by block.</summary>
        public double Seconds(Workers? workers)
        {
            _jacobian ??= [.. Enumerable.Repeat(0.5, _rows * GramProduct<double>.Padded(weights) + Scratch<double>.LineBytes)];
            _gram.Clear();
            long started = Stopwatch.GetTimestamp();
            for (int pass = 0; pass < Passes; pass++)
            {
                for (int start = 0; start < samples; start += _rows)
                    GramProduct<double>.Add(_gram, Math.Min(_rows, samples - start), Scratch<double>.FromLine(_jacobian), workers);
            }

            return Stopwatch.GetElapsedTime(started).TotalSeconds / Passes;
        }
    }
}
