using System.Diagnostics;
using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>One call of Fit: the loop over epochs and steps, on data that has been checked.</summary>
internal sealed partial class TrainingRun<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> _network;
    private readonly TrainingOptions _options;
    private readonly TrainingState<T> _state;
    private readonly TrainingData<T> _data;
    private readonly SampleSequence _samples;
    private readonly Minibatch<T> _fullBatch;
    private readonly Minibatch<T> _lastBatch;
    private readonly UpdateRule<T> _update;

    /// <summary>Null where updates always keep what they replace.</summary>
    private readonly UpdateBounds<T>? _bounds;

    /// <summary>The penalty whose gradient is added by the update: none where clipping must see it before.</summary>
    private readonly Penalty<T> _penaltyOfUpdate;
    private readonly Workers? _workers;
    private readonly int _seed;

    /// <summary>Scores all training samples for the stop thresholds; null if there are none, or the one minibatch of an epoch tells.</summary>
    private readonly Evaluation<T>? _trainingEvaluation;

    private readonly Evaluation<T>? _validation;
    private readonly BestWeights<T>? _best;
    private readonly Inspector<T>? _inspector;
    private readonly TrainingHistory _history;
    private readonly StopCriterion[] _criteria;
    private readonly CancellationToken _cancellation;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly CheckpointWriter<T>? _checkpoints;
    private long _firstStep;

    /// <summary>Epochs completed in this Fit.</summary>
    private int _epochs;

    /// <summary>Whether the sums of scores already hold steps of the current epoch.</summary>
    private bool _isWithinEpoch;

    /// <summary>Time spent before a checkpoint was written from which the run has been taken up.</summary>
    private TimeSpan _earlier;

    private long? _checkpointStep;
    private ScoreSums _epochSums;

    /// <summary>What a threshold was tested on, until the step that starts from there: it need not be summed up again.</summary>
    private ScoreSums? _sumsOfTheWholeBatch;
    private double _rate;
    private Scores? _thresholdScores;
    private Divergence? _divergence;
    private string? _criterion;

    public TrainingRun(Network<T> network, Loss<T> loss, TrainingOptions options, TrainingState<T> state, TrainingData<T> data, TrainingData<T>? validation, Workers? workers, RunState<T>? resumed, CancellationToken cancellation)
    {
        _network = network;
        _options = options;
        _state = state;
        _data = data;
        _workers = workers;
        _seed = options.Seed;
        _cancellation = cancellation;
        _criteria = [.. options.StopCriteria];
        _update = options.Optimizer.Rule<T>();
        _penaltyOfUpdate = options.Clipping is null ? Penalties.Of<T>(options) : default;
        Minibatch<T>.CheckSize(network, SampleSequence.SizeOfBatch(options.Order, data.Count, options.BatchSize));
        _samples = new SampleSequence(options.Order, options.Seed, data.Count, options.BatchSize);
        _fullBatch = new Minibatch<T>(network, loss, _samples.FullSize, state.Gradients, inputGradient: null, workers, _samples.IsWhole, data.TargetsAreInputs);
        _lastBatch = _samples.LastSize == _samples.FullSize ? _fullBatch : new Minibatch<T>(network, loss, _samples.LastSize, state.Gradients, inputGradient: null, workers, _samples.IsWhole, data.TargetsAreInputs);
        _bounds = UpdateBounds<T>.For(network, loss, options, state, data, _fullBatch, _samples.StepsPerEpoch);
        if (_samples.IsWhole)
            _fullBatch.Gather(data, _samples.Indices(0, 0, 0), workers);
        bool tests = options.StopWhenLossBelow is not null || options.StopWhenMeanAbsoluteErrorBelow is not null;
        if (tests && !BatchTellsAll)
            _trainingEvaluation = new Evaluation<T>(network, loss, data);
        if (validation is not null)
            _validation = new Evaluation<T>(network, loss, validation);
        if (options.EarlyStopping is { } early)
            _best = new BestWeights<T>(network, early);
        if (options.Diagnostics == Diagnostics.On)
            _inspector = new Inspector<T>(network, loss, options, data, validation, state.Gradients, _samples.StepsPerEpoch);
        _history = new TrainingHistory(Math.Min(options.Epochs, 10_000));
        _firstStep = state.Step;
        if (options.Checkpoint is { } checkpoint)
            _checkpoints = new CheckpointWriter<T>(checkpoint, network, loss, options, data, validation);
        if (resumed is not null)
            Transfer(resumed);
        if (state.StepInEpoch >= _samples.StepsPerEpoch)
            state.StepInEpoch = 0;
    }

    private TimeSpan Elapsed => _earlier + Stopwatch.GetElapsedTime(_started);

    /// <summary>Whether the forward pass of the one minibatch of an epoch is also the prediction of all samples.</summary>
    private bool BatchTellsAll => _samples.IsWhole && !_network.Layers.Any(layer => layer.IsStochastic);

    public TrainingResult Run()
    {
        StopReason reason = TrainEpochs();
        _inspector?.AfterTraining(reason, _history, _divergence, _thresholdScores);

        // A threshold was met by the current weights, and divergence leaves the last finite ones.
        if (reason is not (StopReason.LossReached or StopReason.MeanAbsoluteErrorReached or StopReason.Diverged))
            _best?.Restore();
        return new TrainingResult
        {
            StopReason = reason,
            StopMessage = StopMessages.For(reason, _options, _history, _thresholdScores, _divergence, _network, _state.Step - _firstStep, _criterion),
            Steps = _state.Step - _firstStep,
            History = _history,
            FinalScores = _best?.RestoredEpoch is null && reason != StopReason.Diverged ? _thresholdScores : null,
            RestoredEpoch = _best?.RestoredEpoch,
            Divergence = _divergence,
            Findings = _inspector?.Findings ?? [],
            Elapsed = Elapsed,
        };
    }

    private StopReason TrainEpochs()
    {
        while (true)
        {
            if ((_isWithinEpoch ? LimitReached() : StopBeforeEpoch()) is { } before)
                return before;
            if (TrainEpoch() is { } interrupted)
                return interrupted;
            if (_best is not null && _best.IsExhausted(_history[^1]))
                return StopReason.NoImprovement;
            if (CriterionMet())
                return ThresholdReached() ?? StopReason.CriterionMet;
            _epochs++;
            if (_checkpoints?.IsDue(_state.Epoch) == true)
                WriteCheckpoint();
        }
    }

    private StopReason? StopBeforeEpoch()
        => ThresholdReached() ?? (_epochs >= _options.Epochs ? StopReason.EpochsReached : LimitReached());

    /// <summary>Trains to the end of the epoch; returns why it stopped before, or null.</summary>
    private StopReason? TrainEpoch()
    {
        if (!_isWithinEpoch)
        {
            _epochSums = default;
            _bounds?.StartEpoch();
        }

        _isWithinEpoch = true;
        while (true)
        {
            if (!Step())
                return StopReason.Diverged;
            if (_state.StepInEpoch == _samples.StepsPerEpoch)
                break;
            if (LimitReached() is { } limit)
            {
                Record();
                return ThresholdReached() ?? limit;
            }
        }

        _isWithinEpoch = false;
        _state.StepInEpoch = 0;
        _state.Epoch++;
        Record();
        return null;
    }

    /// <summary>One update from one minibatch; false if it would have left the finite numbers, in which case no weight has changed.</summary>
    private bool Step()
    {
        bool isLast = _state.StepInEpoch == _samples.StepsPerEpoch - 1;
        Minibatch<T> batch = isLast ? _lastBatch : _fullBatch;
        _rate = RateOfThisStep();
        if (!_samples.IsWhole)
            batch.Gather(_data, _samples.Indices(_state.Step, _state.Epoch, _state.StepInEpoch), _workers);

        double loss = batch.Forward(_seed, _state.Step);
        if (!double.IsFinite(loss))
        {
            return batch.FirstNonFiniteLayer() is { } layer
                ? Diverge(layer, $"the loss became {Check.Text(loss)}")
                : Diverge(null, $"the loss became {Check.Text(loss)} for {batch.DescribeLossInput()}");
        }

        batch.Backward();
        _inspector?.AfterBackward(batch, loss, _state.Epoch + 1);
        if (_sumsOfTheWholeBatch is { } known)
            _epochSums = known;
        else
            batch.AddScores(ref _epochSums, _data.Answers, Penalty());
        _sumsOfTheWholeBatch = null;
        if (_options.Clipping is { } clipping)
        {
            Penalties.AddGradient<T>(_state.Parameters, _options);
            clipping.Apply<T>(_state.Parameters);
        }

        if (!Update(batch))
            return false;

        _inspector?.AfterUpdate(_state.Parameters);
        _state.Step++;
        _state.StepInEpoch++;
        return true;
    }

    private bool Update(Minibatch<T> batch)
    {
        _state.OptimizerStep++;
        bool isSafe = _bounds is not null && _bounds.IsSafe(batch, _rate);

        // -0 minus 0 times a negative gradient is +0: a rate of 0 leaves every bit alone, so its update is taken back.
        bool keeps = !isSafe || _rate == 0 || _inspector is { NeedsReplacedWeights: true };
        for (int i = 0; i < _state.Parameters.Length; i++)
        {
            ParameterState<T> state = _state.Parameters[i];
            if (!_update(state, _rate, _state.OptimizerStep, state.Parameter.Decay == Decay.Penalized ? _penaltyOfUpdate : default, _workers, keeps))
            {
                if (!keeps)
                    throw new InvalidOperationException($"The {state.Parameter.Name} of layer {Check.Text(state.LayerIndex)} became NaN or infinite in an update that cannot overflow: it was changed by another thread while it was being trained.");
                for (int updated = i; updated >= 0; updated--)
                    _state.Parameters[updated].RestoreReplacedValues();
                return batch.FirstNonFiniteLossGradient() is { } place
                    ? Diverge(null, $"the gradient of the loss became {Check.Text(place.Value)} at row {Check.Text(place.Row)}, column {Check.Text(place.Column)} of the batch")
                    : Diverge(state.LayerIndex, $"the {state.Parameter.Name} would have become NaN or infinite");
            }

            if (_rate == 0)
                state.RestoreReplacedValues();
        }

        return true;
    }

    private bool Diverge(int? layer, string what)
    {
        _divergence = new Divergence(_state.Epoch + 1, _state.Step + 1, layer, what);
        _state.ForgetOptimizerMemory();
        return false;
    }

    private double RateOfThisStep()
    {
        var time = new TrainingTime(_state.Step, _state.Epoch, _state.StepInEpoch, _samples.StepsPerEpoch);
        double rate = _options.Optimizer.LearningRate.RateAt(time);
        if (!(rate >= 0 && double.IsFinite(rate)))
            throw new InvalidOperationException($"The learning rate schedule gave {Check.Text(rate)} for epoch {Check.Text(_state.Epoch + 1)}, step {Check.Text(_state.Step + 1)}, but a rate is finite and at least 0.");
        return rate;
    }

    private StopReason? ThresholdReached()
    {
        if (_options.StopWhenLossBelow is null && _options.StopWhenMeanAbsoluteErrorBelow is null)
            return null;
        Scores scores = _trainingEvaluation?.Score(Penalty()) ?? ScoresOfTheWholeBatch();
        _thresholdScores = scores;
        if (scores.MeanAbsoluteError < _options.StopWhenMeanAbsoluteErrorBelow)
            return StopReason.MeanAbsoluteErrorReached;
        return scores.Loss < _options.StopWhenLossBelow ? StopReason.LossReached : null;
    }

    private Scores ScoresOfTheWholeBatch()
    {
        ScoreSums sums = default;
        _fullBatch.Forward(_seed, _state.Step);
        _fullBatch.AddScores(ref sums, _data.Answers, Penalty());
        _sumsOfTheWholeBatch = sums;
        return sums.ToScores();
    }

    private double Penalty() => Penalties.Value<T>(_state.Parameters, _options);

    private StopReason? LimitReached()
    {
        if (_state.Step - _firstStep >= _options.Steps)
            return StopReason.StepsReached;
        bool isLate = _options.TimeLimit is { } limit && Stopwatch.GetElapsedTime(_started) >= limit;
        if (!isLate && !_cancellation.IsCancellationRequested)
            return null;

        // Before the part of an epoch is recorded for the caller: the run itself goes on without that record.
        WriteCheckpoint();
        return _cancellation.IsCancellationRequested ? StopReason.Cancelled : StopReason.TimeLimit;
    }

    private bool CriterionMet()
    {
        foreach (StopCriterion criterion in _criteria)
        {
            _criterion = criterion.ReasonToStop(_history);
            if (_criterion is not null)
                return true;
        }

        return false;
    }

    private void Record()
    {
        int epoch = _state.StepInEpoch == 0 ? _state.Epoch : _state.Epoch + 1;
        var record = new EpochRecord(epoch, _state.Step, _rate, _epochSums.ToScores(), _validation?.Score(Penalty()));
        _history.Add(record);
        if (_inspector?.AfterEpoch(_history) is { Count: > 0 } findings)
        {
            record = record with { Findings = findings };
            _history.ReplaceLast(record);
        }

        _options.Progress?.Report(record);
    }
}
