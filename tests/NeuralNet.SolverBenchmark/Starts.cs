using System.Diagnostics;

namespace NeuralNet.SolverBenchmark;

/// <summary>
/// The comparison of methods in MATLAB's documentation ("Choose a Multilayer Neural Network Training Function"): one
/// period of a sine by a network 1-5-1 to a mean squared error of 0.002, and the parity of three bits by 3-10-10-1 to
/// 0.001, each from many initial weights.
/// </summary>
internal static class Starts
{
    public static readonly (string Name, Optimizer Optimizer)[] Methods =
    [
        ("Levenberg-Marquardt", new LevenbergMarquardt()), ("L-BFGS", new Lbfgs()), ("Rprop", new Rprop()),
        ("Adam, rate 0.01", new Adam { LearningRate = 0.01 }),
    ];

    private const int MostEpochs = 5000;
    private const int Rounds = 20;

    public static void Print(int starts)
    {
        Print("sine", starts, SineStart, Sine(), goal: 0.002);
        Print("parity", starts, ParityStart, Parity(), goal: 0.001);
    }

    public static Dataset<double> Sine()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(41, 1, (i, _) => (i - 20) / 20.0);
        return new Dataset<double>(x, x.Map(value => Math.Sin(Math.PI * value)));
    }

    public static Dataset<double> Parity()
    {
        Matrix<double> x = Matrix<double>.Build.Dense(8, 3, (i, j) => ((i >> j) & 1) * 2 - 1);
        return new Dataset<double>(x, Matrix<double>.Build.Dense(8, 1, (i, _) => -x[i, 0] * x[i, 1] * x[i, 2]));
    }

    public static Network<double> SineStart(int seed) => Network.WithInputs<double>(1).Dense(5, Initializer.NguyenWidrow).Tanh().Dense(1).Build(seed);

    public static Network<double> ParityStart(int seed)
        => Network.WithInputs<double>(3).Dense(10, Initializer.NguyenWidrow).Tanh().Dense(10, Initializer.NguyenWidrow).Tanh().Dense(1).Tanh().Build(seed);

    /// <summary>Whether a start reached the goal, in which time, and with how many passes over all samples.</summary>
    public static (bool IsReached, double Milliseconds, long Evaluations) Train(Network<double> network, Dataset<double> data, Optimizer optimizer, double goal)
    {
        var options = new TrainingOptions
        {
            Optimizer = optimizer,
            Epochs = MostEpochs,
            StopWhenLossBelow = goal,
            Threads = 1,
            Diagnostics = Diagnostics.Off,
        };
        if (optimizer is MinibatchOptimizer)
            options = options with { BatchSize = data.X.RowCount };
        var counting = new CountingError();
        new Trainer<double>(network.Clone(), counting, options).Fit(data);
        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(data);
        return (result.StopReason == StopReason.LossReached, result.Elapsed.TotalMilliseconds, counting.Evaluations);
    }

    private static void Print(string task, int starts, Func<int, Network<double>> start, Dataset<double> data, double goal)
    {
        Console.WriteLine($"| {task} | reached | median time, us | median evaluations |");
        Console.WriteLine("| --- | --- | --- | --- |");
        // The runtime compiles what is called often once more, after a while.
        foreach ((_, Optimizer optimizer) in Methods)
        {
            long began = Stopwatch.GetTimestamp();
            for (int seed = 0; Stopwatch.GetElapsedTime(began).TotalSeconds < 2; seed++)
                Train(start(seed), data, optimizer, goal);
        }

        // One method after the other, again and again, so that what else the machine does meets all of them.
        var runs = Methods.ToDictionary(method => method.Name, _ => new List<(bool IsReached, double Milliseconds, long Evaluations)>());
        for (int round = 0; round < Rounds; round++)
        {
            foreach ((string name, Optimizer optimizer) in Methods)
                runs[name].AddRange(Enumerable.Range(0, starts).Select(seed => Train(start(seed), data, optimizer, goal)));
        }

        foreach ((string name, var all) in runs)
        {
            var reached = all.Where(run => run.IsReached).ToList();
            Console.WriteLine($"| {name} | {reached.Count / Rounds} of {starts} | {1000 * Numbers.Median(reached.Select(run => run.Milliseconds)):F0} "
                + $"| {Numbers.Median(reached.Select(run => (double)run.Evaluations)):F0} |");
        }

        Console.WriteLine();
    }

    /// <summary>The mean squared error, which counts how often it is asked for.</summary>
    private sealed class CountingError : Loss<double>
    {
        private readonly MeanSquaredError<double> _error = new();

        public long Evaluations { get; private set; }

        public override double Evaluate(Matrix<double> predictions, Matrix<double> targets, ReadOnlySpan<double> rowWeights,
            Matrix<double> gradient)
        {
            Evaluations++;
            return _error.Evaluate(predictions, targets, rowWeights, gradient);
        }

        public override bool Hessian(int output, Matrix<double> predictions, Matrix<double> targets, ReadOnlySpan<double> rowWeights,
            Matrix<double> column)
            => _error.Hessian(output, predictions, targets, rowWeights, column);
    }
}
