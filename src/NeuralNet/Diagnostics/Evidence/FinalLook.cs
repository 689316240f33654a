using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Asks the network about samples of the data before training and, with the weights that it keeps, at the end; there,
/// where it is not good, with what else tells why.
/// </summary>
internal sealed class FinalLook<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Before training a few hundred rows tell the size of answers and losses.
    private const int RowsAtStart = 256;
    private const int ElementsAtStart = 1 << 14;

    // At the end 64 to 2,048 rows, by what they cost beside the run; where units are read a quarter.
    private const int FewestRows = 64;
    private const int MostRows = 2048;

    // Larger arrays are new memory every time, and new memory takes longer than judging what is in it.
    private const int MostJudged = 10_000;
    private const int EnoughRows = 512;
    private const double FreeProducts = 1 << 24;
    private const double ShareOfRun = 0.005;
    private const int FewestReadings = 64;
    private const int MostReadings = 512;
    private const double MostExplained = 0.7;
    private const int ReferenceRows = 4000;

    // Squares of a millionth.
    private const double NothingPassed = 1e-12;
    private const int ReferenceElements = 200_000;

    private readonly Network<T> _network;
    private readonly Loss<T> _loss;
    private readonly TrainingOptions _options;
    private readonly TrainingData<T> _data;
    private readonly TrainingData<T>? _validation;
    private readonly Matrix<T>[][] _gradients;
    private readonly SamplePass<T> _startSample;
    private readonly Matrix<T> _startAnswers;
    private readonly double[] _startSizes;
    private readonly SettingTrials<T>? _trials;

    public FinalLook(Network<T> network, Loss<T> loss, TrainingOptions options, TrainingData<T> data, TrainingData<T>? validation, Matrix<T>[][] gradients,
        SettingTrials<T>? trials)
    {
        _trials = trials;
        (_network, _loss, _options, _data, _validation, _gradients) = (network, loss, options, data, validation, gradients);
        _startSample = new SamplePass<T>(network, loss, data, Math.Clamp(ElementsAtStart / network.Outputs, 32, RowsAtStart), classWeights: null);
        _startAnswers = _startSample.Answers();
        _startSizes = Sizes();
        Start = _startSample.Judge(_startAnswers);
    }

    /// <summary>How good the network was before training.</summary>
    public Performance Start { get; private set; }

    /// <summary>Writes what was seen at the start to a checkpoint or takes it from it.</summary>
    public void Transfer(RunState<T> state)
    {
        state.Numbers.Next(_startSizes);
        state.Next("first_batch.sample_answers", [_startAnswers.ColumnCount, _startAnswers.RowCount], _startAnswers.Values());
        Start = _startSample.Judge(_startAnswers);
        _trials?.Transfer(state);
    }

    /// <summary>Looks at the end.</summary>
    /// <param name="evidence">What was seen before.</param>
    /// <param name="reason">Why the run ended.</param>
    /// <param name="divergence">Where it left the finite numbers.</param>
    /// <param name="scores">What a threshold was tested on last.</param>
    /// <param name="restoredEpoch">The epoch whose weights were put back.</param>
    /// <param name="mayAskOwnLoss">Whether the loss is the user's and had a gradient: a copy of it is then asked. A
    /// loss of differences would take too long.</param>
    public Outcome Look(Evidence evidence, StopReason reason, Divergence? divergence, Scores? scores, int? restoredEpoch, bool mayAskOwnLoss)
    {
        OwnLossFacts? ownLoss = mayAskOwnLoss ? OwnLossTrial.Run(_loss, _startAnswers, _startSample.Answers(), _startSample.Targets, _startSample.Weights)
            : null;
        bool mayAsk = evidence.Loss!.IsLibrary || ownLoss is not null;
        double processed = (double)evidence.StepsMade * Math.Min(_options.BatchSize, _data.Count);
        int most = Math.Clamp(MostJudged / _data.Outputs, EnoughRows, MostRows);
        int rows = (int)Math.Clamp(Math.Max(FreeProducts / Math.Max(1, evidence.Network!.Parameters), ShareOfRun * processed), FewestRows, most);
        var sample = new SamplePass<T>(_network, _loss, _data, rows, classWeights: null);
        Performance training = sample.Judge(sample.Answers());
        Performance? validation = null;
        if (_validation is not null)
        {
            bool hasClasses = _validation.Classes is not null || _validation.Kind.IsTwoClasses(_validation.Outputs);
            var held = new SamplePass<T>(_network, _loss, _validation, rows, hasClasses ? _options.ClassWeights : null);
            validation = held.Judge(held.Answers());
        }

        bool isKnown = evidence.IsComparing;

        // Under weights of samples a handful may be all that was learned.
        bool areFew = evidence.Training.IsWeighted && _options.ClassWeights is null && training.Correlation < MostExplained;
        bool isGood = isKnown && !areFew && Outcome.IsGood(training, validation);
        bool mayBeByHeart = _validation is null && _data.Count >= FewestRows && evidence.Network.Parameters >= _data.Count;
        (double penalty, double pull) = Penalty();
        var outcome = new Outcome
        {
            Reason = reason,
            Divergence = divergence,
            RestoredEpoch = restoredEpoch,
            Training = training,
            Validation = validation,
            Reference = !isKnown || _data.TargetsAreInputs || (isGood && !mayBeByHeart) ? null : Possible(sample),
            Scores = scores,
            Parameters = evidence.Network.Parameters,
            Targets = evidence.Loss.Activation is null ? TargetKind.Continuous : _data.Kind,
            IsWeighted = evidence.Training.IsWeighted,
            Samples = _data.Count,
            Gain = evidence.Loss.Activation is null ? -Math.Log(Math.Max(1e-9, 1 - training.Skill))
                : 2 * (training.ConstantLoss - training.Loss) * (_data.Kind.IsOneHot() ? 1 : training.Outputs),
            OwnLoss = ownLoss,
            Shrinkage = Shrinkage(),
            Penalty = penalty,
            PenaltyPull = pull,
        };
        if (mayAsk && divergence is null && !outcome.IsFine)
            (outcome.Readings, outcome.IdleParameters) = Readings(evidence.StepsMade, Math.Clamp(rows / 4, FewestReadings, MostReadings));
        if (_trials is not null && divergence is null && !isGood)
            outcome.Trials = _trials.Run(evidence, outcome.Skill);
        return outcome;
    }

    private Reference? Possible(SamplePass<T> judged)
    {
        SamplePass<T> Sample(int rows)
            => Math.Min(rows, _data.Count) == judged.Rows.Length ? judged : new(_network, _loss, _data, rows, classWeights: null);
        SamplePass<T> sample = Sample(Reference.Rows(_data.Inputs));
        Matrix<T> inputs = sample.Inputs();
        return Reference.Of(inputs, sample.Targets, () =>
        {
            int rows = Math.Min(ReferenceRows, ReferenceElements / (_data.Inputs + _data.Outputs));
            if (rows <= sample.Rows.Length)
                return Reference.Single(inputs, sample.Targets);
            SamplePass<T> larger = Sample(rows);
            return Reference.Single(larger.Inputs(), larger.Targets);
        });
    }

    /// <summary>
    /// One more pass with the final weights, over up to 512 samples spread over the data: exact where the run is
    /// judged. The gradient buffers are free by now.
    /// </summary>
    private (StepReadings? Readings, long Idle) Readings(long step, int most)
    {
        int rows = Math.Min(_data.Count, most);
        int[] indices = [.. Enumerable.Range(0, rows).Select(i => (int)((long)i * _data.Count / rows))];
        Loss<T> loss = _loss.GradientSource == GradientSource.Library ? _loss : _loss.ShallowCopy();
        var batch = new Minibatch<T>(_network, loss, rows, _gradients, inputGradient: null, workers: null);
        batch.Gather(_data, indices, workers: null);
        try
        {
            batch.Forward(_options.Seed, step);
        }
        catch (Exception) when (_loss.GradientSource != GradientSource.Library)
        {
            // A loss of the user's own may refuse other numbers of samples than it is trained on; the run is over and
            // stands.
            return (null, 0);
        }

        batch.Backward();
        var readings = StepReadings.Of(_network, _loss, _data.Count);
        readings.ReadGradients(batch);
        long idle = 0;
        foreach (LayerPass<T> pass in batch.Passes)
            idle += Idle(pass);
        return (readings, idle);
    }

    /// <summary>Parameters of units that pass on next to nothing for any sample.</summary>
    private static long Idle(LayerPass<T> pass)
    {
        int rows = pass.OutputGradient.RowCount, units = pass.OutputGradient.ColumnCount;
        long parameters = 0;
        foreach (Matrix<T> gradient in pass.ParameterGradients)
            parameters += (long)gradient.RowCount * gradient.ColumnCount;
        if (parameters == 0)
            return 0;
        double[] sizes = [.. Enumerable.Range(0, units).Select(j => Elements.SumOfSquares<T>(pass.OutputGradient.Values().AsSpan(j * rows, rows)))];
        return sizes.Count(size => size <= NothingPassed * sizes.Max()) * parameters / units;
    }

    private (double Value, double Pull) Penalty()
    {
        double squares = 0, absolutes = 0;
        foreach (Parameter<T> parameter in _network.Parameters)
        {
            if (parameter.Decay == Decay.Exempt || (_options.L1 == 0 && _options.L2 == 0))
                continue;
            foreach (T weight in parameter.Span)
            {
                double value = double.CreateTruncating(weight);
                squares += value * value;
                absolutes += Math.Abs(value);
            }
        }

        return (_options.L2 / 2 * squares + _options.L1 * absolutes, _options.L2 * squares + _options.L1 * absolutes);
    }

    /// <summary>The smallest ratio of a layer's weights to its initial ones.</summary>
    private double Shrinkage()
    {
        double[] now = Sizes();
        double smallest = 1;
        for (int i = 0; i < now.Length; i++)
        {
            if (_startSizes[i] > 0)
                smallest = Math.Min(smallest, now[i] / _startSizes[i]);
        }

        return smallest;
    }

    private double[] Sizes()
    {
        var sizes = new double[_network.Parameters.Count];
        int count = 0;
        foreach (Parameter<T> parameter in _network.Parameters)
        {
            if (parameter.Decay != Decay.Exempt)
                sizes[count++] = Math.Sqrt(Elements.SumOfSquares<T>(parameter.Span));
        }

        Array.Resize(ref sizes, count);
        return sizes;
    }
}
