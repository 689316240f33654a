using System.Diagnostics;
using System.Globalization;
using NeuralNet.Numerics;

namespace NeuralNet.Benchmarks;

/// <summary>
/// From which size on two threads are faster than one: products, updates and copies of growing size, alone and shared
/// by two threads that have just been at work. The library shares nothing below <see cref="Workers.SmallestProduct"/>
/// and <see cref="Workers.SmallestUpdate"/>.
/// </summary>
internal static unsafe class Crossover
{
    private const int Parts = 8;

    public static void Run()
    {
        using var workers = new Workers(WorkerMemory.ForThreads(2));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"products shared from {Workers.SmallestProduct / 1e6:F1} MFLOP, updates from {Workers.SmallestUpdate} elements"));
        Console.WriteLine($"{"work",-34}{"size",12}{"one thread, us",17}{"two, us",12}{"ratio",9}");
        foreach (int k in (int[])[8, 16, 32, 64, 128, 256, 512, 1024])
            Product(workers, m: 64, n: 96, k);
        foreach (int n in (int[])[4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144])
            Update(workers, n);
    }

    private static void Product(Workers workers, int m, int n, int k)
    {
        float[] a = Filled(m * k), b = Filled(k * n), c = Filled(m * n);
        fixed (float* pa = a, pb = b, pc = c)
        {
            var job = new ProductJob(m, n, k, pa, pb, pc);
            Compare(workers, job, $"product {m} x {k} x {n}", 2.0 * m * n * k / 1e6, "MFLOP");
        }
    }

    private static void Update(Workers workers, int n)
    {
        float[] w = Filled(n), g = Filled(n), v = Filled(n);
        fixed (float* pw = w, pg = g, pv = v)
            Compare(workers, new UpdateJob(n, pw, pg, pv), "update with momentum", n, "");
    }

    private static void Compare<TJob>(Workers workers, TJob job, string name, double size, string unit)
        where TJob : unmanaged, IJob
    {
        List<double> one = [], two = [];
        for (int repetition = 0; repetition < 9; repetition++)
        {
            one.Add(Seconds(() =>
            {
                for (int part = 0; part < Parts; part++)
                    job.Execute(part);
            }));
            two.Add(Seconds(() => workers.Run(job, Parts)));
        }

        double alone = one.Order().ElementAt(4), shared = two.Order().ElementAt(4);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-34}{$"{size:G4} {unit}",12}{1e6 * alone,17:F2}{1e6 * shared,12:F2}{alone / shared,9:F2}"));
    }

    private static double Seconds(Action action)
    {
        action();
        const double enough = 0.005;
        for (int calls = 1; ; calls *= 2)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++)
                action();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (seconds > enough)
                return seconds / calls;
        }
    }

    private static float[] Filled(int count)
    {
        var values = new float[count];
        Array.Fill(values, 0.001f);
        return values;
    }

    /// <summary>An eighth of the columns.</summary>
    private readonly struct ProductJob(int m, int n, int k, float* a, float* b, float* c) : IJob
    {
        public void Execute(int part)
        {
            int columns = n / Parts, first = columns * part;
            MatrixProduct<float>.Multiply(m, columns, k, new(a, m * k), new(b + first * k, columns * k), [], new(c + first * m, columns * m), null);
        }
    }

    private readonly struct UpdateJob(int n, float* w, float* g, float* v) : IJob
    {
        public void Execute(int part)
        {
            int length = n / Parts, first = length * part;
            var weights = new Span<float>(w + first, length);
            Updates<float>.Apply(new MomentumOutside<float>(0f, 0.9f), weights, new(g + first, length), new(v + first, length), weights, null);
        }
    }
}
