namespace NeuralNet;

/// <summary>rate = initial * factor^floor(epoch / epochsPerStep): multiplied by a factor every few epochs.</summary>
/// <param name="InitialRate">The rate at the start, finite and at least 0.</param>
/// <param name="Factor">What a step multiplies the rate by, above 0 and at most 1.</param>
/// <param name="EpochsPerStep">How many epochs a rate lasts, at least 1.</param>
public sealed record StepDecay(double InitialRate, double Factor, int EpochsPerStep) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double RateAt(TrainingTime time) => InitialRate * Math.Pow(Factor, time.Epoch / EpochsPerStep);

    /// <inheritdoc/>
    public override void Validate()
    {
        CheckRate(InitialRate, nameof(InitialRate));
        Check.Range(Factor, nameof(Factor), 0, 1, Bounds.OpenBelow);
        Check.Count(EpochsPerStep, nameof(EpochsPerStep), "epoch");
    }

    /// <inheritdoc/>
    public override Description Describe() => new("StepDecay")
    {
        Settings = new Dictionary<string, double> { ["initialRate"] = InitialRate, ["factor"] = Factor, ["epochsPerStep"] = EpochsPerStep },
    };

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(StepDecay), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType StepDecay = Schedule("StepDecay", description
        => new StepDecay(description["initialRate"], description["factor"], description.Count("epochsPerStep")));
}
