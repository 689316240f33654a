namespace NeuralNet;

/// <summary>
/// rate = max(smallest, initial * factor^plateaus): multiplied by a factor whenever a score has not improved for some
/// epochs, as Keras's
/// <c>ReduceLROnPlateau</c> without a cooldown. Each new plateau is counted from the last fall on, against the best
/// score of all epochs.
/// </summary>
/// <param name="InitialRate">The rate at the start, finite and at least 0.</param>
public sealed record ReduceOnPlateau(double InitialRate) : LearningRateSchedule
{
    /// <summary>What a plateau multiplies the rate by, above 0 and below 1.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>
    /// How many epochs without improvement are a plateau, at least 1. PyTorch's patience of the same name waits for one
    /// more.
    /// </summary>
    public int Patience { get; init; } = 10;

    /// <summary>A score counts as better if it is so by more than this, at least 0.</summary>
    public double MinimumImprovement { get; init; }

    /// <summary>The rate falls no further than to this, finite and at least 0.</summary>
    public double SmallestRate { get; init; }

    /// <summary>What is watched; the loss unless set, of the validation data if there are any.</summary>
    public MonitoredScore Score { get; init; } = MonitoredScore.Loss;

    /// <inheritdoc/>
    public override ReduceOnPlateau? PlateauRule() => this;

    /// <inheritdoc/>
    public override double RateAt(TrainingTime time) => Math.Max(SmallestRate, InitialRate * Math.Pow(Factor, time.Plateaus));

    /// <inheritdoc/>
    public override void Validate()
    {
        CheckRate(InitialRate, nameof(InitialRate));
        CheckRate(SmallestRate, nameof(SmallestRate));
        Check.Range(Factor, nameof(Factor), 0, 1, Bounds.Open);
        Check.Count(Patience, nameof(Patience), "epoch");
        Check.Range(MinimumImprovement, nameof(MinimumImprovement), 0, double.PositiveInfinity);
        if (Score is null)
            throw new ArgumentNullException(nameof(Score), "'Score' is null, but a score to watch such as MonitoredScore.Loss is needed.");
    }

    /// <inheritdoc/>
    public override Description Describe() => new("ReduceOnPlateau")
    {
        Settings = new Dictionary<string, double>
        {
            ["initialRate"] = InitialRate,
            ["factor"] = Factor,
            ["patience"] = Patience,
            ["minimumImprovement"] = MinimumImprovement,
            ["smallestRate"] = SmallestRate,
        },
        Parts = new Dictionary<string, Description> { ["score"] = Score.Describe() },
    };

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(ReduceOnPlateau), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType ReduceOnPlateau = Schedule("ReduceOnPlateau", description => new ReduceOnPlateau(description["initialRate"])
    {
        Factor = description["factor"],
        Patience = description.Count("patience"),
        MinimumImprovement = description["minimumImprovement"],
        SmallestRate = description["smallestRate"],
        Score = MonitoredScore.From(description.Part("score")),
    });
}
