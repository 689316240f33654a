namespace NeuralNet;

internal sealed partial class TrainingRun<T>
{
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
        _thresholdScores = Next(tape, _thresholdScores);
        _best?.Transfer(state);
        _inspector?.Transfer(state);
        tape.End();
        if (state.IsReading)
            _history.Replace(state.History);
        else
            state.History.AddRange(_history);
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

    /// <summary>Writes a checkpoint from which the run goes on with its next step.</summary>
    private void WriteCheckpoint()
    {
        if (_checkpoints is null || _checkpointStep == _state.Step)
            return;
        var state = new RunState<T>();
        Transfer(state);
        _checkpoints.Write(state);
        _checkpointStep = _state.Step;
    }
}
