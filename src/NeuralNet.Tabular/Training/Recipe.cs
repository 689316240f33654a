namespace NeuralNet.Tabular;

/// <summary>How the weights of a member are found.</summary>
internal enum Method
{
    /// <summary>AdamW, minibatches, the best epoch on held-out rows.</summary>
    Minibatches,

    /// <summary>No hidden layer, all rows at once.</summary>
    Linear,

    /// <summary>Levenberg-Marquardt with Bayesian regularization.</summary>
    Bayesian,
}

/// <summary>How one kind of network of a model is made and trained.</summary>
internal sealed record Recipe
{
    public required string Name { get; init; }

    public Method Method { get; init; }

    public int[] Hidden { get; init; } = [];

    public double Dropout { get; init; }

    public double LearningRate { get; init; }

    public double WeightDecay { get; init; }

    public double LabelSmoothing { get; init; }

    /// <summary>Networks for each fold, which differ by their seeds.</summary>
    public int Repeats { get; init; } = 1;

    public int BatchSize { get; init; } = 32;

    public int Epochs { get; init; } = 100;

    /// <summary>Into how many intervals the range of a number is cut; 0 for none.</summary>
    public int Intervals { get; init; }

    /// <summary>Into how many intervals time is cut, where a column is one of dates.</summary>
    public int TimeIntervals { get; init; }

    public int EmbeddingSize { get; init; } = 8;

    /// <summary>Categories of up to so many levels are one-hot.</summary>
    public int MostOneHot { get; init; } = CategoryEncoding.MostOneHot;

    /// <summary>A level of a category has a place of its own from so many training rows on.</summary>
    public int FewestOfALevel { get; init; } = 3;

    public bool IsLogarithm { get; init; }

    public override string ToString() => Method switch
    {
        Method.Linear => Name,
        Method.Bayesian => $"{Name}: {string.Join('-', Hidden)} tanh",
        _ => $"{Name}: {string.Join('-', Hidden)} SiLU, dropout {Names.Number(Dropout)}, AdamW rate {Names.Number(LearningRate)} falling as a cosine, "
            + $"decay {Names.Number(WeightDecay)}, {Epochs} epochs of batches of {BatchSize}, best epoch on held-out rows"
            + $"{(Intervals > 0 ? $", numbers also in {Intervals} intervals" : "")}"
            + $"{(LabelSmoothing > 0 ? $", label smoothing {Names.Number(LabelSmoothing)}" : "")}",
    };
}
