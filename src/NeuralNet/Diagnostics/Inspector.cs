using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Watches one call of Fit and collects evidence: of the data before training, of a step now and then, of the record of
/// epochs, and of the network at the end; <see cref="Judge"/> draws findings from it. Reads what training has in memory
/// and changes nothing, so the weights are the same to the bit without it.
/// </summary>
internal sealed class Inspector<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Every step until this many samples were seen, then one an epoch, and where epochs are short, one whenever the
    // number of steps has grown by an eighth: a run of 60,000 samples is looked at once in 468 steps, one of 10,000 XOR
    // steps about 60 times in all.
    private const int RowsAtFirst = 256;
    private const int Growth = 8;

    private readonly TrainingTask<T> _task;
    private readonly long _rowsAtFirst;
    private readonly FindingList _findings = new();
    private readonly StepReadings _readings;

    /// <summary>
    /// The look before training, on another thread where the run may use several: this one gets the first step ready
    /// meanwhile, and waits before it changes a weight.
    /// </summary>
    private readonly Task<Evidence> _look;
    private FinalLook<T>? _finalLook;
    private LossGradientTest<T>? _lossTest;
    private int? _identicalLayer;
    private long _step;
    private long _nextStep;
    private long _lastRead;
    private bool _isReading;
    private bool _looksAtCurve;

    public Inspector(TrainingTask<T> task)
    {
        _task = task;
        _rowsAtFirst = Math.Min(task.Data.Count, RowsAtFirst);
        _readings = StepReadings.Of(task.Network, task.Loss, task.Data.Count);

        // What is the user's own is called by the thread that trains.
        bool isOfLibrary = task.Loss.GradientSource == GradientSource.Library && task.Network.IsOfLibrary;
        _look = task.Options.Threads > 1 && task.Options.Optimizer is MinibatchOptimizer && isOfLibrary ? Task.Run(LookBeforeTraining)
            : Task.FromResult(LookBeforeTraining());
    }

    /// <summary>What the look before training has found, when it is over.</summary>
    private Evidence Evidence => _look.GetAwaiter().GetResult();

    /// <summary>All findings, causes before effects.</summary>
    public IReadOnlyList<Finding> Findings => _findings.Ordered;

    /// <summary>
    /// Whether the loss of every step that was looked at had a gradient of exactly 0, though it was not 0 itself.
    /// </summary>
    public bool LossHasNoGradient { get; private set; }

    /// <summary>Writes what was seen so far to a checkpoint or takes it from it.</summary>
    public void Transfer(RunState<T> state)
    {
        NumberTape tape = state.Numbers;
        _step = tape.Next(_step);
        _nextStep = tape.Next(_nextStep);
        _lastRead = tape.Next(_lastRead);
        _looksAtCurve = tape.Next(_looksAtCurve);
        _identicalLayer = tape.Next(_identicalLayer);
        Evidence.IsStartJudged = tape.Next(Evidence.IsStartJudged);
        Evidence.RecentSkill = tape.Next(Evidence.RecentSkill);
        LossHasNoGradient = tape.Next(LossHasNoGradient);
        _readings.Transfer(tape);
        _findings.Transfer(state);
        _finalLook!.Transfer(state);
        Evidence.Start = _finalLook.Start;
        _lossTest = LossGradientTest<T>.Transfer(_lossTest, _task.Loss, _task.Network.Outputs, state);
    }

    /// <summary>Looks at a batch whose gradients are in memory, before the optimizer uses them up.</summary>
    public void AfterBackward(Minibatch<T> batch, double loss, int epoch)
    {
        _isReading = _step++ == _nextStep;
        if (!_isReading)
            return;
        Evidence.Epoch = epoch;
        _readings.ReadGradients(batch);
        bool isFlat = loss != 0 && Elements.AreZero<T>(batch.LossGradient.Values());
        LossHasNoGradient = isFlat && (LossHasNoGradient || _readings.Count == 1);
        if (_readings.Count == 1)
            InspectLoss(batch, loss);
        if (_readings.Count is 2 or 3)
            InspectSymmetry(batch);
        Judge.During(Evidence, _findings);
        bool isOften = _readings.Rows < _rowsAtFirst || _readings.Count < 3;
        _nextStep = isOften ? _step : _step + Math.Max(_task.StepsPerEpoch, _step / Growth);
        _looksAtCurve = true;
    }

    /// <summary>Counts a step whose gradients are not in memory, unless it is one to be looked at.</summary>
    public bool Skip()
    {
        if (_step == _nextStep)
            return false;
        _step++;
        _isReading = false;
        return true;
    }

    /// <summary>Looks at the updates, while the gradient buffers hold the weights that were replaced.</summary>
    public void AfterUpdate(ReadOnlySpan<ParameterState<T>> states)
    {
        if (!_isReading)
            return;
        _readings.ReadUpdates(states, _step - _lastRead);
        _lastRead = _step;
        _isReading = false;
    }

    /// <summary>Looks at the gradients as they are before they are clipped.</summary>
    public void BeforeClipping(ReadOnlySpan<ParameterState<T>> states)
    {
        if (_isReading)
            _readings.ReadNorm(states);
    }

    /// <summary>Looks at the record of the epochs, if a step of the last one was looked at.</summary>
    /// <returns>What was found since the last call.</returns>
    public IReadOnlyList<Finding> AfterEpoch(TrainingHistory history)
    {
        if (!_looksAtCurve)
            return [];
        _looksAtCurve = false;
        Evidence.Course ??= new Course(history);
        Evidence.Epoch = history[^1].Epoch;
        Evidence.LastRate = history[^1].LearningRate;
        Evidence.RecentSkill = 1 - history[^1].Training.Loss / Evidence.Start!.ConstantLoss;
        Judge.AfterEpoch(Evidence, _findings);
        return _findings.TakeNew();
    }

    /// <summary>Judges the run by its outcome, with the weights that the network keeps.</summary>
    /// <param name="reason">Why it ended.</param>
    /// <param name="history">Its epochs.</param>
    /// <param name="divergence">Where it left the finite numbers.</param>
    /// <param name="scores">What a threshold was tested on last.</param>
    /// <param name="restoredEpoch">The epoch whose weights were put back.</param>
    /// <param name="rate">The rate of the last update.</param>
    public void AfterTraining(StopReason reason, TrainingHistory history, Divergence? divergence, Scores? scores, int? restoredEpoch, double rate)
    {
        // Read first, for where no step was made the look before training may still go on.
        Evidence evidence = Evidence;
        _findings.Add(_lossTest?.Run());
        if (reason is StopReason.LossReached or StopReason.MeanAbsoluteErrorReached)
            return;
        evidence.Course = new Course(history);
        evidence.Epoch = evidence.Course.LastEpoch;
        evidence.StepsMade = _step;
        evidence.LastRate = rate;
        evidence.Reason = reason;
        evidence.LargestOutput = divergence?.LargestOutput ?? double.NaN;
        evidence.Outcome = _finalLook!.Look(evidence, reason, divergence, scores, restoredEpoch, mayAskOwnLoss: _lossTest is not null);
        Judge.AtEnd(evidence, _findings);
    }

    private Evidence LookBeforeTraining()
    {
        (Network<T> network, Loss<T> loss, TrainingData<T> data) = (_task.Network, _task.Loss, _task.Data);
        Evidence evidence = FirstLook.At(network, loss, _task.Options, data, _task.Validation, _task.StepsPerEpoch);
        var trials = SettingTrials<T>.Of(network, loss, evidence, data);
        _finalLook = new FinalLook<T>(network, loss, _task.Options, data, _task.Validation, _task.State.Gradients, trials);
        (evidence.Steps, evidence.Start) = (_readings, _finalLook.Start);
        Judge.Before(evidence, _findings);
        return evidence;
    }

    private void InspectLoss(Minibatch<T> batch, double loss)
    {
        // A loss of 0 is at its minimum.
        T[] gradient = batch.LossGradient.Values();
        if (loss != 0 && Elements.AreZero<T>(gradient))
            _findings.Add(NoGradient.OfLoss(Evidence, loss, gradient.Length));
        else if (_task.Loss.GradientSource == GradientSource.User)
            _lossTest = new LossGradientTest<T>(_task.Loss, batch);
    }

    private void InspectSymmetry(Minibatch<T> batch)
    {
        (int Layer, List<int> Units)? found = Symmetry.Find(batch, _readings.LayersWithParameters);
        Evidence.Identical = found is { } known && _identicalLayer == known.Layer ? found : null;
        _identicalLayer ??= found?.Layer;
    }
}
