using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>
/// Watches one call of Fit and collects findings: from the data before training, from a step now and then, from the record of epochs, and from how it ended.
/// Reads what training has in memory and changes nothing, so the weights are the same to the bit without it.
/// Everywhere the question and the finding are two methods: what there is to say is compiled only when there is something to say.
/// </summary>
internal sealed class Inspector<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Every step until this many samples were seen, then one an epoch, and where epochs are short, one whenever the number of steps has grown by an eighth:
    // a run of 60,000 samples is looked at once in 468 steps, one of 10,000 XOR steps about 60 times in all.
    private const int RowsAtFirst = 256;
    private const int Growth = 8;
    private const int FinalRows = 1000;

    private readonly Network<T> _network;
    private readonly Loss<T> _loss;
    private readonly TrainingOptions _options;
    private readonly TrainingData<T> _data;
    private readonly TrainingData<T>? _validation;
    private readonly int _stepsPerEpoch;
    private readonly long _rowsAtFirst;
    private readonly FindingList _findings = new();
    private readonly TargetSummary _targets;
    private readonly TargetSummary? _validationTargets;
    private readonly Matrix<T>[][] _gradients;
    private readonly StepReadings<T> _readings;
    private readonly NetworkFindings<T> _networkFindings;
    private LossGradientTest<T>? _lossTest;
    private long _step;
    private long _nextStep;
    private long _lastRead;
    private ScoreSums _firstScores;
    private bool _isReading;
    private bool _looksAtCurve;

    public Inspector(Network<T> network, Loss<T> loss, TrainingOptions options, TrainingData<T> data, TrainingData<T>? validation, Matrix<T>[][] gradients, int stepsPerEpoch)
    {
        _network = network;
        _loss = loss;
        _options = options;
        _data = data;
        _validation = validation;
        _gradients = gradients;
        _stepsPerEpoch = stepsPerEpoch;
        _rowsAtFirst = Math.Min(data.Count, RowsAtFirst);
        _targets = TargetSummary.Of(data);
        _validationTargets = validation is null ? null : TargetSummary.Of(validation);
        _readings = new StepReadings<T>(network, OutputStage.LayersBeforeLoss(network, loss).Length, data.Count);
        _networkFindings = new NetworkFindings<T>(network, _readings, _findings);
        InspectData();
    }

    /// <summary>All findings, gravest first.</summary>
    public IReadOnlyList<Finding> Findings => _findings.Ordered;

    /// <summary>Writes what was seen so far to a checkpoint or takes it from it.</summary>
    public void Transfer(RunState<T> state)
    {
        NumberTape tape = state.Numbers;
        _step = tape.Next(_step);
        _nextStep = tape.Next(_nextStep);
        _lastRead = tape.Next(_lastRead);
        _firstScores.Transfer(tape);
        _looksAtCurve = tape.Next(_looksAtCurve);
        _readings.Transfer(tape);
        _networkFindings.Transfer(tape);
        _findings.Transfer(state);
        _lossTest = LossGradientTest<T>.Transfer(_lossTest, _loss, _network.Outputs, state);
    }

    /// <summary>Looks at a batch whose gradients are in memory, before the optimizer uses them up.</summary>
    public void AfterBackward(Minibatch<T> batch, double loss, int epoch)
    {
        _isReading = _step++ == _nextStep;
        if (!_isReading)
            return;
        _readings.ReadGradients(batch);
        if (_readings.Count == 1)
            InspectLoss(batch, loss, epoch);
        bool isFirstPhase = _readings.Rows <= _rowsAtFirst + batch.Rows || _readings.Count <= 3;
        if (isFirstPhase)
            batch.AddScores(ref _firstScores, _data.Answers, penalty: 0);
        _networkFindings.Early(batch, epoch, isFirstPhase ? Skill(_firstScores.ToScores()) : null);
        bool isOften = _readings.Rows < _rowsAtFirst || _readings.Count < 3;
        _nextStep = isOften ? _step : _step + Math.Max(_stepsPerEpoch, _step / Growth);
        _looksAtCurve = true;
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

    /// <summary>Looks at the record of the epochs, if a step of the last one was looked at.</summary>
    /// <returns>What was found since the last call.</returns>
    public IReadOnlyList<Finding> AfterEpoch(TrainingHistory history)
    {
        if (!_looksAtCurve)
            return [];
        _looksAtCurve = false;
        EpochRecord record = history[^1];
        double? skill = Skill(record.Training);
        _networkFindings.During(record.Epoch, skill);
        if (_loss.GradientSource == GradientSource.Library && CurveFindings.Rising(history, skill) is { } seen)
            _findings.Add(CurveFindings.TooHigh(history, _readings.UpdateRatio, Severity.Warning, seen));
        InspectValidation(history);
        return _findings.TakeNew();
    }

    /// <summary>Judges the run by its outcome.</summary>
    public void AfterTraining(StopReason reason, TrainingHistory history, Divergence? divergence, Scores? scores)
    {
        _findings.Add(_lossTest?.Run());
        if (divergence is not null)
            _findings.Add(OutcomeFindings.Diverged(divergence, _network, _loss, history, _readings.FirstBackwardGrowth, _readings.LargestUpdateRatio, _findings));
        if (reason is StopReason.LossReached or StopReason.MeanAbsoluteErrorReached or StopReason.Diverged)
            return;
        InspectValidation(history);
        double recent = history.Count == 0 ? double.NaN : Curve.Recent(history, record => Skill(record.Training) ?? double.NaN);
        var outcome = new Outcome(history, double.IsNaN(recent) ? null : recent, _targets, _step, _options);
        if (outcome.HasFailed)
            _networkFindings.AtEnd(FinalReadings(), outcome);
        _findings.Add(CurveFindings.TooSlow(outcome, _readings.UpdateRatio, _readings.Movement, _findings));
        _findings.Add(CurveFindings.Restless(outcome, _readings.UpdateRatio));
        _findings.Add(OutcomeFindings.AtChance(outcome));
        _findings.Add(OutcomeFindings.Floor(outcome, scores));
    }

    /// <summary>One more pass with the final weights, over a thousand samples spread over the data: exact where the run is judged. The gradient buffers are free by now.</summary>
    private StepReadings<T> FinalReadings()
    {
        int rows = Math.Min(_data.Count, FinalRows);
        int[] indices = [.. Enumerable.Range(0, rows).Select(i => (int)((long)i * _data.Count / rows))];
        var batch = new Minibatch<T>(_network, _loss, rows, _gradients, inputGradient: null, workers: null);
        batch.Gather(_data, indices, workers: null);
        batch.Forward(_options.Seed, _step);
        batch.Backward();
        var readings = new StepReadings<T>(_network, OutputStage.LayersBeforeLoss(_network, _loss).Length, _data.Count);
        readings.ReadGradients(batch);
        return readings;
    }

    private void InspectData()
    {
        (Finding? outside, double lowestError) = TargetFindings.OutsideRange(_network, _loss, _data);
        _findings.Add(outside);
        _findings.Add(TargetFindings.BoundedLogits(_network, _loss));
        _findings.Add(InputFindings.NotScaled(_network, _data));
        var groups = new RowGroups<T>(_data);
        Contradictions contradictions = SampleFindings.Compare(_data, groups);
        _findings.Add(SampleFindings.Contradictory(contradictions, _loss, _targets));
        _findings.Add(SampleFindings.Duplicates(contradictions, groups, _validation));
        if (_loss.GradientSource == GradientSource.Library)
            _findings.Add(OutcomeFindings.Unreachable(_options, lowestError, contradictions.MeanAbsoluteError, _loss.MeanAbsoluteErrorAtMinimum(_network.Outputs)));
    }

    private void InspectLoss(Minibatch<T> batch, double loss, int epoch)
    {
        _findings.Add(_networkFindings.LossWithoutGradient(batch, _loss, loss, epoch));
        if (_loss.GradientSource == GradientSource.User && !_findings.Has(FindingCode.NoGradient))
            _lossTest = new LossGradientTest<T>(_loss, batch);
    }

    private void InspectValidation(TrainingHistory history)
    {
        // Early stopping watches the same curve and puts the best weights back.
        if (_validationTargets is not null && _options.EarlyStopping is null && IsComparing)
            _findings.Add(ValidationFindings.Of(history, _targets, _validationTargets));
    }

    /// <summary>Whether predictions are meant to equal targets, as far as one can know: a user's loss may mean anything by targets that are no classes.</summary>
    private bool IsComparing => _loss.GradientSource == GradientSource.Library || _data.Kind == TargetKind.OneHot;

    private double? Skill(Scores scores) => IsComparing ? _targets.Skill(scores) : null;
}
