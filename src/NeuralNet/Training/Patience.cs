namespace NeuralNet;

/// <summary>
/// Counts how long a score has not improved: which epoch was the best so far, and how many have passed since.
/// </summary>
/// <param name="epochs">How many epochs without improvement exhaust it.</param>
/// <param name="minimumImprovement">A score is better if it is so by more than this.</param>
/// <param name="score">What is watched.</param>
internal sealed class Patience(int epochs, double minimumImprovement, MonitoredScore score)
{
    private double _cost = double.PositiveInfinity;
    private int _epochsWithoutImprovement;

    /// <summary>The best epoch so far; null before the first.</summary>
    public int? BestEpoch { get; private set; }

    public bool IsExhausted => _epochsWithoutImprovement >= epochs;

    /// <summary>Notes an epoch.</summary>
    public void Note(EpochRecord record)
    {
        double cost = score.Cost(record);

        // Validation data may overflow where the training data do not; any score that is a number is better than one
        // that is none.
        if (double.IsNaN(cost))
            cost = double.PositiveInfinity;
        if (cost < _cost - minimumImprovement || BestEpoch is null)
            (_cost, BestEpoch, _epochsWithoutImprovement) = (cost, record.Epoch, 0);
        else
            _epochsWithoutImprovement++;
    }

    /// <summary>Counts from here on, still against the best score so far.</summary>
    public void StartAgain() => _epochsWithoutImprovement = 0;

    /// <summary>Writes the count to a checkpoint or takes it from it.</summary>
    public void Transfer(NumberTape tape)
    {
        _cost = tape.Next(_cost);
        BestEpoch = tape.Next(BestEpoch);
        _epochsWithoutImprovement = tape.Next(_epochsWithoutImprovement);
    }
}
