using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using CsvHelper;
using NeuralNet.Csv;

namespace NeuralNet.Benchmarks;

/// <summary>
/// What a data set costs beside the CSV library alone: a million lines of 30 numbers, read by CsvHelper in the ways of
/// its documentation and by <see cref="CsvFile"/> into matrices, in turn. The least time counts: whatever else the
/// machine does only adds.
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
            Console.WriteLine($"{"",-8}{"fields",9}{"numbers",9}{"records",9}{"threads",9}{"data set",10}"
                + $"{"/numbers",10}{"/threads",10}{"allocated, MB",15}{"formula, MB",13}{"kept, MB",10}");
            Measure<float>(path, reader => reader.GetRecords<SingleLine>().Sum(line => line.C0));
            Measure<double>(path, reader => reader.GetRecords<DoubleLine>().Sum(line => line.C0));
            Console.WriteLine("Seconds. CsvHelper alone: fields found; each parsed to a number; typed records; as 'numbers' on all processors. Then the data "
                + "set, and its ratios to two of them.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Measure<T>(string path, Func<CsvReader, double> sumOfRecords)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var options = new CsvOptions { Targets = ["C29"] };
        Action[] alone =
        [
            () => Alone(path, Length),
            () => Alone(path, Sum<T>),
            () => Alone(path, sumOfRecords),
            () => Alone(path, reader => reader.ParallelEnumerate(SumOfLine<T>).Sum(double.CreateTruncating)),
        ];
        double[] least = new double[alone.Length + 1];
        Array.Fill(least, double.MaxValue);
        long allocated = 0, kept = 0;

        // The first round compiles.
        for (int repetition = 0; repetition <= Repetitions; repetition++)
        {
            for (int i = 0; i < alone.Length; i++)
                least[i] = Math.Min(least[i], Seconds(alone[i]));
            least[^1] = Math.Min(least[^1], Read<T>(path, options, out allocated, out kept));
        }

        double formula = 2.0 * Rows * Columns * Unsafe.SizeOf<T>();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{typeof(T).Name,-8}{least[0],9:F3}{least[1],9:F3}{least[2],9:F3}{least[3],9:F3}{least[4],10:F3}{least[4] / least[1],10:F2}"
            + $"{least[4] / least[3],10:F2}{allocated / 1e6,15:F1}{formula / 1e6,13:F1}{kept / 1e6,10:F1}"));
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

    private static double Alone(string path, Func<CsvReader, double> read)
    {
        using CsvReader reader = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', BufferSize = CsvFile.BytesOfTheBuffer });
        return read(reader);
    }

    private static double Length(CsvReader reader)
    {
        long length = 0;
        while (reader.Read())
        {
            for (int j = 0; j < Columns; j++)
                length += reader.GetSpan(j).Length;
        }

        return length;
    }

    private static double Sum<T>(CsvReader reader)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        while (reader.Read())
            sum += SumOfLine<T>(reader);
        return double.CreateTruncating(sum);
    }

    private static T SumOfLine<T>(CsvReader reader)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int j = 0; j < Columns; j++)
            sum += reader.Parse<T>(j);
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
        writer.WriteLine(string.Join(',', Enumerable.Range(0, Columns).Select(j => $"C{j}")));
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
