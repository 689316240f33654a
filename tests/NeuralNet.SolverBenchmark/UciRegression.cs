namespace NeuralNet.SolverBenchmark;

/// <summary>
/// Root mean squared test errors of five networks of Bayesian regularisation, averaged, on UCI sets. One recipe for
/// all; what there was to choose in it was chosen on rows held back from training rows.
/// </summary>
internal static class UciRegression
{
    private const int Networks = 5;
    private const int MostSteps = 300;
    private static readonly int[] _candidates = [6, 10, 16, 24, 32];

    /// <summary>Each set with its units: the candidate that <see cref="PrintChoices"/> finds best.</summary>
    private static readonly (string Name, int Units)[] _sets = [("yacht", 32), ("energy", 32), ("concrete", 16)];

    /// <summary>The recipe on the test rows of some of the 20 splits.</summary>
    public static void Print(int splits, int first, string[] sets)
    {
        Console.WriteLine("| set | units | splits | root mean squared error | standard error | single networks |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach ((string name, int units) in _sets.Where(set => sets.Length == 0 || sets.Contains(set.Name)))
        {
            (double Error, double Single)[] results = OfSplits(name, units, first, splits);
            double mean = results.Average(result => result.Error);
            double deviation = Math.Sqrt(results.Sum(result => Math.Pow(result.Error - mean, 2)) / Math.Max(1, splits - 1) / splits);
            string single = $"{results.Average(result => result.Single):F3}";
            Console.WriteLine($"| {name} | {units} | {first} to {first + splits - 1} | {mean:F3} | {deviation:F3} | {single} |");
            Console.WriteLine($"     {string.Join(' ', results.Select(result => $"{result.Error:F4}"))}");
        }
    }

    public static (double Error, double Single)[] OfSplits(string name, int units, int first, int splits)
    {
        var table = Table.Read(name);
        var results = new (double Error, double Single)[splits];
        Parallel.For(0, splits, split =>
        {
            (Dataset<double> training, Dataset<double> test) = table.Split(first + split);
            Network<double>[] networks = Train(training, units);
            results[split] = (Error(networks, test), networks.Average(network => Error([network], test)));
        });
        return results;
    }

    /// <summary>
    /// How the units were chosen: the errors of the candidates on a tenth of the training rows of some splits, which
    /// they were not trained on; test rows are not looked at.
    /// </summary>
    public static void PrintChoices(int splits)
    {
        Console.WriteLine("| set | units | error on rows held back |");
        Console.WriteLine("| --- | --- | --- |");
        foreach ((string name, _) in _sets)
        {
            foreach (int units in _candidates)
                Console.WriteLine($"| {name} | {units} | {OnRowsHeldBack(Table.Read(name), splits, units):F3} |");
        }
    }

    private static double OnRowsHeldBack(Table table, int splits, int units)
    {
        var errors = new double[splits];
        Parallel.For(0, splits, split =>
        {
            DataSplit<double> inner = DataSplit<double>.Random(table.Split(split).Training, heldFraction: 0.1, seed: split);
            errors[split] = Error(Train(inner.Training, units), inner.Held);
        });
        return errors.Average();
    }

    /// <summary>
    /// Networks of one hidden layer of tanh, each from a seed of its own, that take and give raw numbers.
    /// </summary>
    private static Network<double>[] Train(Dataset<double> data, int units)
    {
        var scaler = StandardScaler.Fit(data.Y);
        var options = new TrainingOptions { Optimizer = new BayesianRegularization(), Epochs = MostSteps, Threads = 1, Diagnostics = Diagnostics.Off };
        return [.. Enumerable.Range(0, Networks).Select(seed =>
        {
            Network<double> network = Network.WithInputs<double>(data.X.ColumnCount).Standardize(data.X).Dense(units).Tanh().Dense(1).Build(seed);
            new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(data.X, scaler.Transform(data.Y));
            return new Network<double>(network.Inputs, [.. network.Layers, Scaling.Restore<double>(scaler)]);
        })];
    }

    private static double Error(Network<double>[] networks, Dataset<double> data)
    {
        Matrix<double> sum = Matrix<double>.Build.Dense(data.Y.RowCount, 1);
        foreach (Network<double> network in networks)
            sum += network.Predict(data.X);
        return Numbers.RootMeanSquare(sum / networks.Length - data.Y);
    }
}
