namespace NeuralNet.Many;

/// <summary>How a fleet is trained.</summary>
public sealed record FleetOptions : RunOptions
{
    /// <summary>Every model's own seed is a function of this one and its key.</summary>
    public int Seed { get; init; }

    /// <summary>Who trains the models, such as a cluster; null for threads of this process.</summary>
    public IJobRunner? Runner { get; init; }
}
