namespace NeuralNet.Orleans.Tests;

/// <summary>What the silos of the tests can train.</summary>
public static class Work
{
    private static readonly Hooks.Gate _gate = new();
    private static readonly Hooks.Hold _hold = new(epoch: 70);

    /// <summary>The shops of NeuralNet.Many's tests, which wait while there is a gate.</summary>
    public static Recipe<double> Shops { get; } = new("shops", (data, seed) =>
    {
        Trainer<double> trainer = Many.Tests.Shops.Recipe.Make(data, seed);
        return new Trainer<double>(trainer.Network, trainer.Loss, trainer.Options with { Progress = _gate });
    });

    /// <summary>A training that ends when it is told to.</summary>
    public static Recipe<double> Endless { get; } = new("endless", (data, seed) =>
    {
        Trainer<double> trainer = Many.Tests.Shops.Recipe.Make(data, seed);
        return new Trainer<double>(trainer.Network, trainer.Loss, trainer.Options with { Epochs = int.MaxValue });
    });

    /// <summary>The flowers of NeuralNet.Many's tests, trained for longer; one of them is held on its silo.</summary>
    public static SearchObjective<double> Flowers { get; } = new("flowers", Many.Tests.Flowers.Objective.Splits, (settings, data, seed) =>
    {
        Trainer<double> trainer = Many.Tests.Flowers.Make(settings, data, seed);
        return new Trainer<double>(trainer.Network, trainer.Loss, trainer.Options with { Epochs = 100, Progress = _hold });
    });
}
