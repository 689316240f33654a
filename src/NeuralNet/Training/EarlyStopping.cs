namespace NeuralNet;

/// <summary>
/// Stops when the watched score (of the validation data, of the training data if there are none) has not improved for
/// some epochs, and puts the best weights back.
/// </summary>
/// <remarks>
/// The weights of the best epoch are put back however training ends, on divergence, too; except when a threshold was
/// met, which the current weights did.
/// </remarks>
/// <param name="Patience">How many epochs without improvement end training, at least 1.</param>
public sealed record EarlyStopping(int Patience)
{
    private static readonly Dictionary<string, Description> _noParts = [];

    /// <summary>What is watched; the loss unless set.</summary>
    public MonitoredScore Score { get; init; } = MonitoredScore.Loss;

    /// <summary>A score counts as better if it is so by more than this, at least 0.</summary>
    public double MinimumImprovement { get; init; }

    internal void Validate()
    {
        Check.Count(Patience, nameof(Patience), "epoch");
        Check.Range(MinimumImprovement, nameof(MinimumImprovement), 0, double.PositiveInfinity);
        if (Score is null)
            throw new ArgumentNullException(nameof(Score), "'Score' is null, but a score to watch such as MonitoredScore.Loss is needed.");
    }

    internal Description Describe() => new(nameof(EarlyStopping))
    {
        Settings = new Dictionary<string, double> { [nameof(Patience)] = Patience, [nameof(MinimumImprovement)] = MinimumImprovement },
        Parts = Score == MonitoredScore.Loss ? _noParts : new Dictionary<string, Description> { [nameof(Score)] = Score.Describe() },
    };

    internal static EarlyStopping From(Description description) => new(description.Count(nameof(Patience)))
    {
        MinimumImprovement = description[nameof(MinimumImprovement)],
        Score = description.Parts.TryGetValue(nameof(Score), out Description? score) ? MonitoredScore.From(score) : MonitoredScore.Loss,
    };

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(EarlyStopping), PrintMembers);
}
