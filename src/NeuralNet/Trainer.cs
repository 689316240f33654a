using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Trains a network on data: minibatches, updates, stop tests, a record of every epoch.</summary>
/// <remarks>
/// A second Fit continues where the first ended: optimizer memory, epoch count, learning rate schedule and sample order
/// go on. One Fit at a time; predictions with the network may run meanwhile but see weights that change. For other
/// settings see <see cref="ContinueWith"/>, for a loop of one's own
/// <see cref="Step(Matrix{T}, Matrix{T})"/>.
/// </remarks>
public sealed partial class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TrainingState<T> _state;
    private Checkpoint<T>? _restored;
    private Checkpoint<T>?[]? _restoredRestarts;
    private int _isRunning;

    /// <summary>Creates a trainer.</summary>
    /// <param name="network">The network, trained in place.</param>
    /// <param name="loss">What to make small.</param>
    /// <param name="options">The settings; the defaults if null.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public Trainer(Network<T> network, Loss<T> loss, TrainingOptions? options = null)
        : this(network, loss, options, state: null)
    {
    }

    private Trainer(Network<T> network, Loss<T> loss, TrainingOptions? options, TrainingState<T>? state)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        Network = network;
        Loss = loss;
        Options = options ?? new TrainingOptions();
        Options.Validate();
        TrainingChecks.WeightsAreFinite(network);
        TrainingChecks.ActivationIsAppliedOnce(network, loss);
        _state = state ?? new TrainingState<T>(network, Options.Optimizer);
    }

    /// <summary>The network that is trained.</summary>
    public Network<T> Network { get; }

    /// <summary>What is made small.</summary>
    public Loss<T> Loss { get; }

    /// <summary>The settings.</summary>
    public TrainingOptions Options { get; }

    /// <summary>
    /// Scores the network on data, without dropout and with the penalties of the options, and changes nothing.
    /// </summary>
    /// <param name="data">X <c>N x inputs</c>, Y <c>N x outputs</c>, finite.</param>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss.</exception>
    public Scores Evaluate(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Evaluate(data, DataNames.Of(nameof(data)));
    }

    /// <summary>
    /// Scores the network on samples with targets, without dropout and with the penalties of the options, and changes
    /// nothing.
    /// </summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <param name="y">Targets, <c>N x outputs</c>, finite.</param>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss.</exception>
    public Scores Evaluate(Matrix<T> x, Matrix<T> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Evaluate(new Dataset<T>(x, y), new DataNames("x", "y", "weights"));
    }

    /// <summary>
    /// Scores the network on samples with class labels, without dropout and with the penalties of the options, and
    /// changes nothing.
    /// </summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <param name="labels">N labels from 0 to outputs - 1; 0 or 1 for a network with one output.</param>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss.</exception>
    public Scores Evaluate(Matrix<T> x, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(labels);
        return Evaluate(Targets(x, labels), new DataNames("x", "labels", "weights"));
    }

    private Scores Evaluate(Dataset<T> data, DataNames names)
        => new Evaluation<T>(Network, Loss, TrainingChecks.Data(data, names, Network, Loss)).Score(Penalties.Value<T>(_state.Parameters, Options));

    private TrainingResult Fit(Dataset<T> training, Dataset<T>? validation, DataNames names, CancellationToken cancellation)
    {
        Enter();
        try
        {
            TrainingChecks.WeightsAreFinite(Network);
            (TrainingData<T> trainingData, TrainingData<T>? validationData) = TrainingChecks.Parts(training, validation, names, Network, Loss, Options);
            _restored?.CheckFits(trainingData, validationData);
            Network.UseSchema(SchemaNames.With(Network.Schema, training));
            Decide(trainingData, validationData);
            TrainingChecks.WatchedScoresExist(Options, validationData ?? trainingData, names);
            if (Options.Restarts is not null)
                return FitRestarts(trainingData, validationData, cancellation);
            WorkerMemory[] memories = WorkerMemory.ForThreads(Options.Threads);
            using Workers? workers = Options.Threads > 1 ? new Workers(memories) : null;
            var task = new TrainingTask<T>(Network, Loss, Options, _state, trainingData, validationData, workers);
            var run = new TrainingRun<T>(task, _restored?.OpenState(), cancellation);
            _restored = null;
            return memories[0].During(run.Run);
        }
        finally
        {
            Leave();
        }
    }

    private TrainingResult FitRestarts(TrainingData<T> training, TrainingData<T>? validation, CancellationToken cancellation)
    {
        Checkpoint<T>?[] checkpoints = _restoredRestarts ?? new Checkpoint<T>[Options.Restarts!.Count];
        foreach (Checkpoint<T>? checkpoint in checkpoints)
            checkpoint?.CheckFits(training, validation);
        var task = new TrainingTask<T>(Network, Loss, Options, _state, training, validation, workers: null);
        (TrainingResult result, _state) = new RestartedRuns<T>(task, checkpoints, cancellation).Run();
        _restoredRestarts = null;
        return result;
    }

    /// <summary>
    /// The rule by which the network will answer is the one that its answers are scored by, from the first record on.
    /// </summary>
    private void Decide(TrainingData<T> training, TrainingData<T>? validation)
    {
        if (Network.DecisionRule.Source != DecisionSource.Caller && DecisionChoice.ByTraining(Network, Loss, training) is { } rule)
            Network.UseDecisionRule(rule);
        training.AnswerBy(Network.DecisionRule);
        validation?.AnswerBy(Network.DecisionRule);
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
            throw new InvalidOperationException("This trainer is already in a Fit or a step; one runs at a time. Clone the network for another "
                + "training beside it.");
    }

    private void Leave() => Volatile.Write(ref _isRunning, 0);

    private Dataset<T> Targets(Matrix<T> x, IReadOnlyList<int> labels)
    {
        bool isOneHot = Network.Outputs > 1 || Loss.IncludedActivation?.OutputRange.RowSum is not null || Network.Layers[^1].OutputRange.RowSum is not null;
        if (isOneHot)
            return new Dataset<T>(x, labels, Network.Outputs);
        Check.Labels(labels, nameof(labels), classes: 2);
        return new Dataset<T>(x, Matrix<T>.Build.Dense(labels.Count, 1, (i, _) => T.CreateTruncating(labels[i])));
    }
}
