namespace NeuralNet;

/// <summary>
/// Half a cosine from the initial to the final rate: rate = final + (initial - final) (1 + cos(pi * epoch / epochs)) /
/// 2, with the epoch counted in fractions; the final rate from then on (Loshchilov and Hutter, 2017, without restarts).
/// </summary>
/// <param name="InitialRate">The rate at the start, finite and at least 0.</param>
/// <param name="Epochs">How many epochs the fall takes, at least 1.</param>
public sealed record CosineDecay(double InitialRate, int Epochs) : LearningRateSchedule
{
    /// <summary>The rate at the end, finite and at least 0.</summary>
    public double FinalRate { get; init; }

    /// <inheritdoc/>
    public override double RateAt(TrainingTime time)
    {
        double progress = Math.Min(1, (time.Epoch + (double)time.StepInEpoch / time.StepsPerEpoch) / Epochs);
        return FinalRate + (InitialRate - FinalRate) * (1 + Math.Cos(Math.PI * progress)) / 2;
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        CheckRate(InitialRate, nameof(InitialRate));
        CheckRate(FinalRate, nameof(FinalRate));
        Check.Count(Epochs, nameof(Epochs), "epoch");
    }

    /// <inheritdoc/>
    public override Description Describe() => new("CosineDecay")
    {
        Settings = new Dictionary<string, double> { ["initialRate"] = InitialRate, ["epochs"] = Epochs, ["finalRate"] = FinalRate },
    };

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(CosineDecay), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType CosineDecay = Schedule("CosineDecay", description
        => new CosineDecay(description["initialRate"], description.Count("epochs")) { FinalRate = description["finalRate"] });
}
