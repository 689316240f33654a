using System.Diagnostics;

namespace NeuralNet.SolverBenchmark;

/// <summary>The error that methods have reached after some seconds, beside Adam, with the same network.</summary>
internal static class BesideAdam
{
    private static readonly string[] _sets = ["yacht", "energy", "concrete", "wine_red", "power_plant"];

    private static readonly (string Name, Optimizer Optimizer)[] _methods =
    [
        ("Levenberg-Marquardt", new LevenbergMarquardt()), ("Bayesian regularisation", new BayesianRegularization()), ("L-BFGS", new Lbfgs()),
        ("Rprop", new Rprop()), ("Adam, rate 0.001", new Adam()), ("Adam, rate 0.01", new Adam { LearningRate = 0.01 }),
    ];

    public static void Print(double[] seconds, string[] sets)
    {
        string times = string.Join(" | ", seconds.Select(time => $"{time:G} s"));
        Console.WriteLine($"| set | method | training error after {times} | test error after {times} | ended |");
        Console.WriteLine($"| --- | --- |{string.Concat(Enumerable.Repeat(" --- |", 2 * seconds.Length + 1))}");
        foreach (string set in sets.Length == 0 ? _sets : sets)
        {
            (Dataset<double> training, Dataset<double> test) = Table.Read(set).Split(0);
            foreach ((string name, Optimizer optimizer) in _methods)
            {
                ((double Training, double Test)[] errors, string end) = Train(training, test, optimizer, seconds);
                Console.WriteLine($"| {set} | {name} | {string.Join(" | ", errors.Select(error => $"{error.Training:G3}"))} "
                    + $"| {string.Join(" | ", errors.Select(error => $"{error.Test:G3}"))} | {end} |");
            }
        }
    }

    private static ((double Training, double Test)[] Errors, string End) Train(Dataset<double> training, Dataset<double> test, Optimizer optimizer,
        double[] seconds)
    {
        var scaler = StandardScaler.Fit(training.Y);
        Network<double> network = Network.WithInputs<double>(training.X.ColumnCount).Standardize(training.X).Dense(16).Tanh().Dense(1).Build(seed: 0);
        var errors = new List<(double Training, double Test)>();
        (double, double) Errors() => (Error(training), Error(test));
        double Error(Dataset<double> data) => Numbers.RootMeanSquare(scaler.Restore(network.Predict(data.X)) - data.Y);
        long started = Stopwatch.GetTimestamp();
        var options = new TrainingOptions
        {
            Optimizer = optimizer,
            Epochs = int.MaxValue,
            TimeLimit = TimeSpan.FromSeconds(seconds[^1]),
            Diagnostics = Diagnostics.Off,
            Progress = new Listener(() =>
            {
                if (errors.Count < seconds.Length && Stopwatch.GetElapsedTime(started).TotalSeconds >= seconds[errors.Count])
                    errors.Add(Errors());
            }),
        };
        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(training.X, scaler.Transform(training.Y));
        while (errors.Count < seconds.Length)
            errors.Add(Errors());
        string end = result.StopReason == StopReason.TimeLimit ? "" : $"{result.StopReason} after {result.Elapsed.TotalSeconds:G2} s";
        return ([.. errors], end);
    }

    private sealed class Listener(Action told) : IProgress<EpochRecord>
    {
        public void Report(EpochRecord value) => told();
    }
}
