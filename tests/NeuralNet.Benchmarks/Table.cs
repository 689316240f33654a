using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet.Benchmarks;

/// <summary>
/// One row a task, each measured several times beside the FMA peak of the same moment and beside the same work written
/// with MathNet's operators. Medians; the fraction counts the matrix products that a step needs. Each row has a process
/// of its own, as a user's network has: what the JIT compiler has seen of other networks makes an XOR step a third
/// slower. The processes may be told to use shorter vectors, and so are the peers that listen.
/// </summary>
internal sealed class Table(string[] arguments)
{
    private const int Repetitions = 5;

    private const string MachineName = "machine", ProductName = "product 1024 x 1024 x 1024";

    private const string XorName = "XOR 2-2-1 sigmoid, batch of 4, float";

    private static readonly Work[] _works = [.. Works.All, .. Works.Adaptive];

    /// <summary>Whose work is enough for two threads.</summary>
    private static readonly Work[] _shared = [.. Works.All.Take(5)];

    /// <summary>
    /// What keeps a process to shorter vectors. 128 bits have the 32 registers of ARM where the processor knows
    /// AVX-512, and 16 elsewhere. ONNX Runtime uses what the processor has.
    /// </summary>
    private static readonly Dictionary<string, Dictionary<string, string>> _widths = new()
    {
        [""] = [],
        ["256"] = new()
        {
            ["DOTNET_EnableAVX512"] = "0",
            ["ATEN_CPU_CAPABILITY"] = "avx2",
            ["MKL_ENABLE_INSTRUCTIONS"] = "AVX2",
            ["ONEDNN_MAX_CPU_ISA"] = "AVX2",
        },
        ["128"] = new()
        {
            ["DOTNET_PreferredVectorBitWidth"] = "128",
            ["ATEN_CPU_CAPABILITY"] = "default",
            ["MKL_ENABLE_INSTRUCTIONS"] = "SSE4_2",
            ["ONEDNN_MAX_CPU_ISA"] = "SSE41",
        },
    };

    private readonly string? _row = After(arguments, "--row").FirstOrDefault();
    private readonly IPeer? _torch = LoadTorch(isChild: arguments.Contains("--row"));
    private readonly bool _isTsv = arguments.Contains("--tsv");
    private readonly string[] _only = After(arguments, "--only");
    private readonly string[] _bits = After(arguments, "--bits");

    public void Run()
    {
        if (_row is null)
            MeasureInProcessesOfTheirOwn();
        else if (_row == MachineName)
            Console.WriteLine(Machine.Describe());
        else
            MeasureRow();
    }

    private static string[] After(string[] arguments, string name)
        => [.. arguments.SkipWhile(argument => argument != name).Skip(1).TakeWhile(argument => !argument.StartsWith("--", StringComparison.Ordinal))];

    private static IEnumerable<string> Names() =>
    [
        .. _works.Select(work => $"{work.Name}, float"), $"{ProductName}, float", .. _works.Select(work => $"{work.Name}, double"), $"{ProductName}, double",
        .. _shared.Select(work => ThreadsName(work.Name, "float")), ThreadsName(ProductName, "float"),
        .. _shared.Select(work => ThreadsName(work.Name, "double")), ThreadsName(ProductName, "double"),
        XorName, PredictName(1, "float"), PredictName(1024, "float"), PredictName(1, "double"), PredictName(1024, "double"),
    ];

    private void MeasureInProcessesOfTheirOwn()
    {
        if (!_isTsv)
            Console.WriteLine($"{"work",-46}{"value",10} {"unit",-9}{"fraction",9}{"bar",7}{"MathNet",10}{(_torch is null ? "" : "TorchSharp"),12}".TrimEnd());
        foreach (Dictionary<string, string> width in (_bits.Length == 0 ? [""] : _bits).Select(Width))
        {
            Console.Write(ChildProcess.Run(["table", "--row", MachineName], width));
            foreach (string name in Names().Where(name => _only.Length == 0 || _only.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase))))
                Console.Write(ChildProcess.Run(["table", "--row", name, .. _isTsv ? ["--tsv"] : Array.Empty<string>()], width));
        }
    }

    private static Dictionary<string, string> Width(string bits)
        => _widths.TryGetValue(bits == "512" ? "" : bits, out Dictionary<string, string>? width) ? width
            : throw new ArgumentException($"Vectors have 512, 256 or 128 bits, not '{bits}'.");

    private void MeasureRow()
    {
        Measure<float>("float");
        Measure<double>("double");
        if (IsWanted(XorName))
            Xor();
    }

    private void Measure<T>(string precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double concession = typeof(T) == typeof(double) ? 0.08 : 0;
        foreach (Work work in _works.Where(work => IsWanted($"{work.Name}, {precision}")))
        {
            Dataset<T> data = work.NewData<T>();
            List<double> fractions = [];
            List<double> steps = [];
            for (int repetition = 0; repetition < Repetitions; repetition++)
            {
                double before = FmaPeak.Measure<T>();
                double seconds = Median(work.SecondsPerEpoch(data, Math.Max(2, (int)(0.4 / Estimate(work)))));
                double peak = (before + FmaPeak.Measure<T>()) / 2;
                steps.Add(seconds / work.StepsPerEpoch);
                fractions.Add(work.FlopsPerStep * work.Rows / work.BatchSize / seconds / 1e9 / peak);
            }

            Write($"{work.Name}, {precision}", Median(steps) * 1e6, "us/step", Median(fractions), work.Bar - concession,
                MathNetStep(work, data) / Median(steps), TorchStep(work, data) / Median(steps));
        }

        if (IsWanted($"{ProductName}, {precision}"))
            Product<T>(precision, 0.88 - concession);
        foreach (Work work in _shared.Where(work => IsWanted(ThreadsName(work.Name, precision))))
            Threads<T>(work, precision);
        if (IsWanted(ThreadsName(ProductName, precision)))
            ProductOfThreads<T>(precision);
        foreach (int rows in (int[])[1, 1024])
        {
            if (IsWanted(PredictName(rows, precision)))
                Predict<T>(rows, precision);
        }
    }

    private bool IsWanted(string name) => name == _row;

    /// <summary>Seconds of an epoch at 100 GFLOP/s, to choose how many are timed.</summary>
    private static double Estimate(Work work) => work.FlopsPerStep * work.StepsPerEpoch / 100e9;

    /// <summary>
    /// Seconds of the same step by hand; they are not in the tab-separated lines, and not measured for them.
    /// </summary>
    private double? MathNetStep<T>(Work work, Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_isTsv || work.Adaptive is not null)
            return null;
        MathNet.Numerics.Control.UseSingleThread();
        var byHand = new ByHand<T>(work);
        Dataset<T> batch = data.Subset([.. Enumerable.Range(0, work.BatchSize)]);
        return TimePerWarmCall(() => byHand.Step(batch.X, batch.Y), seconds: 0.3);
    }

    /// <summary>Seconds of the same step by TorchSharp, where it is asked for and loads.</summary>
    private double? TorchStep<T>(Work work, Dataset<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_torch is null || _isTsv)
            return null;
        Dataset<T> batch = data.Subset([.. Enumerable.Range(0, work.BatchSize)]);
        return TimePerWarmCall(_torch.Step(work, batch.X, batch.Y), seconds: 0.3);
    }

    private static IPeer? LoadTorch(bool isChild)
    {
#if TORCHSHARP
        TorchPeer? torch = TorchPeer.Load(out string reason);
        if (torch is null && !isChild)
            Console.Error.WriteLine($"TorchSharp cannot be loaded, so its column is left out: {reason}");
        return torch;
#else
        return null;
#endif
    }

    private void Product<T>(string precision, double bar)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int n = 1024;
        Matrix<T> a = Ramp<T>(n), b = a.Clone(), c = a.Clone();
        List<double> fractions = [], times = [];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            double peak = FmaPeak.Measure<T>();
            times.Add(TimePerCall(() => MatrixProduct<T>.Multiply(n, n, n, a.Values(), b.Values(), [], c.Values(), null), seconds: 0.2));
            fractions.Add(2.0 * n * n * n / times[^1] / 1e9 / peak);
        }

        double? mathNet = _isTsv ? null : TimePerWarmCall(() => a.Multiply(b, c), seconds: 0.3);
        Write($"{ProductName}, {precision}", Median(times) * 1e3, "ms", Median(fractions), bar, mathNet / Median(times), TorchProduct(a, b) / Median(times));
    }

    private static string ThreadsName(string name, string precision) => $"{name}, 2 threads, {precision}";

    private void Threads<T>(Work work, string precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dataset<T> data = work.NewData<T>();
        List<double> ratios = [], seconds = [];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            int epochs = Math.Max(2, (int)(0.2 / Estimate(work)));
            double one = Median(work.SecondsPerEpoch(data, epochs));
            double two = Median((work with { Threads = 2 }).SecondsPerEpoch(data, epochs));
            ratios.Add(one / two);
            seconds.Add(two);
        }

        _torch?.UseThreads(2);
        Write(ThreadsName(work.Name, precision), Median(seconds), "s/epoch", Median(ratios), 1.75,
            MathNetStep(work, data) * work.StepsPerEpoch / Median(seconds), TorchStep(work, data) * work.StepsPerEpoch / Median(seconds));
    }

    private void ProductOfThreads<T>(string precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int n = 1024;
        Matrix<T> a = Ramp<T>(n), b = a.Clone(), c = a.Clone();
        using var workers = new Workers(WorkerMemory.ForThreads(2));
        List<double> ratios = [], times = [];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            double one = TimePerCall(() => Multiply(null), seconds: 0.2);
            times.Add(TimePerCall(() => Multiply(workers), seconds: 0.2));
            ratios.Add(one / times[^1]);
        }

        _torch?.UseThreads(2);
        Write(ThreadsName(ProductName, precision), Median(times) * 1e3, "ms", Median(ratios), 1.75, null, TorchProduct(a, b) / Median(times));

        void Multiply(Workers? workers) => MatrixProduct<T>.Multiply(n, n, n, a.Values(), b.Values(), [], c.Values(), workers);
    }

    private static Matrix<T> Ramp<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Matrix<T>.Build.Dense(n, n, (i, j) => T.CreateTruncating(0.001 * (i - j)));

    private double? TorchProduct<T>(Matrix<T> a, Matrix<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => _torch is null || _isTsv ? null : TimePerWarmCall(_torch.Product(a, b), seconds: 0.3);

    private void Xor()
    {
        Work work = Works.Xor;
        Dataset<float> data = work.NewData<float>();
        var loop = new XorLoop();
        List<double> ratios = [], steps = [];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            double step = Median(work.SecondsPerEpoch(data, 40)) / work.StepsPerEpoch;
            double byLoop = TimePerCall(() => loop.Step(0.001f), seconds: 0.1);
            steps.Add(step);
            ratios.Add(step / byLoop);
        }

        Write(XorName, Median(steps) * 1e6, "us/step", Median(ratios), 1.5, MathNetStep(work, data) / Median(steps), TorchStep(work, data) / Median(steps));
    }

    private static string PredictName(int rows, string precision) => $"predict {rows} row{(rows == 1 ? "" : "s")}, 784-300-75-10, {precision}";

    private void Predict<T>(int rows, string precision)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Work work = Works.All[0];
        Network<T> network = work.NewNetwork<T>();
        Matrix<T> x = Matrix<T>.Build.Random(rows, network.Inputs, seed: 1);
        T[] rowMajor = x.ToRowMajorArray(), y = new T[rows * network.Outputs];
        using var onnx = new OnnxPeer<T>(network);
        Action peer = onnx.Prepare(rowMajor, rows, network.Inputs, y, network.Outputs);
        T[] output = new T[network.Outputs];
        FrozenNetwork<T> frozen = network.ToFrozen();
        Action own = rows == 1 ? () => frozen.Predict(rowMajor, output) : () => network.Predict(x);
        List<double> ratios = [], times = [];
        WarmUp(own);
        WarmUp(peer);
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            times.Add(TimePerCall(own, seconds: 0.1));
            ratios.Add(times[^1] / TimePerCall(peer, seconds: 0.1));
        }

        peer();
        Matrix<T> expected = rows == 1 ? frozen.Predict(x) : network.Predict(x);
        double difference = Enumerable.Range(0, y.Length).Max(k => double.CreateTruncating(T.Abs(y[k] - expected[k / network.Outputs, k % network.Outputs])));
        if (difference > 1e-5)
            throw new InvalidOperationException($"ONNX Runtime predicts otherwise: the largest difference is {difference}.");
        var byHand = new ByHand<T>(work);
        double? mathNet = _isTsv ? null : TimePerWarmCall(() => byHand.Predict(x), seconds: 0.3);
        Write(PredictName(rows, precision), Median(times) * 1e6, "us", Median(ratios), 1, mathNet / Median(times),
            _torch is null || _isTsv ? null : TimePerWarmCall(_torch.Predict(work, x), seconds: 0.1) / Median(times));
    }

    private void Write(string name, double value, string unit, double ratio, double bar, double? mathNet, double? torch)
    {
        if (_isTsv)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value:G5}\t{unit}\t{ratio:F3}\t{bar:F2}"));
        else
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-46}{value,10:G4} {unit,-9}{ratio,9:F3}{bar,7:F2}{Times(mathNet),10}{Times(torch),12}").TrimEnd());

        static string Times(double? ratio) => ratio is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{ratio:F1}x");
    }

    /// <summary>
    /// Seconds of one call of code that has had time to be compiled to the end, as the library's has in its first
    /// epochs.
    /// </summary>
    private static double TimePerWarmCall(Action action, double seconds)
    {
        WarmUp(action);
        return TimePerCall(action, seconds);
    }

    private static void WarmUp(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < 1)
            action();
    }

    /// <summary>Seconds of one call: the median of a few batches of calls, each long enough for the clock.</summary>
    private static double TimePerCall(Action action, double seconds)
    {
        action();
        int calls = 1;
        double elapsed;
        while ((elapsed = Time(action, calls)) < seconds / 10)
            calls *= 2;
        List<double> times = [elapsed / calls];
        for (int i = 0; i < 5; i++)
            times.Add(Time(action, calls) / calls);
        return Median(times);
    }

    private static double Time(Action action, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
