namespace NeuralNet.Many;

/// <summary>How a search is done.</summary>
public sealed record SearchOptions : RunOptions
{
    /// <summary>How it chooses what to try; 50 trials of <see cref="ParzenSearch"/> unless set.</summary>
    public SearchMethod Method { get; init; } = new ParzenSearch(50);

    /// <summary>The seed of all choices; every trial's own seed is a function of this one and its number.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// A file that takes a line of JSON for each piece of work as it is done, from which a search that was cancelled or
    /// killed goes on when it is called again; null for none. Checkpoints of trials that go on lie in a folder beside
    /// it until the end.
    /// </summary>
    public string? Journal { get; init; }

    /// <summary>Told of every trial when it has got further, on a thread of the run; null for nobody.</summary>
    public IProgress<Trial>? Trials { get; init; }

    /// <summary>Who trains, such as a cluster; null for threads of this process.</summary>
    public IJobRunner? Runner { get; init; }

    internal override void Validate()
    {
        base.Validate();
        ArgumentNullException.ThrowIfNull(Method);
        Method.Validate();
    }
}
