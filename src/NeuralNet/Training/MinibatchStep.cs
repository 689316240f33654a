using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// One step from samples that are in a batch's matrices: forward, back, update. What <see cref="MinibatchSteps{T}"/>
/// and a loop of the user's own share.
/// </summary>
internal sealed class MinibatchStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingOptions _options;
    private readonly TrainingState<T> _state;
    private readonly Workers? _workers;
    private readonly LearningRateSchedule _schedule;
    private readonly UpdateRule<T> _update;

    /// <summary>The penalty whose gradient is added by the update: none where clipping must see it before.</summary>
    private readonly Penalty<T> _penaltyOfUpdate;
    private readonly IConstrainedLayer[] _constrained;

    public MinibatchStep(Network<T> network, TrainingOptions options, TrainingState<T> state, MinibatchOptimizer optimizer, Workers? workers)
    {
        _constrained = [.. network.Layers.OfType<IConstrainedLayer>()];
        _options = options;
        _state = state;
        _workers = workers;
        _schedule = optimizer.LearningRate;
        _update = optimizer.Rule<T>();
        _penaltyOfUpdate = options.Clipping is null ? Penalties.Of<T>(options) : default;
    }

    /// <summary>The rate of the last step, made or failed.</summary>
    public double Rate { get; private set; }

    /// <summary>Asks the schedule for the rate of this step.</summary>
    public void TakeRate(int stepsPerEpoch)
    {
        var time = new TrainingTime(_state.Step, _state.Epoch, _state.StepInEpoch, stepsPerEpoch) { Plateaus = _state.Plateau?.Plateaus ?? 0 };
        Rate = _schedule.RateAt(time);
        if (!(Rate >= 0 && double.IsFinite(Rate)))
            RefuseRate();
    }

    /// <summary>
    /// Computes the loss and the gradients of all parameters; returns why that was not possible, or null.
    /// </summary>
    public Divergence? Backpropagate(Minibatch<T> batch)
    {
        double loss = batch.Forward(_options.Seed, _state.Step);
        if (!double.IsFinite(loss))
            return LossIsNotFinite(batch, loss);
        batch.Backward();
        return null;
    }

    /// <summary>
    /// Updates all parameters from their gradients. If one leaves the finite numbers, takes all updates back and
    /// returns which.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="rowOf">The caller's number of a row of the batch, from 0, for the message.</param>
    /// <param name="inspector">Is shown the gradients before they are clipped; null for nobody.</param>
    public Divergence? Update(Minibatch<T> batch, Func<int, int> rowOf, Inspector<T>? inspector)
    {
        Clip(inspector);
        _state.OptimizerStep++;
        int failed = _update.Update(_state.Parameters, Rate, _state.OptimizerStep, _penaltyOfUpdate, _workers);

        // -0 minus 0 times a negative gradient is +0: a rate of 0 leaves every bit alone, so its update is taken back.
        if (failed >= 0 || Rate == 0)
            TakeBack(failed >= 0 ? failed : _state.Parameters.Length - 1);
        if (failed >= 0)
            return NotFiniteAfterUpdate(batch, _state.Parameters[failed], rowOf);
        foreach (IConstrainedLayer layer in _constrained)
            layer.Constrain();
        return null;
    }

    private void RefuseRate()
        => throw new InvalidOperationException($"The learning rate schedule gave {Check.Text(Rate)} for epoch {Check.Text(_state.Epoch + 1)}, step "
            + $"{Check.Text(_state.Step + 1)}, but a rate is finite and at least 0.");

    private void TakeBack(int last)
    {
        for (int i = last; i >= 0; i--)
            _state.Parameters[i].RestoreReplacedValues();
    }

    private void Clip(Inspector<T>? inspector)
    {
        if (_options.Clipping is not { } clipping)
            return;
        Penalties.AddGradient<T>(_state.Parameters, _options);
        inspector?.BeforeClipping(_state.Parameters);
        clipping.Apply<T>(_state.Parameters);
    }

    private Divergence LossIsNotFinite(Minibatch<T> batch, double loss)
        => batch.FirstNonFiniteLayer() is { } layer
            ? Diverged(layer, $"the loss became {Check.Text(loss)}")
            : Diverged(null, $"the loss became {Check.Text(loss)} for {batch.DescribeLossInput()}") with { LargestOutput = batch.LargestLossInput() };

    private Divergence NotFiniteAfterUpdate(Minibatch<T> batch, ParameterState<T> failed, Func<int, int> rowOf)
    {
        if (batch.FirstNonFiniteLossGradient() is not { } place)
            return Diverged(failed.LayerIndex, $"the {failed.Parameter.Name} would have become NaN or infinite");
        string where = $"row {Check.Text(rowOf(place.Row))}, column {Check.Text(place.Column)} of the data";
        return Diverged(null, $"the gradient of the loss became {Check.Text(place.Value)} at {where}") with { LargestOutput = batch.LargestLossInput() };
    }

    private Divergence Diverged(int? layer, string what) => new(_state.Epoch + 1, _state.Step + 1, layer, what) { LearningRate = Rate };
}
