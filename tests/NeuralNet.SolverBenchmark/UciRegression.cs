namespace NeuralNet.SolverBenchmark;

/// <summary>
/// Root mean squared test errors of five networks of Bayesian regularisation, averaged, on UCI sets. One recipe for
/// all: inputs are taken as they are or as logarithms, as the evidence says, split by split; the hidden layers were
/// chosen on rows held back from training rows.
/// </summary>
internal static class UciRegression
{
    private const int Networks = 5;
    private const int MostSteps = 300;
    private static readonly int[][] _candidates = [[6], [10], [16], [24], [32], [10, 10]];

    /// <summary>
    /// Each set with the units of its hidden layers: the candidate that <see cref="PrintChoices"/> finds best.
    /// </summary>
    private static readonly (string Name, int[] Units)[] _sets = [("yacht", [32]), ("energy", [32]), ("concrete", [10, 10])];

    /// <summary>The recipe on the test rows of some of the 20 splits.</summary>
    public static void Print(int splits, int first, string[] sets)
    {
        Console.WriteLine("| set | units | splits | root mean squared error | standard error | single networks |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach ((string name, int[] units) in _sets.Where(set => sets.Length == 0 || sets.Contains(set.Name)))
        {
            (double Error, double Single)[] results = OfSplits(name, units, first, splits);
            double mean = results.Average(result => result.Error);
            double deviation = Math.Sqrt(results.Sum(result => Math.Pow(result.Error - mean, 2)) / Math.Max(1, splits - 1) / splits);
            string single = $"{results.Average(result => result.Single):F3}";
            Console.WriteLine($"| {name} | {string.Join('-', units)} | {first} to {first + splits - 1} | {mean:F3} | {deviation:F3} | {single} |");
            Console.WriteLine($"     {string.Join(' ', results.Select(result => $"{result.Error:F4}"))}");
        }
    }

    public static (double Error, double Single)[] OfSplits(string name, int[] units, int first, int splits)
    {
        var table = Table.Read(name);
        var results = new (double Error, double Single)[splits];
        Parallel.For(0, splits, split =>
        {
            (Dataset<double> training, Dataset<double> test) = table.Split(first + split);
            Member[] members = Train(training, units);
            results[split] = (Error(members, test), members.Average(member => Error([member], test)));
        });
        return results;
    }

    /// <summary>
    /// How the hidden layers were chosen: the errors of the candidates on a tenth of the training rows of some splits,
    /// which they were not trained on; test rows are not looked at.
    /// </summary>
    public static void PrintChoices(int splits, string[] sets)
    {
        Console.WriteLine("| set | units | error on rows held back |");
        Console.WriteLine("| --- | --- | --- |");
        foreach ((string name, _) in _sets.Where(set => sets.Length == 0 || sets.Contains(set.Name)))
        {
            foreach (int[] units in _candidates)
                Console.WriteLine($"| {name} | {string.Join('-', units)} | {OnRowsHeldBack(Table.Read(name), splits, units):F3} |");
        }
    }

    private static double OnRowsHeldBack(Table table, int splits, int[] units)
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
    /// Networks of hidden layers of tanh, each from a seed of its own: those of the inputs as they are, or those of
    /// their logarithms, whichever explain the training targets better by MacKay's evidence.
    /// </summary>
    private static Member[] Train(Dataset<double> data, int[] units)
    {
        Matrix<double> training = data.X;
        Member[][] candidates = [.. new Func<Matrix<double>, Matrix<double>>[] { x => x, x => Logarithms(x, training) }
            .Select(inputs => Enumerable.Range(0, Networks).Select(seed => Train(data, inputs, units, seed)).ToArray())];
        return candidates.MaxBy(members => members.Average(member => member.LogEvidence))!;
    }

    private static Member Train(Dataset<double> data, Func<Matrix<double>, Matrix<double>> inputs, int[] units, int seed)
    {
        (Matrix<double> x, StandardScaler scaler) = (inputs(data.X), StandardScaler.Fit(data.Y));
        var options = new TrainingOptions { Optimizer = new BayesianRegularization(), Epochs = MostSteps, Threads = 1, Diagnostics = Diagnostics.Off };
        NetworkBuilder<double> hidden = Network.WithInputs<double>(x.ColumnCount).Standardize(x);
        foreach (int width in units)
            hidden = hidden.Dense(width).Tanh();
        Network<double> network = hidden.Dense(1).Build(seed);
        TrainingResult result = new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(x, scaler.Transform(data.Y));
        return new Member(y => scaler.Restore(network.Predict(inputs(y))), result.Evidence?.LogEvidence ?? double.NegativeInfinity);
    }

    /// <summary>
    /// log(1 + 10 (x - least) / (mean - least)) of each column, from the least and the mean of the training rows.
    /// </summary>
    private static Matrix<double> Logarithms(Matrix<double> x, Matrix<double> training)
    {
        double[] least = [.. training.EnumerateColumns().Select(column => column.Minimum())];
        double[] spread = [.. training.EnumerateColumns().Select((column, j) => Math.Max(column.Average() - least[j], 1e-9))];
        return x.MapIndexed((_, j, value) => Math.Log(1 + 10 * Math.Max(value - least[j], 0) / spread[j]), Zeros.Include);
    }

    private static double Error(Member[] members, Dataset<double> data)
    {
        Matrix<double> sum = Matrix<double>.Build.Dense(data.Y.RowCount, 1);
        foreach (Member member in members)
            sum += member.Predict(data.X);
        return Numbers.RootMeanSquare(sum / members.Length - data.Y);
    }

    /// <summary>A trained network with what goes before and behind it.</summary>
    private sealed record Member(Func<Matrix<double>, Matrix<double>> Predict, double LogEvidence);
}
