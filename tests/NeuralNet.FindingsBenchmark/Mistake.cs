namespace NeuralNet.FindingsBenchmark;

/// <summary>A mistake that somebody makes.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Laws">On which laws it is made.</param>
/// <param name="Causes">The codes whose text names it.</param>
/// <param name="Symptoms">Codes that are true but name only what follows.</param>
internal sealed record Mistake(string Name, Law[] Laws, FindingCode[] Causes, FindingCode[] Symptoms)
{
    public Setting Setting { get; init; } = new();

    /// <summary>What it does to the training samples.</summary>
    public Func<Rows, RandomStream, Rows> Spoil { get; init; } = (rows, _) => rows;

    /// <summary>Whether fresh samples go the same way: a column in other units is so in use, too.</summary>
    public bool IsInUse { get; init; }

    /// <summary>
    /// Validation samples beside the training samples, from those that are not spoiled; null for none.
    /// </summary>
    public Func<Rows, Rows>? Validation { get; init; }
}
