using System.Numerics;

namespace NeuralNet;

/// <summary>What is told of a run: every epoch to whoever listens, and what was found wrong.</summary>
internal sealed class RunReports<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IProgress<EpochRecord>? _progress;

    public RunReports(TrainingTask<T> task)
    {
        _progress = task.Options.Progress;
        if (task.Options.Diagnostics == Diagnostics.On && task.Loss.TargetGaps == TargetGaps.Refused)
            Inspector = new Inspector<T>(task);
    }

    /// <summary>Is shown every step; null if findings are not wanted.</summary>
    public Inspector<T>? Inspector { get; }

    /// <summary>
    /// Whether every step that was looked at had a loss whose gradient was exactly 0, though the loss was not.
    /// </summary>
    public bool LossHasNoGradient => Inspector?.LossHasNoGradient == true;

    /// <summary>All that was found wrong so far.</summary>
    public IReadOnlyList<Finding> Findings => Inspector?.Findings ?? [];

    /// <summary>Tells of the last epoch in the history, whose record gets what was found in it.</summary>
    public void AfterEpoch(TrainingHistory history)
    {
        EpochRecord record = history[^1];
        if (Inspector?.AfterEpoch(history) is { Count: > 0 } findings)
        {
            record = record with { Findings = findings };
            history.ReplaceLast(record);
        }

        _progress?.Report(record);
    }

    /// <summary>Judges the run by its outcome, with the weights that the network keeps.</summary>
    public void AfterTraining(StopReason reason, TrainingHistory history, Divergence? divergence, Scores? scores, int? restoredEpoch, double rate)
        => Inspector?.AfterTraining(reason, history, divergence, scores, restoredEpoch, rate);

    /// <summary>Writes what was seen so far to a checkpoint or takes it from it.</summary>
    public void Transfer(RunState<T> state) => Inspector?.Transfer(state);
}
