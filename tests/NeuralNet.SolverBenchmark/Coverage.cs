namespace NeuralNet.SolverBenchmark;

/// <summary>How many new points the intervals of Bayesian regularisation hold, on sets whose noise is known.</summary>
internal static class Coverage
{
    public static void Print(int sets)
    {
        foreach (double share in new[] { 0.5, 0.8, 0.95, 0.99 })
            Console.WriteLine($"{100 * share:F0} % intervals hold {100 * Held(sets, share):F2} % of {sets} x 50 new points");
    }

    /// <summary>
    /// The share of new targets within the intervals: 60 samples of a sine and noise of deviation 0.2.
    /// </summary>
    public static double Held(int sets, double coverage)
    {
        int held = 0;
        Parallel.For(0, sets, set =>
        {
            Dataset<double> data = Sine(60, set + 1), fresh = Sine(50, set + 100_001);
            Network<double> network = Network.WithInputs<double>(1).Dense(5).Tanh().Dense(1).Build(seed: set);
            var options = new TrainingOptions { Optimizer = new BayesianRegularization(), Threads = 1, Diagnostics = Diagnostics.Off };
            new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(data);
            PredictionIntervals<double> intervals = network.PredictIntervals(fresh.X, coverage);
            Interlocked.Add(ref held, fresh.Y.EnumerateIndexed().Count(y => intervals.Lower[y.Item1, 0] <= y.Item3 && y.Item3 <= intervals.Upper[y.Item1, 0]));
        });
        return held / (50.0 * sets);
    }

    private static Dataset<double> Sine(int samples, int seed)
    {
        var random = new RandomStream(seed);
        Matrix<double> x = Matrix<double>.Build.Dense(samples, 1, (_, _) => 2 * random.NextDouble() - 1);
        return new Dataset<double>(x, x.Map(value => Math.Sin(3 * value) + 0.2 * random.NextNormal()));
    }
}
