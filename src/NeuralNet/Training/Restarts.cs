namespace NeuralNet;

/// <summary>
/// Training from several initial weights, on all threads at once, of which the best run is kept: small networks end in
/// different minima. Bits do not depend on the number of threads.
/// </summary>
/// <remarks>
/// Run i is the one that <c>Build(seed: options.Seed + i)</c> and the same options without restarts give, to the bit;
/// the weights that the network has are replaced (what initial weights leave alone, such as the slopes of
/// <see cref="PReLU{T}"/>, starts as the network has it). The time limit is for all together, and progress is told of
/// one epoch at a time (<see cref="EpochRecord.InitialSeed"/>). A checkpoint <c>run.safetensors</c> is a file for each
/// run, <c>run.3.safetensors</c> for seed 3; Restore takes up those that are there. Losses and layers of your own are
/// called by several threads.
/// </remarks>
/// <param name="Count">How many runs, at least 1.</param>
public sealed record Restarts(int Count)
{
    /// <summary>
    /// What decides which run is kept; if null, the evidence of <see cref="BayesianRegularization"/>, else the loss on
    /// the validation data where there are any, else on the training data.
    /// </summary>
    public RestartScore? KeepBy { get; init; }

    internal void Validate(Optimizer optimizer)
    {
        Check.Count(Count, nameof(Count), "restart");
        if (KeepBy is not { } score)
            return;
        Check.Defined((int)score, (int)RestartScore.Evidence, nameof(KeepBy), nameof(RestartScore));
        if (score == RestartScore.Evidence && optimizer is not BayesianRegularization)
            throw new ArgumentException($"'{nameof(KeepBy)}' is {score}, which only {nameof(BayesianRegularization)} has, but the optimizer is {optimizer}.",
                nameof(KeepBy));
    }

    internal Description Describe() => new(nameof(Restarts))
    {
        Settings = new Dictionary<string, double> { [nameof(Count)] = Count },
        Parts = KeepBy is { } score ? new Dictionary<string, Description> { [nameof(KeepBy)] = Description.Choice(score) } : [],
    };

    internal static Restarts From(Description description) => new(description.Count(nameof(Count)))
    {
        KeepBy = description.Parts.ContainsKey(nameof(KeepBy)) ? description.Choice<RestartScore>(nameof(KeepBy)) : null,
    };

    internal static int SeedOf(int run, TrainingOptions options) => unchecked(options.Seed + run);

    internal static string PathOf(string checkpoint, int seed)
        => Path.ChangeExtension(checkpoint, Check.Text(seed) + Path.GetExtension(checkpoint));

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(Restarts), PrintMembers);
}

/// <summary>What restarts are compared by, with the weights that each run ends with.</summary>
public enum RestartScore
{
    /// <summary>The lowest loss on the training samples, with its penalties.</summary>
    TrainingLoss,

    /// <summary>The lowest loss on the validation samples.</summary>
    ValidationLoss,

    /// <summary>The largest <see cref="BayesianEvidence.LogEvidence"/>.</summary>
    Evidence,
}
