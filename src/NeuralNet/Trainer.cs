using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Trains a network on data: minibatches, updates, stop tests, a record of every epoch.</summary>
/// <remarks>
/// A second Fit continues where the first ended: optimizer memory, epoch count, learning rate schedule and sample order go on. One Fit at a time;
/// predictions with the network may run meanwhile but see weights that change.
/// </remarks>
public sealed class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TrainingState<T> _state;
    private Checkpoint<T>? _restored;
    private int _isRunning;

    /// <summary>Creates a trainer.</summary>
    /// <param name="network">The network, trained in place.</param>
    /// <param name="loss">What to make small.</param>
    /// <param name="options">The settings; the defaults if null.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public Trainer(Network<T> network, Loss<T> loss, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loss);
        Network = network;
        Loss = loss;
        Options = options ?? new TrainingOptions();
        Options.Validate();
        TrainingChecks.WeightsAreFinite(network);
        TrainingChecks.ActivationIsAppliedOnce(network, loss);
        _state = new TrainingState<T>(network, Options.Optimizer);
    }

    /// <summary>The network that is trained.</summary>
    public Network<T> Network { get; }

    /// <summary>What is made small.</summary>
    public Loss<T> Loss { get; }

    /// <summary>The settings.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Trains on samples with targets.</summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <param name="y">Targets, <c>N x outputs</c>, finite.</param>
    /// <param name="cancellation">Ends training after the current update.</param>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss. No weight has changed.</exception>
    public TrainingResult Fit(Matrix<T> x, Matrix<T> y, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Fit(new Dataset<T>(x, y), validation: null, new DataNames("x", "y", "weights"), cancellation);
    }

    /// <summary>Trains on samples with class labels.</summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <param name="labels">N labels from 0 to outputs - 1; 0 or 1 for a network with one output.</param>
    /// <param name="cancellation">Ends training after the current update.</param>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss. No weight has changed.</exception>
    public TrainingResult Fit(Matrix<T> x, IReadOnlyList<int> labels, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(labels);
        return Fit(Targets(x, labels), validation: null, new DataNames("x", "labels", "weights"), cancellation);
    }

    /// <summary>Trains on a data set, with validation data if there are any.</summary>
    /// <param name="training">What to learn from: X <c>N x inputs</c>, Y <c>N x outputs</c>, finite.</param>
    /// <param name="validation">What to score each epoch on; if null, <see cref="TrainingOptions.ValidationFraction"/> decides.</param>
    /// <param name="cancellation">Ends training after the current update.</param>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss. No weight has changed.</exception>
    public TrainingResult Fit(Dataset<T> training, Dataset<T>? validation = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        return Fit(training, validation, DataNames.Of(nameof(training)), cancellation);
    }

    /// <summary>Scores the network on data, without dropout and with the penalties of the options, and changes nothing.</summary>
    /// <param name="data">X <c>N x inputs</c>, Y <c>N x outputs</c>, finite.</param>
    /// <exception cref="ArgumentException">The data do not fit the network or the loss.</exception>
    public Scores Evaluate(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        TrainingData<T> checkedData = TrainingChecks.Data(data, DataNames.Of(nameof(data)), Network, Loss, classWeights: null);
        return new Evaluation<T>(Network, Loss, checkedData).Score(Penalties.Value<T>(_state.Parameters, Options));
    }

    /// <summary>
    /// Takes up a run from a checkpoint: weights and the optimizer's memory are put back, and the next Fit, which must be given the data of the run, goes on
    /// where it was. It ends as a run would have ended that was never interrupted, to the bit: weights, history, findings, numbers of steps.
    /// </summary>
    /// <remarks>
    /// Network, loss and options must be those of the run, except for what only says when to stop (epochs, steps, time limit, thresholds, stop criteria), for
    /// progress, threads and the checkpoint itself. So a run that has ended may be taken up with more epochs. <see cref="Trainer.Load{T}(string, KnownTypes{T}?)"/> makes a trainer from the checkpoint alone.
    /// </remarks>
    /// <param name="path">A file that <see cref="TrainingOptions.Checkpoint"/> had written.</param>
    /// <exception cref="InvalidDataException">The file is no checkpoint, is damaged, or holds the other precision. Nothing has changed.</exception>
    /// <exception cref="ArgumentException">The checkpoint is one of another network, loss or options; the message says what differs. Nothing has changed.</exception>
    public void Restore(string path) => NamedFile.Read(path, stream =>
    {
        Restore(stream, path);
        return this;
    });

    /// <summary>Takes up a run from a checkpoint that is read from a stream, from its position to its end.</summary>
    /// <param name="stream">A stream that can be read; it is left open.</param>
    /// <inheritdoc cref="Restore(string)"/>
    public void Restore(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Restore(stream, path: null);
    }

    private void Restore(Stream stream, string? path)
    {
        Enter();
        try
        {
            Restore(Checkpoint<T>.Read(stream, path));
        }
        finally
        {
            Leave();
        }
    }

    internal void Restore(Checkpoint<T> checkpoint)
    {
        checkpoint.CheckFits(Network, Loss, Options);
        var state = new TrainingState<T>(Network, Options.Optimizer);
        state.Transfer(checkpoint.OpenState());
        checkpoint.CopyWeightsTo(Network);
        _state = state;
        _restored = checkpoint;
    }

    private TrainingResult Fit(Dataset<T> training, Dataset<T>? validation, DataNames names, CancellationToken cancellation)
    {
        Enter();
        try
        {
            TrainingChecks.WeightsAreFinite(Network);
            if (validation is null && Options.ValidationFraction > 0)
            {
                TrainingChecks.Shapes(training, names, Network);
                (training, validation) = DataSplit<T>.Random(training, Options.ValidationFraction, Options.Seed);
            }

            TrainingData<T> trainingData = TrainingChecks.Data(training, names, Network, Loss, Options.ClassWeights);
            TrainingData<T>? validationData = validation is null
                ? null
                : TrainingChecks.Data(validation, DataNames.Of(nameof(validation)), Network, Loss, classWeights: null);
            _restored?.CheckFits(trainingData, validationData);
            Network.UseSchema(SchemaNames.With(Network.Schema, training));
            Decide(trainingData, validationData);
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

    /// <summary>The rule by which the network will answer is the one that its answers are scored by, from the first record on.</summary>
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
            throw new InvalidOperationException("This trainer is already in a Fit; one runs at a time. Clone the network for another training beside it.");
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
