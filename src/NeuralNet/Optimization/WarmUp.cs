namespace NeuralNet;

/// <summary>
/// Linear warm-up: the first updates use (step + 1) / steps of another schedule's rate, the later ones all of it (Goyal
/// et al., 2017).
/// </summary>
/// <param name="Steps">How many updates the rise takes, at least 1.</param>
/// <param name="Then">The schedule that is warmed up to; its own time starts with the first update, too.</param>
public sealed record WarmUp(int Steps, LearningRateSchedule Then) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override ReduceOnPlateau? PlateauRule() => Then.PlateauRule();

    /// <inheritdoc/>
    public override double RateAt(TrainingTime time) => Then.RateAt(time) * Math.Min(1, (time.Step + 1.0) / Steps);

    /// <inheritdoc/>
    public override void Validate()
    {
        Check.Count(Steps, nameof(Steps), "step");
        ArgumentNullException.ThrowIfNull(Then);
        Then.Validate();
    }

    /// <inheritdoc/>
    public override Description Describe() => new("WarmUp")
    {
        Settings = new Dictionary<string, double> { ["steps"] = Steps },
        Parts = new Dictionary<string, Description> { ["then"] = Then.Describe() },
    };

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(WarmUp), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType WarmUp = Schedule("WarmUp", description => new WarmUp(description.Count("steps"), description.Schedule("then")));
}
