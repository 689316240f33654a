namespace NeuralNet;

/// <summary>
/// Which score early stopping and <see cref="ReduceOnPlateau"/> watch from epoch to epoch: one of the record, of the
/// validation data if there are any, otherwise of the training data; or a function of one's own.
/// </summary>
public abstract record MonitoredScore
{
    private MonitoredScore()
    {
    }

    /// <summary>The loss, the smaller the better.</summary>
    public static MonitoredScore Loss { get; } = new Recorded(nameof(Loss), "loss", scores => scores.Loss);

    /// <summary>The mean absolute error, the smaller the better.</summary>
    public static MonitoredScore MeanAbsoluteError { get; } = new Recorded(nameof(MeanAbsoluteError), "mean absolute error", scores
        => scores.MeanAbsoluteError);

    /// <summary>The accuracy, the larger the better; refused where targets are no classes.</summary>
    public static MonitoredScore Accuracy { get; } = new Recorded(nameof(Accuracy), "accuracy", scores => -scores.Accuracy ?? double.NaN);

    /// <summary>A score of one's own, the smaller the better.</summary>
    /// <param name="score">
    /// The score after an epoch, called once for each on the training thread; it may ask the network. NaN counts as
    /// worse than any number.
    /// </param>
    public static MonitoredScore Smallest(Func<EpochRecord, double> score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return new Own(nameof(Smallest), score);
    }

    /// <summary>A score of one's own, the larger the better.</summary>
    /// <inheritdoc cref="Smallest"/>
    public static MonitoredScore Largest(Func<EpochRecord, double> score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return new Own(nameof(Largest), record => -score(record));
    }

    /// <summary>The score of an epoch as something to make small.</summary>
    internal abstract double Cost(EpochRecord record);

    /// <summary>What a checkpoint says of it: a name, which does not tell one function from another.</summary>
    internal abstract Description Describe();

    internal static MonitoredScore From(Description description) => description.Kind switch
    {
        nameof(Loss) => Loss,
        nameof(MeanAbsoluteError) => MeanAbsoluteError,
        nameof(Accuracy) => Accuracy,
        string kind => throw new InvalidDataException($"The file names the watched score {Check.Quoted(kind)}, which was made of a function and "
            + $"cannot be read from a file."),
    };

    private sealed record Recorded : MonitoredScore
    {
        private readonly string _kind;
        private readonly string _text;
        private readonly Func<Scores, double> _costOf;

        public Recorded(string kind, string text, Func<Scores, double> costOf) => (_kind, _text, _costOf) = (kind, text, costOf);

        internal override double Cost(EpochRecord record) => _costOf(record.Validation ?? record.Training);

        internal override Description Describe() => new(_kind);

        public override string ToString() => _text;
    }

    private sealed record Own(string Kind, Func<EpochRecord, double> CostOf) : MonitoredScore
    {
        internal override double Cost(EpochRecord record) => CostOf(record);

        internal override Description Describe() => new(Kind);

        public override string ToString() => "score";
    }
}
