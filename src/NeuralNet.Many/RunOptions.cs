namespace NeuralNet.Many;

/// <summary>How many trainings run side by side, for how long, and who is told.</summary>
/// <remarks>
/// Each training runs on one thread, whatever <see cref="TrainingOptions.Threads"/> say: for small networks that is
/// the fastest way to use all cores. What comes out is the same to the bit for any number of threads.
/// </remarks>
public record RunOptions
{
    // More than any machine has processors; each takes memory before the first step.
    private const int MostThreads = 4096;

    /// <summary>How many trainings run at a time, 1 to 4096; as many as there are processors unless set.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Ends the run after this time, above 0; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// Told whenever one is done, one call at a time, on a thread of the run; null for nobody.
    /// </summary>
    public IProgress<RunProgress>? Progress { get; init; }

    internal virtual void Validate()
    {
        if (Threads is < 1 or > MostThreads)
            throw new ArgumentOutOfRangeException(nameof(Threads), Threads,
                $"'{nameof(Threads)}' is {Text.Of(Threads)}, but a number from 1 to {Text.Of(MostThreads)} was expected.");
        if (TimeLimit is { } limit && (limit <= TimeSpan.Zero || limit.TotalMilliseconds > int.MaxValue))
            throw new ArgumentOutOfRangeException(nameof(TimeLimit), limit, $"'{nameof(TimeLimit)}' is {limit}, but a time above 0 and of at most 24 days was "
                + "expected.");
    }
}
