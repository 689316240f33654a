using System.Diagnostics;
using System.Numerics;

namespace NeuralNet;

/// <summary>
/// One call of Fit: the loop over epochs and steps, on data that has been checked.
/// </summary>
/// <remarks>
/// <para>
/// How a step is made: <see cref="StepMaker{T}.Make"/> of the optimizer's kind. In <see cref="MinibatchSteps{T}"/> rows
/// of X and Y are gathered into the two reused matrices of a <see cref="Minibatch{T}"/>; they go forward, layer by
/// layer, to the loss, whose gradient comes back, layer by layer, and leaves that of each parameter; the optimizer's
/// <see cref="UpdateRule{T}"/> changes each parameter from its gradient, in place. A full-batch method makes one
/// iteration over all samples instead.
/// </para>
/// <para>
/// Around the steps stand three things that know nothing of each other: <see cref="RunEnd"/> says when the run ends,
/// <see cref="RunRecord{T}"/> keeps history, best weights and checkpoints, <see cref="RunReports{T}"/> tells of
/// progress and findings. This class alone counts steps and epochs and calls them in order.
/// </para>
/// </remarks>
internal sealed class TrainingRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingTask<T> _task;
    private readonly TrainingState<T> _state;
    private readonly StepMaker<T> _steps;
    private readonly RunScores<T> _scores;
    private readonly RunEnd _end;
    private readonly RunRecord<T> _record;
    private readonly RunReports<T> _reports;
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Time spent before a checkpoint was written from which the run has been taken up.</summary>
    private TimeSpan _earlier;

    private long _firstStep;

    /// <summary>Epochs completed in this Fit.</summary>
    private int _epochs;

    /// <summary>Whether the sums of scores already hold steps of the current epoch.</summary>
    private bool _isWithinEpoch;

    private ScoreSums _epochSums;
    private NoStep? _noStep;

    public TrainingRun(TrainingTask<T> task, RunState<T>? resumed, CancellationToken cancellation)
    {
        _task = task;
        _state = task.State;
        _reports = new RunReports<T>(task);
        _steps = task.Options.Optimizer.NewSteps(task);
        _scores = new RunScores<T>(task, _steps);
        _end = new RunEnd(task.Options, _scores.OfTraining, task.Started, cancellation);
        _steps.IsInterrupted = () => _end.Interruption() is not null;
        _record = new RunRecord<T>(task);
        _firstStep = _state.Step;
        if (resumed is not null)
            Transfer(resumed);
        if (_state.StepInEpoch >= task.StepsPerEpoch)
            _state.StepInEpoch = 0;
    }

    private TimeSpan Elapsed => _earlier + Stopwatch.GetElapsedTime(_started);

    private long StepsMade => _state.Step - _firstStep;

    public TrainingResult Run()
    {
        StopReason reason = TrainEpochs();
        Scores? scores = _end.ThresholdScores;

        // A threshold was met by the current weights.
        int? restored = reason is StopReason.LossReached or StopReason.MeanAbsoluteErrorReached ? null : _record.RestoreBestWeights();
        _reports.AfterTraining(reason, _record.History, _noStep?.Divergence, scores, restored, _steps.Rate);
        _steps.Complete();
        bool areFinal = restored is null && (reason is StopReason.LossReached or StopReason.MeanAbsoluteErrorReached or StopReason.EpochsReached);
        return new TrainingResult
        {
            StopReason = reason,
            StopMessage = StopMessages.For(
                new RunOutcome(reason, StepsMade, _record.History, scores, _end.Criterion, _noStep, restored), _task.Options, _task.Network),
            Steps = StepsMade,
            History = _record.History,
            FinalScores = (areFinal ? scores : null) ?? _scores.AtEnd(),
            IsAskedForScores = (scores is not null && restored is null) || reason == StopReason.Diverged,
            RestoredEpoch = restored,
            Divergence = _noStep?.Divergence,
            Evidence = _steps.Evidence,
            Findings = _reports.Findings,
            Elapsed = Elapsed,
        };
    }

    private StopReason TrainEpochs()
    {
        while (true)
        {
            StopReason? before = _isWithinEpoch ? _end.Limit(StepsMade) : _end.BeforeEpoch(_epochs, StepsMade);
            if (before is { } reason)
            {
                WriteCheckpointIfInterrupted(reason);
                return reason;
            }

            if ((TrainEpoch() ?? AfterEpoch()) is { } ended)
                return ended;
            _epochs++;
            if (_record.IsCheckpointDue(_state.Epoch))
                WriteCheckpoint();
        }
    }

    /// <summary>Trains to the end of the epoch; returns why it stopped before, or null.</summary>
    private StopReason? TrainEpoch()
    {
        if (!_isWithinEpoch)
            _epochSums = default;
        _isWithinEpoch = true;
        while (true)
        {
            if (Step() is { } ended)
            {
                WriteCheckpointIfInterrupted(ended);
                return ended;
            }

            if (_state.StepInEpoch == _task.StepsPerEpoch)
                break;
            if (_end.Limit(StepsMade) is { } limit)
            {
                // Before the part of an epoch is recorded for the caller: the run itself goes on without that record.
                WriteCheckpointIfInterrupted(limit);
                Record();
                return _end.Threshold() ?? limit;
            }
        }

        _isWithinEpoch = false;
        _state.StepInEpoch = 0;
        _state.Epoch++;
        Record();
        return null;
    }

    /// <summary>One step; or why there was none, in which case no weight has changed.</summary>
    private StopReason? Step()
    {
        if (_steps.Make(ref _epochSums, _reports.Inspector) is { } none)
        {
            _noStep = none;
            if (none.Divergence is not null)
                _state.ForgetOptimizerMemory();
            return none.Reason ?? _end.Interruption() ?? StopReason.Cancelled;
        }

        _state.Step++;
        _state.StepInEpoch++;
        return null;
    }

    private void Record()
    {
        int epoch = _state.StepInEpoch == 0 ? _state.Epoch : _state.Epoch + 1;
        _record.History.Add(new EpochRecord(epoch, _state.Step, _steps.Rate, _epochSums.ToScores(), _scores.OfValidation()) { Evidence = _steps.Evidence });
        _reports.AfterEpoch(_record.History);
    }

    private StopReason? AfterEpoch()
    {
        EpochRecord record = _record.History[^1];
        _state.Plateau?.Note(record);
        if (_end.IsBest(record))
            _record.KeepWeights(record.Epoch);
        bool isInVain = _reports.LossHasNoGradient && _task.Options.WhenLossHasNoGradient == NoGradientAction.Stop;
        return isInVain ? StopReason.NoGradient : _end.AfterEpoch(_record.History);
    }

    private void WriteCheckpointIfInterrupted(StopReason reason)
    {
        if (reason is StopReason.TimeLimit or StopReason.Cancelled)
            WriteCheckpoint();
    }

    private void WriteCheckpoint() => _record.WriteCheckpoint(_state.Step, Transfer);

    /// <summary>Writes the run to a checkpoint or takes it up where one says it was.</summary>
    private void Transfer(RunState<T> state)
    {
        NumberTape tape = state.Numbers;
        _state.Transfer(state);
        _firstStep = tape.Next(_firstStep);
        _epochs = tape.Next(_epochs);
        _isWithinEpoch = tape.Next(_isWithinEpoch);
        _earlier = TimeSpan.FromTicks(tape.Next(Elapsed.Ticks));
        _epochSums.Transfer(tape);
        _end.Transfer(tape);
        _record.Transfer(state, _end.BestEpoch);
        _reports.Transfer(state);
        tape.End();
    }
}
