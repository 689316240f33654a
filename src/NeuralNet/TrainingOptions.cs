using System.Numerics;
using System.Text.Json.Serialization;

namespace NeuralNet;

/// <summary>The settings of a training run. Every default works; all are checked when a trainer is made.</summary>
/// <remarks>
/// <see cref="ToJson"/>, or <c>JsonSerializer.Serialize</c>, writes them; what is read again trains to the same bits.
/// What JSON cannot hold is refused.
/// </remarks>
[JsonConverter(typeof(OptionsJsonConverter))]
public sealed record TrainingOptions
{
    // More than any machine has processors; each takes memory before the first step.
    private const int MostThreads = 4096;
    private readonly int? _batchSize;

    /// <summary>How a gradient changes a parameter; Adam with a learning rate of 0.001 unless set.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>How many epochs a call of Fit trains at most, at least 0.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>
    /// How many updates a call of Fit makes at most, at least 0; null for as many as the epochs have.
    /// </summary>
    public long? Steps { get; init; }

    /// <summary>
    /// Samples in a minibatch, at least 1, 32 unless set; at most all samples are taken unless they are drawn with
    /// replacement. A <see cref="FullBatchOptimizer"/> takes all samples.
    /// </summary>
    public int BatchSize { get => _batchSize ?? 32; init => _batchSize = value; }

    /// <summary>How samples are put into minibatches.</summary>
    public SampleOrder Order { get; init; } = SampleOrder.Shuffled;

    /// <summary>
    /// The seed of all random numbers of the run. The same seed, network and data give the same weights, to the bit.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>
    /// lambda of the penalty lambda/2 * sum(W*W) on weights (not biases) that is part of the loss; at least 0. The
    /// <c>reg</c> of CS231n's two-layer network is half of it.
    /// </summary>
    public double L2 { get; init; }

    /// <summary>
    /// lambda of the penalty lambda * sum|W| on weights (not biases) that is part of the loss; at least 0.
    /// </summary>
    public double L1 { get; init; }

    /// <summary>Keeps gradients from growing too large; null for no limit.</summary>
    public GradientClipping? Clipping { get; init; }

    /// <summary>
    /// A weight for each class, finite and at least 0, multiplied with the sample weights; null if all classes count
    /// alike. Needs one-hot targets or class labels.
    /// </summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>
    /// The share of the samples held back for validation when none are given to Fit, split by class where there are
    /// classes; 0 (none) or above, below 1.
    /// </summary>
    public double ValidationFraction { get; init; }

    /// <summary>
    /// Stops once the loss on all training samples is below this, before any update if it is so at the start; null for
    /// no such test. Tested at the start of each epoch and at the end.
    /// </summary>
    public double? StopWhenLossBelow { get; init; }

    /// <summary>
    /// Stops once the mean absolute error on all training samples and outputs is below this, before any update if it is
    /// so at the start; null for no such test. Tested at the start of each epoch and at the end.
    /// </summary>
    public double? StopWhenMeanAbsoluteErrorBelow { get; init; }

    /// <summary>Trains from several initial weights and keeps the best run; null for the weights that the network
    /// has.</summary>
    public Restarts? Restarts { get; init; }

    /// <summary>Stops when the loss, or another score, no longer improves; null to go on.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Rules of one's own for when to stop, each asked after every whole epoch; none unless set.</summary>
    public IReadOnlyList<StopCriterion> StopCriteria { get; init; } = [];

    /// <summary>
    /// Stops after this time, above 0; null for no limit. Tested after every update. A run that is taken up from a
    /// checkpoint has all of it again.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// Writes checkpoints from which training can go on as if it had never been interrupted; null for none.
    /// </summary>
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>Told of every epoch when it ends, on the training thread; null for nobody.</summary>
    public IProgress<EpochRecord>? Progress { get; init; }

    /// <summary>
    /// Whether training looks for reasons why the network does not learn and reports them as
    /// <see cref="TrainingResult.Findings"/>; on unless switched off.
    /// </summary>
    public Diagnostics Diagnostics { get; init; } = Diagnostics.On;

    /// <summary>
    /// What happens when the gradient of the loss is exactly 0 in all steps of the first epoch that were looked at:
    /// training ends unless set. Needs
    /// <see cref="Diagnostics"/>, which look.
    /// </summary>
    public NoGradientAction WhenLossHasNoGradient { get; init; }

    /// <summary>
    /// How many threads share the work of large products, 1 to 4096. The result is the same to the bit for any number;
    /// small work stays on one thread, the look at the data before training aside.
    /// </summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The options in JSON. <see cref="Threads"/> are left out where they are as many as the machine has processors.
    /// </summary>
    /// <exception cref="NotSupportedException">There is something that only the program has: <see cref="Progress"/>, or
    /// a learning rate given by a function.</exception>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public string ToJson() => OptionsJson.Write(this);

    /// <summary>
    /// Reads options that <see cref="ToJson"/> wrote, or that a person did: settings that are left out have their
    /// defaults.
    /// </summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="InvalidDataException">It is no JSON, no description of options, has a setting that options do
    /// not have, or one outside its range.</exception>
    public static TrainingOptions FromJson(string json) => FromJson(json, KnownTypes<double>.Library);

    /// <summary>Reads options with schedules or stop criteria of one's own.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="knownTypes">How to make types of one's own that the JSON names.</param>
    /// <inheritdoc cref="FromJson(string)"/>
    public static TrainingOptions FromJson<T>(string json, KnownTypes<T> knownTypes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(knownTypes);
        return OptionsJson.Read(json, knownTypes);
    }

    /// <summary>Whether the program has said how large minibatches are.</summary>
    internal bool IsBatchSizeSet => _batchSize is not null;

    internal void Validate()
    {
        if (Optimizer is null)
            throw new ArgumentNullException(nameof(Optimizer), "'Optimizer' is null, but one such as new Adam() is needed.");
        Optimizer.Validate();
        (Optimizer as FullBatchOptimizer)?.CheckOptions(this);
        Check.Count(Epochs, nameof(Epochs), "epochs", smallest: 0);
        if (Steps is < 0)
            throw new ArgumentOutOfRangeException(nameof(Steps), Steps, $"'Steps' is {Check.Text(Steps.Value)}, but at least 0 steps are needed.");
        Check.Count(BatchSize, nameof(BatchSize), "sample");
        Check.Defined((int)Order, (int)SampleOrder.AsGiven, nameof(Order), nameof(SampleOrder));
        Check.Range(L2, nameof(L2), 0, double.PositiveInfinity);
        Check.Range(L1, nameof(L1), 0, double.PositiveInfinity);
        Clipping?.Validate();
        if (ClassWeights is not null)
            Check.SampleWeights(ClassWeights, nameof(ClassWeights));
        Check.Range(ValidationFraction, nameof(ValidationFraction), 0, 1, Bounds.OpenAbove);
        if (StopWhenLossBelow is { } loss)
            Check.Range(loss, nameof(StopWhenLossBelow), double.NegativeInfinity, double.PositiveInfinity);
        if (StopWhenMeanAbsoluteErrorBelow is { } error)
            Check.Range(error, nameof(StopWhenMeanAbsoluteErrorBelow), 0, double.PositiveInfinity, Bounds.OpenBelow);
        EarlyStopping?.Validate();
        Restarts?.Validate(Optimizer);
        ArgumentNullException.ThrowIfNull(StopCriteria);
        for (int i = 0; i < StopCriteria.Count; i++)
            (StopCriteria[i] ?? throw new ArgumentNullException(nameof(StopCriteria), $"'StopCriteria'[{Check.Text(i)}] is null.")).Validate();
        Checkpoint?.Validate();
        if (TimeLimit is { } limit && limit <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(TimeLimit), limit, $"'TimeLimit' is {limit}, but a time above 0 was expected.");
        if (Diagnostics is not (Diagnostics.On or Diagnostics.Off))
            throw new ArgumentOutOfRangeException(nameof(Diagnostics), Diagnostics, $"'Diagnostics' is {Diagnostics:D}, which is neither On nor Off.");
        Check.Defined((int)WhenLossHasNoGradient, (int)NoGradientAction.GoOn, nameof(WhenLossHasNoGradient), nameof(NoGradientAction));
        Check.Count(Threads, nameof(Threads), "thread");
        if (Threads > MostThreads)
            throw new ArgumentOutOfRangeException(nameof(Threads), Threads,
                $"'Threads' is {Check.Text(Threads)}, but at most {Check.Text(MostThreads)} are possible.");
    }

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(TrainingOptions), PrintMembers);
}
