using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using CsvHelper;

namespace NeuralNet.Benchmarks;

/// <summary>
/// What a data set costs beside the CSV library alone: a million lines of 30 numbers, read by CsvHelper into a sum and by <see cref="CsvFile"/> into matrices,
/// in turn. The least of five times counts: whatever else the machine does only adds.
/// </summary>
internal static class CsvReading
{
    private const int Rows = 1_000_000;
    private const int Columns = 30;
    private const int Repetitions = 5;

    public static void Run()
    {
        string path = Path.Combine(Path.GetTempPath(), "neuralnet-benchmark.csv");
        Write(path);
        try
        {
            Console.WriteLine($"{Rows} lines of {Columns} numbers, {new FileInfo(path).Length / 1e6:F0} MB");
            Console.WriteLine($"{"",-8}{"CsvHelper, s",14}{"data set, s",14}{"ratio",8}{"allocated, MB",16}{"formula, MB",14}{"kept, MB",11}");
            Measure<float>(path);
            Measure<double>(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Measure<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var options = new CsvOptions { Targets = ["c29"] };
        List<double> alone = [], dataset = [];
        long allocated = 0, kept = 0;
        for (int repetition = 0; repetition <= Repetitions; repetition++)
        {
            double first = Seconds(() => Alone<T>(path));
            double second = Read<T>(path, options, out allocated, out kept);

            // The first pair compiles.
            if (repetition == 0)
                continue;
            alone.Add(first);
            dataset.Add(second);
        }

        double formula = 2.0 * Rows * Columns * Unsafe.SizeOf<T>();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{typeof(T).Name,-8}{alone.Min(),14:F3}{dataset.Min(),14:F3}{dataset.Min() / alone.Min(),8:F2}{allocated / 1e6,16:F1}{formula / 1e6,14:F1}{kept / 1e6,11:F1}"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Read<T>(string path, CsvOptions options, out long allocated, out long kept)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long keptBefore = GC.GetTotalMemory(forceFullCollection: true);
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        Dataset<T>? data = null;
        double seconds = Seconds(() => data = CsvFile.Read<T>(path, options));
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        kept = GC.GetTotalMemory(forceFullCollection: true) - keptBefore;
        GC.KeepAlive(data);
        return seconds;
    }

    private static T Alone<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using CsvReader reader = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', BufferSize = CsvFile.BytesOfTheBuffer });
        T sum = T.Zero;
        while (reader.Read())
        {
            for (int j = 0; j < Columns; j++)
                sum += reader.Parse<T>(j);
        }

        return sum;
    }

    private static double Seconds(Action action)
    {
        GC.Collect();
        long started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Write(string path)
    {
        var random = new RandomStream(seed: 1);
        using var writer = new StreamWriter(path);
        writer.WriteLine(string.Join(',', Enumerable.Range(0, Columns).Select(j => $"c{j}")));
        Span<char> text = stackalloc char[32];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Columns; j++)
            {
                (200 * random.NextDouble() - 100).TryFormat(text, out int length, "F4", CultureInfo.InvariantCulture);
                writer.Write(text[..length]);
                writer.Write(j == Columns - 1 ? '\n' : ',');
            }
        }
    }
}
