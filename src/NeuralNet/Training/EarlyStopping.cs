namespace NeuralNet;

/// <summary>
/// Stops when the monitored loss (of the validation data, of the training data if there are none) has not improved for some epochs,
/// and puts the best weights back.
/// </summary>
/// <remarks>The weights of the best epoch are put back however training ends, except when a threshold was met, which the current weights did, and on divergence.</remarks>
/// <param name="Patience">How many epochs without improvement end training, at least 1.</param>
public sealed record EarlyStopping(int Patience)
{
    /// <summary>A loss counts as better if it is smaller by more than this, at least 0.</summary>
    public double MinimumImprovement { get; init; }

    internal void Validate()
    {
        Check.Count(Patience, nameof(Patience), "epoch");
        Check.Range(MinimumImprovement, nameof(MinimumImprovement), 0, double.PositiveInfinity);
    }

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(EarlyStopping), PrintMembers);
}
