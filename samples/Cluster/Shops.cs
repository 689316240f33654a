using System.Globalization;
using NeuralNet;
using NeuralNet.Many;

/// <summary>What client and silos share.</summary>
internal static class Shops
{
    public static Recipe<float> Recipe { get; } = new("shops", (known, seed) => new Trainer<float>(
        Network.WithInputs<float>(known.X.ColumnCount).Standardize(known.X).Dense(8).Tanh().Dense(1)
            .Add(Scaling.Restore<float>(StandardScaler.Fit(known.Y))).Build(seed),
        new MeanSquaredError<float>(),
        new TrainingOptions { Optimizer = new Adam { LearningRate = 0.005 }, Epochs = 40, L2 = 0.01, Seed = seed }));

    public static Dataset<float> Load(string shop) => new Shop(int.Parse(shop["shop-".Length..], CultureInfo.InvariantCulture)).Known();
}
