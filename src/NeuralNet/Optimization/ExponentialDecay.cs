namespace NeuralNet;

/// <summary>
/// rate = initial * factor^epochs: multiplied by a factor once an epoch (the <c>learning_rate_decay</c> of the CS231n
/// two-layer network).
/// </summary>
/// <param name="InitialRate">The rate at the start, finite and at least 0.</param>
/// <param name="Factor">What an epoch multiplies the rate by, above 0 and at most 1.</param>
public sealed record ExponentialDecay(double InitialRate, double Factor) : LearningRateSchedule
{
    /// <summary>After which minibatch of an epoch the rate falls; after the last one unless set.</summary>
    public DecayTiming Timing { get; init; } = DecayTiming.AfterLastMinibatch;

    /// <inheritdoc/>
    public override double RateAt(TrainingTime time)
    {
        bool alreadyFell = Timing == DecayTiming.AfterFirstMinibatch && time.StepInEpoch > 0;
        return InitialRate * Math.Pow(Factor, time.Epoch + (alreadyFell ? 1 : 0));
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        CheckRate(InitialRate, nameof(InitialRate));
        Check.Range(Factor, nameof(Factor), 0, 1, Bounds.OpenBelow);
        Check.Defined((int)Timing, (int)DecayTiming.AfterFirstMinibatch, nameof(Timing), nameof(DecayTiming));
    }

    /// <inheritdoc/>
    public override Description Describe() => new("ExponentialDecay")
    {
        Settings = new Dictionary<string, double> { ["initialRate"] = InitialRate, ["factor"] = Factor },
        Parts = new Dictionary<string, Description> { ["timing"] = Description.Choice(Timing) },
    };

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(ExponentialDecay), PrintMembers);
}

/// <summary>When in an epoch a rate decays.</summary>
public enum DecayTiming
{
    /// <summary>After the last minibatch, so that an epoch has one rate.</summary>
    AfterLastMinibatch,

    /// <summary>
    /// After the first minibatch, as in programs that test <c>iteration % iterationsPerEpoch == 0</c>.
    /// </summary>
    AfterFirstMinibatch,
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType ExponentialDecay = Schedule("ExponentialDecay", description
        => new ExponentialDecay(description["initialRate"], description["factor"]) { Timing = description.Choice<DecayTiming>("timing") });
}
