using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Steps of the optimizers that change each parameter by its gradient on a minibatch.</summary>
internal sealed class MinibatchSteps<T> : StepMaker<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingOptions _options;
    private readonly TrainingTask<T> _task;
    private readonly TrainingState<T> _state;
    private readonly SampleSequence _samples;
    private readonly Minibatch<T> _fullBatch;
    private readonly Minibatch<T> _lastBatch;
    private readonly LearningRateSchedule _schedule;
    private readonly UpdateRule<T> _update;

    /// <summary>The penalty whose gradient is added by the update: none where clipping must see it before.</summary>
    private readonly Penalty<T> _penaltyOfUpdate;

    /// <summary>What <see cref="ScoreAllSamples"/> found, until the step that starts from there.</summary>
    private ScoreSums? _known;

    public MinibatchSteps(TrainingTask<T> task, MinibatchOptimizer optimizer)
    {
        TrainingOptions options = task.Options;
        TrainingData<T> data = task.Data;
        _task = task;
        _options = options;
        _state = task.State;
        _schedule = optimizer.LearningRate;
        _update = optimizer.Rule<T>();
        _penaltyOfUpdate = options.Clipping is null ? Penalties.Of<T>(options) : default;
        Minibatch<T>.CheckSize(task.Network, SampleSequence.SizeOfBatch(options.Order, data.Count, options.BatchSize));
        _samples = new SampleSequence(options.Order, options.Seed, data.Count, options.BatchSize);
        _fullBatch = NewBatch(_samples.FullSize);
        _lastBatch = _samples.LastSize == _samples.FullSize ? _fullBatch : NewBatch(_samples.LastSize);
        if (_samples.IsWhole)
            _fullBatch.Gather(data, _samples.Indices(0, 0, 0), task.Workers);
        ScoresAllSamples = _samples.IsWhole && !task.Network.Layers.Any(layer => layer.IsStochastic);
    }

    public override int StepsPerEpoch => _samples.StepsPerEpoch;

    public override bool ScoresAllSamples { get; }

    public override NoStep? Make(ref ScoreSums sums, Inspector<T>? inspector)
    {
        Minibatch<T> batch = _state.StepInEpoch == StepsPerEpoch - 1 ? _lastBatch : _fullBatch;
        Rate = RateOfThisStep();
        if (!_samples.IsWhole)
            batch.Gather(_task.Data, _samples.Indices(_state.Step, _state.Epoch, _state.StepInEpoch), _task.Workers);

        double loss = batch.Forward(_options.Seed, _state.Step);
        if (!double.IsFinite(loss))
            return NoStep.Diverged(LossIsNotFinite(batch, loss));

        batch.Backward();
        inspector?.AfterBackward(batch, loss, _state.Epoch + 1);
        if (_known is { } known)
            sums = known;
        else
            batch.AddScores(ref sums, _task.Data.Answers, _task.Penalty());
        _known = null;
        Clip(inspector);
        if (Update() is { } failed)
            return NoStep.Diverged(NotFiniteAfterUpdate(batch, failed));

        inspector?.AfterUpdate(_state.Parameters);
        return null;
    }

    public override Scores ScoreAllSamples()
    {
        ScoreSums sums = default;
        _fullBatch.Forward(_options.Seed, _state.Step);
        _fullBatch.AddScores(ref sums, _task.Data.Answers, _task.Penalty());
        _known = sums;
        return sums.ToScores();
    }

    private Minibatch<T> NewBatch(int rows)
        => new(_task.Network, _task.Loss, rows, _state.Gradients, inputGradient: null, _task.Workers, _samples.IsWhole, _task.Data.TargetsAreInputs);

    private double RateOfThisStep()
    {
        var time = new TrainingTime(_state.Step, _state.Epoch, _state.StepInEpoch, StepsPerEpoch);
        double rate = _schedule.RateAt(time);
        if (!(rate >= 0 && double.IsFinite(rate)))
            throw new InvalidOperationException($"The learning rate schedule gave {Check.Text(rate)} for epoch {Check.Text(_state.Epoch + 1)}, step {Check.Text(_state.Step + 1)}, but a rate is finite and at least 0.");
        return rate;
    }

    private void Clip(Inspector<T>? inspector)
    {
        if (_options.Clipping is not { } clipping)
            return;
        Penalties.AddGradient<T>(_state.Parameters, _options);
        inspector?.BeforeClipping(_state.Parameters);
        clipping.Apply<T>(_state.Parameters);
    }

    /// <summary>Updates all parameters; if one leaves the finite numbers, takes all updates back and returns it.</summary>
    private ParameterState<T>? Update()
    {
        _state.OptimizerStep++;
        for (int i = 0; i < _state.Parameters.Length; i++)
        {
            ParameterState<T> state = _state.Parameters[i];
            if (!_update(state, Rate, _state.OptimizerStep, state.Parameter.Decay == Decay.Penalized ? _penaltyOfUpdate : default, _task.Workers))
            {
                for (int updated = i; updated >= 0; updated--)
                    _state.Parameters[updated].RestoreReplacedValues();
                return state;
            }

            // -0 minus 0 times a negative gradient is +0: a rate of 0 leaves every bit alone, so its update is taken back.
            if (Rate == 0)
                state.RestoreReplacedValues();
        }

        return null;
    }

    private Divergence LossIsNotFinite(Minibatch<T> batch, double loss)
        => batch.FirstNonFiniteLayer() is { } layer
            ? Diverged(layer, $"the loss became {Check.Text(loss)}")
            : Diverged(null, $"the loss became {Check.Text(loss)} for {batch.DescribeLossInput()}") with { LargestOutput = batch.LargestLossInput() };

    private Divergence NotFiniteAfterUpdate(Minibatch<T> batch, ParameterState<T> failed)
        => batch.FirstNonFiniteLossGradient() is { } place
            ? Diverged(null, $"the gradient of the loss became {Check.Text(place.Value)} at row {Check.Text(place.Row)}, column {Check.Text(place.Column)} of the batch") with { LargestOutput = batch.LargestLossInput() }
            : Diverged(failed.LayerIndex, $"the {failed.Parameter.Name} would have become NaN or infinite");

    private Divergence Diverged(int? layer, string what) => new(_state.Epoch + 1, _state.Step + 1, layer, what);
}
