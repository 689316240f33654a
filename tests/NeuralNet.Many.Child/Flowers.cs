namespace NeuralNet.Many.Tests;

/// <summary>A search for a small classifier.</summary>
public static class Flowers
{
    public static Dataset<double> Data { get; } = Classes(150);

    public static SearchSpace Space { get; } = new(
        new RealSetting("rate", 1e-4, 1e-1) { Scale = Scale.Logarithmic },
        new IntegerSetting("layers", 1, 2),
        new IntegerSetting("units", 2, 32) { Scale = Scale.Logarithmic },
        new IntegerSetting("second", 2, 8) { When = settings => settings.Integer("layers") == 2 },
        new ChoiceSetting("activation", "tanh", "relu"));

    public static SearchObjective<double> Objective { get; } = new("flowers", [DataSplit<double>.Random(Data, 0.3)], Make);

    public static Trainer<double> Make(TrialSettings settings, Dataset<double> training, int seed)
    {
        NetworkBuilder<double> builder = Network.WithInputs<double>(2).Standardize(training.X).Dense(settings.Integer("units"));
        builder = settings.Choice("activation") == "tanh" ? builder.Tanh() : builder.ReLU();
        if (settings.Has("second"))
            builder = builder.Dense(settings.Integer("second")).Tanh();
        return new Trainer<double>(builder.Dense(3).Softmax().Build(seed), new SoftmaxCrossEntropy<double>(), new TrainingOptions
        {
            Optimizer = new Adam { LearningRate = settings.Real("rate") },
            Epochs = 10,
            Seed = seed,
        });
    }

    public static SearchOptions Options(string method) => new()
    {
        Seed = 5,
        Method = method switch
        {
            "halving" => new SuccessiveHalving(27, 2, 18) { Reduction = 3 },
            "hyperband" => new Hyperband(9),
            "random" => new RandomSearch(24),
            _ => new ParzenSearch(30) { BatchSize = 3 },
        },
    };

    private static Dataset<double> Classes(int samples)
    {
        var random = new RandomStream(4);
        int[] labels = [.. Enumerable.Range(0, samples).Select(i => i % 3)];
        return new Dataset<double>(Matrix<double>.Build.Dense(samples, 2, (i, j) => Math.Sin(labels[i] * 2 + j) + 0.4 * random.NextNormal()), labels, 3);
    }
}
