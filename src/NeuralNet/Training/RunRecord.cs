using System.Numerics;

namespace NeuralNet;

/// <summary>What is kept of a run: a record of every epoch, the best weights, checkpoints.</summary>
internal sealed class RunRecord<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly BestWeights<T>? _best;
    private readonly CheckpointWriter<T>? _checkpoints;
    private long? _checkpointStep;

    public RunRecord(TrainingTask<T> task)
    {
        TrainingOptions options = task.Options;
        // Room for more would be a large object, which takes longer to make than a short run; it grows as epochs come.
        History = new TrainingHistory(Math.Min(options.Epochs, 256));
        if (options.EarlyStopping is not null)
            _best = new BestWeights<T>(task.Network);
        if (options.Checkpoint is { } checkpoint)
            _checkpoints = new CheckpointWriter<T>(checkpoint, task.Network, task.Loss, options, task.Data, task.Validation);
    }

    public TrainingHistory History { get; }

    /// <summary>Keeps the weights of an epoch, the best so far.</summary>
    public void KeepWeights(int epoch) => _best?.Keep(epoch);

    /// <summary>Puts the best weights back; returns the epoch they are of, or null if there are none.</summary>
    public int? RestoreBestWeights()
    {
        if (_best?.Epoch is not { } epoch)
            return null;
        _best.Restore();
        return epoch;
    }

    /// <summary>Whether a checkpoint is to be written at the end of an epoch.</summary>
    public bool IsCheckpointDue(int epoch) => _checkpoints?.IsDue(epoch) == true;

    /// <summary>Writes a checkpoint, unless there is one of this step already or none is wanted.</summary>
    /// <param name="step">Updates made, over all calls of Fit.</param>
    /// <param name="collect">Puts the whole state of the run together.</param>
    public void WriteCheckpoint(long step, Action<RunState<T>> collect)
    {
        if (_checkpoints is null || _checkpointStep == step)
            return;
        var state = new RunState<T>();
        collect(state);
        _checkpoints.Write(state);
        _checkpointStep = step;
    }

    /// <summary>Writes the best weights and the history to a checkpoint or takes them from it.</summary>
    /// <param name="state">The checkpoint.</param>
    /// <param name="bestEpoch">The epoch whose weights are kept; null for none.</param>
    public void Transfer(RunState<T> state, int? bestEpoch)
    {
        _best?.Transfer(state, bestEpoch);
        if (state.IsReading)
            History.Replace(state.History);
        else
            state.History.AddRange(History);
    }
}
