namespace NeuralNet.SolverBenchmark;

/// <summary>y = sin(10 x) / (10 x) at 20,000 points, to be learned to ten digits by a network 1-20-1 of tanh.</summary>
internal static class Sinc
{
    public static void Print(int seeds)
    {
        Console.WriteLine("| seed | mean squared error | accepted steps | stop | seconds |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        var errors = new List<double>();
        for (int seed = 0; seed < seeds; seed++)
        {
            TrainingResult result = Train(Points(20_000), Initializer.NguyenWidrow, seed, steps: 300, Environment.ProcessorCount);
            errors.Add(result.FinalScores!.Value.Loss);
            Console.WriteLine($"| {seed} | {errors[^1]:E2} | {result.Steps} | {result.StopReason} | {result.Elapsed.TotalSeconds:F1} |");
        }

        Console.WriteLine($"median of {seeds} seeds: {Numbers.Median(errors):E2}");
    }

    /// <summary>The time of accepted steps on one thread; sinc_numpy.py does the same in Python.</summary>
    public static void PrintTime(int steps)
    {
        Train(Points(20_000), Initializer.NguyenWidrow, seed: 0, steps: 20, threads: 1);
        for (int run = 0; run < 3; run++)
        {
            TrainingResult result = Train(Points(20_000), Initializer.NguyenWidrow, seed: 0, steps, threads: 1);
            Console.WriteLine($"{result.Steps} accepted steps in {result.Elapsed.TotalSeconds:F3} s, mean squared error {result.FinalScores!.Value.Loss:E2}");
        }
    }

    public static Dataset<double> Points(int count)
    {
        Matrix<double> x = Matrix<double>.Build.Dense(count, 1, (i, _) => -1 + 2.0 * i / (count - 1));
        return new Dataset<double>(x, x.Map(value => value == 0 ? 1 : Math.Sin(10 * value) / (10 * value)));
    }

    public static TrainingResult Train(Dataset<double> points, Initializer initializer, int seed, int steps, int threads)
    {
        Network<double> network = Network.WithInputs<double>(1).Dense(20, initializer).Tanh().Dense(1).Build(seed);
        var options = new TrainingOptions { Optimizer = new LevenbergMarquardt(), Epochs = steps, Threads = threads, Diagnostics = Diagnostics.Off };
        return new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(points);
    }
}
