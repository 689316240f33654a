using System.Numerics;

namespace NeuralNet;

/// <summary>
/// The cheap experiment where several settings could be the cause: a copy of the network makes a few steps as they were
/// set and without each suspect, from the initial weights, or from the final ones where it has learned something.
/// </summary>
/// <remarks>
/// Made when the run is over, so that it cannot disturb it; random numbers are a function of seed, epoch and step, so
/// it shows the same every time. Only losses and layers of the library take part: others may have a state.
/// </remarks>
internal sealed class SettingTrials<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // All together at most 2 % of the run's steps, and 1 % where that takes more than a few milliseconds.
    private const int RunToTrials = 50;
    private const double FreeProducts = 1 << 24;
    private const int FewestSteps = 3;
    private const int MostSteps = 100;
    private const int MostRows = 4096;
    private const int RowsJudged = 512;
    private const double SomeSkill = 0.1;

    private readonly Network<T> _network;
    private readonly Loss<T> _loss;
    private readonly TrainingOptions _options;
    private readonly TrainingData<T> _data;
    private readonly T[][] _initial;

    private SettingTrials(Network<T> network, Loss<T> loss, TrainingOptions options, TrainingData<T> data)
    {
        (_network, _loss, _options, _data) = (network, loss, options, data);
        _initial = [.. network.Parameters.Select(parameter => parameter.Span.ToArray())];
    }

    /// <summary>Keeps the initial weights; null if there is nothing to try, or it may not be tried.</summary>
    public static SettingTrials<T>? Of(Network<T> network, Loss<T> loss, Evidence evidence, TrainingData<T> data)
    {
        bool mayTry = loss.GradientSource == GradientSource.Library && evidence.HasRate && network.IsOfLibrary;
        return mayTry && Judge.Suspects(evidence).Count > 0 ? new SettingTrials<T>(network, loss, evidence.Options, data) : null;
    }

    /// <summary>Writes the initial weights to a checkpoint or takes them from it.</summary>
    public void Transfer(RunState<T> state)
    {
        for (int i = 0; i < _initial.Length; i++)
            state.Next($"first_batch.weights.{Check.Text(i)}", [_initial[i].Length], _initial[i]);
    }

    /// <summary>Tries without each suspect.</summary>
    /// <param name="evidence">What was seen.</param>
    /// <param name="skill">What the network has learned.</param>
    public TrialFacts[] Run(Evidence evidence, double skill)
    {
        List<Suspect> suspects = Judge.Suspects(evidence);
        bool GoesOn(Suspect suspect) => suspect.GoesOn || skill > SomeSkill;
        int trials = suspects.Count + suspects.Where(suspect => !suspect.IsEnd).Select(GoesOn).Distinct().Count();
        double rows = Math.Min(Math.Min(_options.BatchSize, _data.Count), MostRows), most = evidence.StepsMade / (double)RunToTrials;
        int steps = (int)Math.Min(MostSteps, Math.Min(most, Math.Max(most / 2, FreeProducts / (evidence.Network!.Parameters * rows))) / Math.Max(1, trials));
        if (steps < FewestSteps)
            return [];
        var asSet = new Dictionary<bool, Performance>();
        var facts = new TrialFacts[suspects.Count];
        for (int i = 0; i < facts.Length; i++)
        {
            bool goesOn = GoesOn(suspects[i]);
            Performance? with = suspects[i].IsEnd ? Try(null, 0, goesOn) : asSet.GetValueOrDefault(goesOn);
            if (with is null)
                asSet[goesOn] = with = Try(null, steps, goesOn);
            facts[i] = new TrialFacts(suspects[i], goesOn, steps, with, Try(suspects[i], steps, goesOn));
        }

        return facts;
    }

    private Performance Try(Suspect? suspect, int steps, bool goesOn)
    {
        Network<T> network = _network.Clone();
        for (int i = 0; i < _initial.Length && !goesOn; i++)
            _initial[i].CopyTo(network.Parameters[i].Span);
        if (suspect is { IsDropout: true })
            network = new Network<T>(network.Inputs, [.. network.Layers.Where(layer => layer.DropShare == 0)]);
        TrainingOptions options = suspect?.Without(_options) ?? _options;
        TrainingData<T> data = suspect is { IsWeights: true } ? _data.WithoutWeights() : _data;
        var state = new TrainingState<T>(network, options.Optimizer);
        var step = new MinibatchStep<T>(network, options, state, (MinibatchOptimizer)options.Optimizer, workers: null);
        var samples = new SampleSequence(options.Order, options.Seed, data.Count, Math.Min(options.BatchSize, MostRows));
        var batches = new Dictionary<int, Minibatch<T>>();
        while (state.Step < steps)
        {
            ReadOnlySpan<int> rows = samples.Indices(state.Step, state.Epoch, state.StepInEpoch);
            if (!batches.TryGetValue(rows.Length, out Minibatch<T>? batch))
                batches[rows.Length] = batch = new Minibatch<T>(network, _loss, rows.Length, state.Gradients, inputGradient: null, workers: null,
                    isWhole: false);
            batch.Gather(data, rows, workers: null);
            step.TakeRate(samples.StepsPerEpoch);
            if (step.Backpropagate(batch) is not null || step.Update(batch, row => row, inspector: null) is not null)
                break;
            state.Step++;
            if (++state.StepInEpoch == samples.StepsPerEpoch)
                (state.Epoch, state.StepInEpoch) = (state.Epoch + 1, 0);
        }

        return new SamplePass<T>(network, _loss, _data, RowsJudged, classWeights: null).Judged();
    }
}
