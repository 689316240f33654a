namespace NeuralNet.Many.Tests;

/// <summary>A fleet of small models of data that are a function of their key.</summary>
public static class Shops
{
    public static string[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => $"shop-{i}")];

    public static Dataset<double> Load(string key)
    {
        var random = new RandomStream(int.Parse(key["shop-".Length..], System.Globalization.CultureInfo.InvariantCulture));
        Matrix<double> x = Matrix<double>.Build.Dense(60, 3, (_, _) => random.NextNormal());
        return new Dataset<double>(x, Matrix<double>.Build.Dense(60, 1, (i, _) => Math.Sin(x[i, 0]) + x[i, 1]));
    }

    public static Recipe<double> Recipe { get; } = new("shops", (data, seed) => new Trainer<double>(
        Network.WithInputs<double>(3).Standardize(data.X).Dense(5).Tanh().Dense(1).Build(seed),
        new MeanSquaredError<double>(), new TrainingOptions { Epochs = 8, Seed = seed }));
}
