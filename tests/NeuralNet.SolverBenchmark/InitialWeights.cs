namespace NeuralNet.SolverBenchmark;

/// <summary>What Levenberg-Marquardt ends at from initial weights of Glorot and of Nguyen and Widrow.</summary>
internal static class InitialWeights
{
    public static void Print(int seeds)
    {
        Console.WriteLine("| task | initial weights | median of the mean squared error | best | worst |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        Print("sinc, 20,000 points, 1-20-1", seeds, (initializer, seed)
            => Sinc.Train(Sinc.Points(20_000), initializer, seed, steps: 300, Environment.ProcessorCount).FinalScores!.Value.Loss);
        foreach (string name in new[] { "yacht", "energy" })
        {
            Dataset<double> data = Table.Read(name).Split(0).Training;
            Print($"{name}, {data.X.ColumnCount}-16-1", seeds, (initializer, seed) => Train(data, initializer, seed));
        }
    }

    private static void Print(string task, int seeds, Func<Initializer, int, double> train)
    {
        foreach (Initializer initializer in new[] { Initializer.GlorotUniform, Initializer.NguyenWidrow })
        {
            double[] errors = [.. Enumerable.Range(0, seeds).Select(seed => train(initializer, seed))];
            Console.WriteLine($"| {task} | {initializer} | {Numbers.Median(errors):E2} | {errors.Min():E2} | {errors.Max():E2} |");
        }
    }

    private static double Train(Dataset<double> data, Initializer initializer, int seed)
    {
        Network<double> network = Network.WithInputs<double>(data.X.ColumnCount).Standardize(data.X).Dense(16, initializer).Tanh().Dense(1).Build(seed);
        var options = new TrainingOptions { Optimizer = new LevenbergMarquardt(), Epochs = 300, Diagnostics = Diagnostics.Off };
        Matrix<double> targets = StandardScaler.Fit(data.Y).Transform(data.Y);
        return new Trainer<double>(network, new MeanSquaredError<double>(), options).Fit(data.X, targets).FinalScores!.Value.Loss;
    }
}
