using System.Diagnostics;
using System.Numerics;
using NeuralNet.Many.Running;

namespace NeuralNet.Many.Fleets;

/// <summary>One run over the keys of a fleet.</summary>
internal sealed class FleetTraining<T>(
    string path, IReadOnlyCollection<string> keys, Func<string, Dataset<T>> load, Recipe<T> recipe, FleetOptions options)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly ModelOutcome _notReached = new(ModelStatus.NotReached, "");
    private readonly Dictionary<string, ModelOutcome> _outcomes = new(keys.Count);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _kept;

    public async Task<FleetResult> Run(CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.TimeLimit is { } limit)
            limited.CancelAfter(limit);
        using ThreadRunner? threads = options.Runner is null ? new ThreadRunner(options.Threads) : null;
        IJobRunner runner = options.Runner ?? threads!;
        bool isMostlyReplaced;
        using (var file = new FleetWriter(path))
        {
            try
            {
                await JobLoop.Run(keys, runner.AtATime, key => Train(runner, file, key, limited.Token), (key, outcome) => Keep(file, key, outcome),
                    limited.Token).ConfigureAwait(false);
            }
            finally
            {
                file.Finish();
            }

            isMostlyReplaced = file.IsMostlyReplaced;
        }

        if (isMostlyReplaced)
        {
            using var file = new FleetWriter(path);
            file.Compact(path);
        }

        return new FleetResult([.. keys.Select(key => KeyValuePair.Create(key, _outcomes.GetValueOrDefault(key, _notReached)))], _clock.Elapsed);
    }

    private async Task<ModelOutcome> Train(IJobRunner runner, FleetWriter file, string key, CancellationToken cancellation)
    {
        var job = new ModelJob<T>(key, Seeds.Of(options.Seed, key), recipe, () => load(key))
        {
            Known = file.Entries.GetValueOrDefault(key)?.Outcome.Fingerprint,
        };
        try
        {
            return await runner.Train(job, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return _notReached;
        }
    }

    private void Keep(FleetWriter file, string key, ModelOutcome outcome)
    {
        if (outcome.Status == ModelStatus.NotReached)
            return;
        byte[]? model = outcome.Model;
        outcome = outcome.Status == ModelStatus.Kept ? file.Entries[key].Outcome : outcome with { Model = null };
        if (outcome.Status == ModelStatus.Trained)
            file.Append(key, outcome, model!);
        else if (outcome.Status == ModelStatus.Kept)
            _kept++;
        _outcomes[key] = outcome;
        options.Progress?.Report(new RunProgress(_outcomes.Count, keys.Count, _kept, _clock.Elapsed));
    }
}
