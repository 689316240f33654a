using System.Numerics;

namespace NeuralNet;

/// <summary>
/// Steps of the optimizers that change each parameter by its gradient on a minibatch: chooses the samples of each and
/// gathers them.
/// </summary>
internal sealed class MinibatchSteps<T> : StepMaker<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingTask<T> _task;
    private readonly TrainingState<T> _state;
    private readonly MinibatchStep<T> _step;
    private readonly SampleSequence _samples;
    private readonly Minibatch<T> _fullBatch;
    private readonly Minibatch<T> _lastBatch;
    private readonly Func<int, int> _rowOf;

    /// <summary>What <see cref="ScoreAllSamples"/> found, until the step that starts from there.</summary>
    private ScoreSums? _known;

    public MinibatchSteps(TrainingTask<T> task, MinibatchOptimizer optimizer)
    {
        TrainingOptions options = task.Options;
        TrainingData<T> data = task.Data;
        _task = task;
        _state = task.State;
        _step = new MinibatchStep<T>(task.Network, options, task.State, optimizer, task.Workers);
        _rowOf = RowOf;
        Minibatch<T>.CheckSize(task.Network, SampleSequence.SizeOfBatch(options.Order, data.Count, options.BatchSize));
        _samples = new SampleSequence(options.Order, options.Seed, data.Count, options.BatchSize);
        _fullBatch = NewBatch(_samples.FullSize);
        _lastBatch = _samples.LastSize == _samples.FullSize ? _fullBatch : NewBatch(_samples.LastSize);
        if (_samples.IsWhole)
            _fullBatch.Gather(data, _samples.Indices(0, 0, 0), task.Workers);
        ScoresAllSamples = _samples.IsWhole && !task.Network.Layers.Any(layer => layer.IsStochastic);
    }

    public override bool ScoresAllSamples { get; }

    public override NoStep? Make(ref ScoreSums sums, Inspector<T>? inspector)
    {
        Minibatch<T> batch = _state.StepInEpoch == _task.StepsPerEpoch - 1 ? _lastBatch : _fullBatch;
        _step.TakeRate(_task.StepsPerEpoch);
        Rate = _step.Rate;
        if (!_samples.IsWhole)
            batch.Gather(_task.Data, CurrentSamples(), _task.Workers);
        if (_step.Backpropagate(batch) is { } diverged)
            return NoStep.Diverged(diverged);

        inspector?.AfterBackward(batch, batch.Value, _state.Epoch + 1);
        if (_known is { } known)
            sums = known;
        else
            batch.AddScores(ref sums, _task.Data.Answers, _task.Penalty());
        _known = null;
        if (_step.Update(batch, _rowOf, inspector) is { } failed)
            return NoStep.Diverged(failed);

        inspector?.AfterUpdate(_state.Parameters);
        return null;
    }

    public override Scores ScoreAllSamples()
    {
        ScoreSums sums = default;
        _fullBatch.Forward(_task.Options.Seed, _state.Step);
        _fullBatch.AddScores(ref sums, _task.Data.Answers, _task.Penalty());
        _known = sums;
        return sums.ToScores();
    }

    private Minibatch<T> NewBatch(int rows)
        => new(_task.Network, _task.Loss, rows, _state.Gradients, inputGradient: null, _task.Workers, _samples.IsWhole, _task.Data.TargetsAreInputs);

    private ReadOnlySpan<int> CurrentSamples() => _samples.Indices(_state.Step, _state.Epoch, _state.StepInEpoch);

    private int RowOf(int rowOfBatch) => _task.Data.CallersRow(CurrentSamples()[rowOfBatch]);
}
