namespace NeuralNet;

/// <summary>
/// How often the watched score of <see cref="ReduceOnPlateau"/> has come to rest; kept from one Fit to the next, like
/// the optimizer's memory.
/// </summary>
internal sealed class PlateauCount(ReduceOnPlateau rule)
{
    private readonly Patience _patience = new(rule.Patience, rule.MinimumImprovement, rule.Score);

    public int Plateaus { get; private set; }

    /// <summary>Notes a whole epoch.</summary>
    public void Note(EpochRecord record)
    {
        _patience.Note(record);
        if (!_patience.IsExhausted)
            return;
        Plateaus++;
        _patience.StartAgain();
    }

    /// <summary>Writes the count to a checkpoint or takes it from it.</summary>
    public void Transfer(NumberTape tape)
    {
        Plateaus = tape.Next(Plateaus);
        _patience.Transfer(tape);
    }
}
