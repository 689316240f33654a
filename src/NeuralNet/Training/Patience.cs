namespace NeuralNet;

/// <summary>Early stopping as a count: which epoch was the best so far, and how many have passed since.</summary>
internal sealed class Patience(EarlyStopping settings)
{
    private double _loss = double.PositiveInfinity;
    private int _epochsWithoutImprovement;

    /// <summary>The best epoch so far; null before the first.</summary>
    public int? BestEpoch { get; private set; }

    public bool IsExhausted => _epochsWithoutImprovement >= settings.Patience;

    /// <summary>Notes an epoch.</summary>
    public void Note(EpochRecord record)
    {
        double loss = (record.Validation ?? record.Training).Loss;

        // Validation data may overflow where the training data do not; any loss that is a number is better than one that is none.
        if (double.IsNaN(loss))
            loss = double.PositiveInfinity;
        if (loss < _loss - settings.MinimumImprovement || BestEpoch is null)
            (_loss, BestEpoch, _epochsWithoutImprovement) = (loss, record.Epoch, 0);
        else
            _epochsWithoutImprovement++;
    }

    /// <summary>Writes the count to a checkpoint or takes it from it.</summary>
    public void Transfer(NumberTape tape)
    {
        _loss = tape.Next(_loss);
        BestEpoch = tape.Next(BestEpoch);
        _epochsWithoutImprovement = tape.Next(_epochsWithoutImprovement);
    }
}
