using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Benchmarks;

/// <summary>
/// What a short run takes in a new process, where nothing has been compiled, and again once everything has: epochs of
/// 6,400 samples, or some predictions. The attributes of the kernels are judged by it, see the README.
/// </summary>
internal static class FirstRuns
{
    private const int Samples = 6_400, Processes = 5;

    public static void Run(string[] arguments)
    {
        string[] names = [.. arguments.SkipWhile(argument => argument != "--only").Skip(1)];
        if (arguments.SkipWhile(argument => argument != "--run").Skip(1).FirstOrDefault() is { } wanted)
            Measure(Tasks().Single(task => task.Name == wanted).Prepare());
        else
            MeasureInProcessesOfTheirOwn(names);
    }

    private static IEnumerable<(string Name, Func<Action> Prepare)> Tasks() =>
    [
        .. Works.All.Append(Works.Xor).Select(work => Training(work)),
        Training(Works.All[^1], epochs: 300),
        Training(new("3-10-5, batch 32", [3, 10, 5], 32, Samples, double.NaN), epochs: 300),
        Training(new("3072-40-10, batch 200", [3072, 40, 10], 200, Samples, double.NaN)),
        ("20-64-10 softmax, squared error, 100 epochs", () => SquaredError(Network.WithInputs<float>(20).Dense(64).ReLU().Dense(10).Softmax(), epochs: 100)),
        ("20-300-1, squared error, 40 epochs", () => SquaredError(Network.WithInputs<float>(20).Dense(300).ReLU().Dense(1), epochs: 40)),
        ("predict 2,000 rows one by one", () => Predictions(Works.All[0].NewNetwork<float>().Predict, 2_000)),
        ("predict 2,000 rows one by one, frozen", () => Predictions(Works.All[0].NewNetwork<float>().ToFrozen().Predict, 2_000)),
        ("predict 5,000 rows, frozen 784-45-28-10",
            () => Predictions(Network.WithInputs<float>(784).Dense(45).ReLU().Dense(28).ReLU().Dense(10).Build(seed: 1).ToFrozen().Predict, 5_000)),
        ("predict 10,000 rows at once, 784-50-10", PredictionOfMany),
    ];

    private static (string Name, Func<Action> Prepare) Training(Work work, int epochs = 1)
        => ($"{work.Name}{(epochs == 1 ? "" : $", {epochs} epochs")}", () => TrainingOf(work with { Rows = Samples }, epochs));

    private static Action TrainingOf(Work work, int epochs)
    {
        Dataset<float> data = work.NewData<float>();
        Trainer<float> trainer = work.NewTrainer<float>(epochs);
        return () => trainer.Fit(data);
    }

    private static Action SquaredError(NetworkBuilder<float> builder, int epochs)
    {
        Network<float> network = builder.Build(seed: 1);
        var data = new Dataset<float>(Matrix<float>.Build.Random(Samples, network.Inputs, seed: 1),
            Matrix<float>.Build.Random(Samples, network.Outputs, seed: 2));
        var trainer = new Trainer<float>(network, new MeanSquaredError<float>(), new TrainingOptions
        {
            BatchSize = 64,
            Epochs = epochs,
            Diagnostics = Diagnostics.Off,
        });
        return () => trainer.Fit(data);
    }

    private static Action Predictions(Prediction predict, int count)
    {
        float[] x = new float[784], y = new float[10];
        return () =>
        {
            for (int i = 0; i < count; i++)
                predict(x, y);
        };
    }

    private static Action PredictionOfMany()
    {
        Network<float> network = Network.WithInputs<float>(784).Dense(50).ReLU().Dense(10).Build(seed: 1);
        Matrix<float> x = Matrix<float>.Build.Random(10_000, 784, seed: 1);
        return () => network.Predict(x);
    }

    private static void MeasureInProcessesOfTheirOwn(string[] only)
    {
        Console.WriteLine($"{"",-46}{"first, ms",12}{"again, ms",12}");
        foreach ((string name, _) in Tasks().Where(task => only.Length == 0 || only.Any(part => task.Name.Contains(part, StringComparison.OrdinalIgnoreCase))))
        {
            double[][] times = [.. Enumerable.Range(0, Processes)
                .Select(_ => Array.ConvertAll(ChildProcess.Run("first", "--run", name).Split(), text => double.Parse(text, CultureInfo.InvariantCulture)))];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-46}{Median(times.Select(pair => pair[0])),12:F1}{Median(times.Select(pair => pair[1])),12:F1}"));
        }
    }

    private static void Measure(Action action)
    {
        double first = Milliseconds(action);

        // The runtime compiles to the end what has been called often, a tenth of a second after it has last met
        // something new.
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 1;)
            action();
        double again = Median(Enumerable.Range(0, 15).Select(_ => Milliseconds(action)).ToArray());
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{first} {again}"));
    }

    private static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private delegate void Prediction(ReadOnlySpan<float> x, Span<float> y);
}
