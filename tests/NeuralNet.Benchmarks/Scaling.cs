using System.Diagnostics;
using System.Globalization;

namespace NeuralNet.Benchmarks;

/// <summary>
/// Cost per sample and memory from 1,000 to 1,000,000 samples of 784 floats, each size in a process of its own. The
/// memory that training should need: the data; one copy, sample by sample, with a place in the order and a class for
/// each sample; parameters, gradients and the optimizer's memory; two sets of batch buffers (activations and their
/// gradients).
/// </summary>
internal static class Scaling
{
    private static readonly int[] _sizes = [1_000, 10_000, 100_000, 1_000_000];

    public static void Run(string[] arguments)
    {
        if (arguments.Length > 1)
        {
            Console.Write(Measure(int.Parse(arguments[1], CultureInfo.InvariantCulture)));
            return;
        }

        Console.WriteLine($"{"rows",10}{"us/sample",12}{"of 1,000 rows",16}{"by formula, MB",17}{"heap, MB",12}{"peak of process, MB",22}");
        double first = 0;
        foreach (int rows in _sizes)
        {
            double[] values = [.. ChildProcess.Run("scaling", rows.ToString(CultureInfo.InvariantCulture)).Split('\t')
                .Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
            first = first == 0 ? values[0] : first;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{rows,10}{values[0],12:F3}{values[0] / first,16:F3}{values[1],17:F1}{values[2],12:F1}{values[3],22:F1}"));
        }
    }

    private static string Measure(int rows)
    {
        var work = new Work("784-300-75-10", [784, 300, 75, 10], 128, rows, double.NaN) { Momentum = 0.9 };
        int epochs = Math.Max(2, 200_000 / rows);
        using Process process = Process.GetCurrentProcess();
        double megabytesBefore = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
        double processBefore = process.WorkingSet64 / 1e6;
        Dataset<float> data = work.NewData<float>();
        double heap = 0;
        double[] seconds = work.SecondsPerEpoch(data, epochs, afterFirst: () => heap = GC.GetTotalMemory(forceFullCollection: true) / 1e6 - megabytesBefore);
        process.Refresh();
        GC.KeepAlive(data);
        double[] sorted = [.. seconds.Order()];
        return string.Create(CultureInfo.InvariantCulture,
            $"{1e6 * sorted[sorted.Length / 2] / rows}\t{Megabytes(work)}\t{heap}\t{process.PeakWorkingSet64 / 1e6 - processBefore}");
    }

    private static double Megabytes(Work work)
    {
        int inputs = work.Widths[0], outputs = work.Widths[^1];
        double data = 2.0 * work.Rows * (inputs + outputs) + 2.0 * work.Rows;
        double parameters = 3.0 * work.Widths.Zip(work.Widths.Skip(1), (from, to) => (from + 1) * to).Sum();
        int last = work.Rows % work.BatchSize;
        double batch = inputs + 2.0 * outputs + 2.0 * (work.Widths.Skip(1).Sum() + outputs);
        return sizeof(float) * (data + parameters + (work.BatchSize + last) * batch) / 1e6;
    }
}
