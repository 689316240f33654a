using System.Diagnostics;
using NeuralNet.Many.Running;

namespace NeuralNet.Many.Searches;

/// <summary>One search: batch after batch of work, of which none is done twice.</summary>
/// <param name="space">What is chosen.</param>
/// <param name="objective">What tells this search from others, beside space, method and seed.</param>
/// <param name="options">The settings, checked.</param>
internal sealed class SearchRun(SearchSpace space, string objective, SearchOptions options)
{
    private readonly TrialLog _log = new();
    private readonly SortedDictionary<int, Trial> _trials = [];
    private readonly Dictionary<int, TrialWork> _latest = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _done;
    private int _known;
    private (TrialWork Work, TrialOutcome Outcome)? _lowest;

    /// <summary>Does it all, or as much as cancellation and time allow.</summary>
    /// <param name="run">Does a piece of work; its task is cancelled where it had no time to end.</param>
    /// <param name="atATime">How many pieces are given out at a time.</param>
    /// <param name="cancellation">Set when it shall end.</param>
    public async Task<SearchResult> Run(Func<TrialWork, Task<TrialOutcome>> run, int atATime, CancellationToken cancellation)
    {
        using SearchJournal? journal = options.Journal is { } path
            ? new SearchJournal(path, $"{objective}, {options.Method}, seed {Text.Of(options.Seed)}, space {space.Description}.")
            : null;
        bool isComplete = true;
        foreach (IReadOnlyList<TrialWork> batch in options.Method.Batches(space, options.Seed, _log))
        {
            List<TrialWork> open = [];
            foreach (TrialWork work in batch)
            {
                if (Known(work, journal) is { } outcome)
                    Keep(work, outcome);
                else
                    open.Add(work);
            }

            await JobLoop.Run(open, atATime, work => Tried(run, work), (work, outcome) =>
            {
                if (outcome is null)
                    return;
                journal?.Add(work, outcome);
                Keep(work, outcome);
            }, cancellation).ConfigureAwait(false);
            isComplete = batch.All(_log.Has);
            if (!isComplete)
                break;
            _log.Add(batch);
        }

        return new SearchResult([.. _trials.Values], isComplete, _clock.Elapsed);
    }

    /// <summary>
    /// The last work of a trial, and its models if this run trained them and had reason to keep them.
    /// </summary>
    public (TrialWork Work, IReadOnlyList<byte[]> Models) Latest(Trial trial)
        => (_latest[trial.Number], _lowest is { } lowest && lowest.Work == _latest[trial.Number] ? lowest.Outcome.Models : []);

    private static async Task<TrialOutcome?> Tried(Func<TrialWork, Task<TrialOutcome>> run, TrialWork work)
    {
        try
        {
            return await run(work).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>What needs no training: an earlier run did it, or more epochs would change nothing.</summary>
    private TrialOutcome? Known(TrialWork work, SearchJournal? journal)
    {
        TrialOutcome? known = _trials.TryGetValue(work.Trial, out Trial? trial) && trial.Outcome.IsFinal ? trial.Outcome : journal?.Find(work);
        if (known is not null)
            _known++;
        return known;
    }

    private void Keep(TrialWork work, TrialOutcome outcome)
    {
        _log.Add(work, outcome);
        _latest[work.Trial] = work;
        if (outcome.Score is not null && (_lowest is not { } lowest || lowest.Work.Trial == work.Trial || outcome.Score < lowest.Outcome.Score))
            _lowest = (work, outcome);
        var trial = new Trial(work.Trial, work.Settings, outcome with { Models = [] });
        _trials[work.Trial] = trial;
        options.Trials?.Report(trial);
        options.Progress?.Report(new RunProgress(++_done, options.Method.Works, _known, _clock.Elapsed));
    }
}
