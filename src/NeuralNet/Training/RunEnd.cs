using System.Diagnostics;

namespace NeuralNet;

/// <summary>
/// What ends a run: numbers of epochs and steps, time, cancellation, thresholds, patience, rules of the user's own.
/// Knows numbers alone, no network and no data.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="scoreAll">The scores on all training samples with the weights as they are.</param>
/// <param name="started">When the time limit began, in ticks of the stopwatch.</param>
/// <param name="cancellation">Ends the run after the current step.</param>
internal sealed class RunEnd(TrainingOptions options, Func<Scores> scoreAll, long started, CancellationToken cancellation)
{
    private readonly StopCriterion[] _criteria = [.. options.StopCriteria];
    private readonly Patience? _patience = options.EarlyStopping is { } early ? new Patience(early.Patience, early.MinimumImprovement, early.Score) : null;

    /// <summary>What the thresholds were last compared with; null if there are none.</summary>
    public Scores? ThresholdScores { get; private set; }

    /// <summary>The reason that one of <see cref="TrainingOptions.StopCriteria"/> gave.</summary>
    public string? Criterion { get; private set; }

    /// <summary>The best epoch so far, if there is early stopping.</summary>
    public int? BestEpoch => _patience?.BestEpoch;

    /// <summary>Before the first step of an epoch.</summary>
    /// <param name="epochs">Epochs completed in this Fit.</param>
    /// <param name="steps">Steps made in this Fit.</param>
    public StopReason? BeforeEpoch(int epochs, long steps) => Threshold() ?? (epochs >= options.Epochs ? StopReason.EpochsReached : Limit(steps));

    /// <summary>Between two steps.</summary>
    /// <inheritdoc cref="BeforeEpoch"/>
    public StopReason? Limit(long steps)
    {
        if (steps >= options.Steps)
            return StopReason.StepsReached;
        return Interruption();
    }

    /// <summary>What ends a run at any time: cancellation, or the time limit.</summary>
    public StopReason? Interruption()
    {
        if (cancellation.IsCancellationRequested)
            return StopReason.Cancelled;
        return options.TimeLimit is { } limit && Stopwatch.GetElapsedTime(started) >= limit ? StopReason.TimeLimit : null;
    }

    /// <summary>Whether the loss or the mean absolute error on all samples is below its threshold.</summary>
    public StopReason? Threshold()
    {
        if (options.StopWhenLossBelow is null && options.StopWhenMeanAbsoluteErrorBelow is null)
            return null;
        Scores scores = scoreAll();
        ThresholdScores = scores;
        if (scores.MeanAbsoluteError < options.StopWhenMeanAbsoluteErrorBelow)
            return StopReason.MeanAbsoluteErrorReached;
        return scores.Loss < options.StopWhenLossBelow ? StopReason.LossReached : null;
    }

    /// <summary>Notes a whole epoch for early stopping; true if it is the best so far.</summary>
    public bool IsBest(EpochRecord record)
    {
        _patience?.Note(record);
        return BestEpoch == record.Epoch;
    }

    /// <summary>After a whole epoch that was noted.</summary>
    public StopReason? AfterEpoch(TrainingHistory history)
    {
        if (_patience is { IsExhausted: true })
            return StopReason.NoImprovement;
        foreach (StopCriterion criterion in _criteria)
        {
            Criterion = criterion.ReasonToStop(history);
            if (Criterion is not null)
                return Threshold() ?? StopReason.CriterionMet;
        }

        return null;
    }

    /// <summary>Writes what the tests remember to a checkpoint or takes it from it.</summary>
    public void Transfer(NumberTape tape)
    {
        ThresholdScores = Next(tape, ThresholdScores);
        _patience?.Transfer(tape);
    }

    private static Scores? Next(NumberTape tape, Scores? scores)
    {
        if (!tape.Next(scores is not null))
            return null;
        Scores known = scores ?? default;
        double loss = tape.Next(known.Loss);
        double error = tape.Next(known.MeanAbsoluteError);
        return new Scores(loss, error, tape.Next(known.Accuracy is not null) ? tape.Next(known.Accuracy ?? 0) : null);
    }
}
