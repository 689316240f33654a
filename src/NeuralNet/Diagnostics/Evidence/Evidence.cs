namespace NeuralNet;

/// <summary>
/// All that findings are drawn from, each number measured once: the data and the structure before training, steps while
/// it goes on, the outcome at its end.
/// </summary>
internal sealed class Evidence
{
    public required PartFacts Training { get; init; }

    public PartFacts? Validation { get; init; }

    public required Replicates Replicates { get; init; }

    /// <summary>Null where data are looked at without a network.</summary>
    public NetworkFacts? Network { get; init; }

    public LossFacts? Loss { get; init; }

    public TrainingOptions Options { get; init; } = new();

    /// <summary>Input columns as they reach the first layer that learns.</summary>
    public required ColumnFacts[] FirstInputs { get; init; }

    /// <summary>
    /// How far targets lie outside the range of the outputs; null where the loss is the user's or there is no network.
    /// </summary>
    public RangeErrors? Range { get; init; }

    /// <summary>How good the network was before training; null where data are looked at without a network.</summary>
    public Performance? Start { get; set; }

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch { get; init; }

    /// <summary>Updates that the run will make at most.</summary>
    public long PlannedSteps { get; init; }

    public StepReadings? Steps { get; set; }

    public Course? Course { get; set; }

    /// <summary>What is known when the run is over; null until then.</summary>
    public Outcome? Outcome { get; set; }

    /// <summary>Whether predictions are meant to equal targets, as far as one can know.</summary>
    public bool IsComparing => Loss is { IsLibrary: true } || Training.Kind.IsOneHot();

    /// <summary>The epoch that findings of this moment are dated with.</summary>
    public int Epoch { get; set; }

    /// <summary>Updates made in this call of Fit.</summary>
    public long StepsMade { get; set; }

    /// <summary>What the last epoch's record tells: 1 - loss / loss of the best constant; NaN if unknown.</summary>
    public double RecentSkill { get; set; } = double.NaN;

    /// <summary>Whether the first steps have been judged already.</summary>
    public bool IsStartJudged { get; set; }

    /// <summary>Units that were equal in two steps; null if none were.</summary>
    public (int Layer, List<int> Units)? Identical { get; set; }

    /// <summary>The largest value that the loss was given where the run diverged; NaN if it did not.</summary>
    public double LargestOutput { get; set; } = double.NaN;

    /// <summary>
    /// Whether steps have a learning rate and batches; a method of all samples finds their length itself.
    /// </summary>
    public bool HasRate => Options.Optimizer is not FullBatchOptimizer;

    /// <summary>
    /// Words that speak of a learning rate or of batches, where there are such; other words or none where not.
    /// </summary>
    public string IfRate(string words, string otherwise = "") => HasRate ? words : otherwise;

    /// <summary>Why the run ended; null until then.</summary>
    public StopReason? Reason { get; set; }

    /// <summary>The rate of the last update.</summary>
    public double LastRate { get; set; } = double.NaN;

    /// <summary>A layer for a finding.</summary>
    public Finding At(Finding finding, int layer) => finding with { Layer = layer, LayerName = Network!.Layers[layer].Name };
}
