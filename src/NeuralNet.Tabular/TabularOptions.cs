namespace NeuralNet.Tabular;

/// <summary>How a model is trained; the defaults work.</summary>
public sealed record TabularOptions
{
    /// <summary>How much time is spent.</summary>
    public Effort Effort { get; init; } = Effort.Normal;

    /// <summary>
    /// A column whose rows belong together, such as those of one patient: all rows of a group are learned from, or
    /// none. It is no input.
    /// </summary>
    public string? GroupBy { get; init; }

    /// <summary>
    /// A column of dates or numbers, where the future is to be predicted: the latest fifth of the rows is held out.
    /// </summary>
    public string? SplitBy { get; init; }

    /// <summary>The same table and seed give the same model, to the bit.</summary>
    public int Seed { get; init; }
}
