using NeuralNet.Many.Searches;

namespace NeuralNet.Many;

/// <summary>
/// The tree-structured Parzen estimator: after some random trials, each setting gets the value for which the density of
/// good trials is largest beside that of the others, setting by setting.
/// </summary>
/// <remarks>
/// Bergstra, Bardenet, Bengio and Kegl, 2011, with the defaults of Optuna but for <see cref="Candidates"/>: good are
/// the best tenth, rounded up and 25 at most. Trials that threw or diverged count as the worst.
/// </remarks>
/// <param name="Trials">How many, at least 1.</param>
public sealed record ParzenSearch(int Trials) : SearchMethod
{
    private const int MostGood = 25;

    /// <summary>How many trials are random before the first suggestion, at least 1.</summary>
    public int RandomTrials { get; init; } = 10;

    /// <summary>
    /// How many trials are suggested at a time, at least 1: they may run side by side and do not know each other's
    /// scores. A larger number keeps more threads busy and learns later; it is a part of the search, so that the number
    /// of threads is none.
    /// </summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>
    /// How many values of a setting are drawn to choose the best from, at least 1. The more, the closer to what was
    /// good already: over 200 seeds of 50 trials on three functions 6 found lower minima than 24, which others draw.
    /// </summary>
    public int Candidates { get; init; } = 6;

    internal override int Works => Trials;

    internal override void Validate()
    {
        Check(Trials, 1, nameof(Trials));
        Check(RandomTrials, 1, nameof(RandomTrials));
        Check(BatchSize, 1, nameof(BatchSize));
        Check(Candidates, 1, nameof(Candidates));
    }

    internal override IEnumerable<IReadOnlyList<TrialWork>> Batches(SearchSpace space, int seed, TrialLog log)
    {
        int first = Math.Min(RandomTrials, Trials);
        yield return [.. Enumerable.Range(0, first).Select(trial => Drawn(space, seed, trial, epochs: null))];
        for (int start = first; start < Trials; start += BatchSize)
        {
            var batch = new List<TrialWork>();
            for (int trial = start; trial < Math.Min(start + BatchSize, Trials); trial++)
                batch.Add(Suggested(space, new RandomStream(seed, trial), trial, log, batch));
            yield return batch;
        }
    }

    private TrialWork Suggested(SearchSpace space, RandomStream random, int trial, TrialLog log, List<TrialWork> pending)
    {
        (TrialSettings Settings, double Score)[] done =
            [.. log.Outcomes.Select(entry => (entry.Work.Settings, entry.Outcome.Score ?? double.PositiveInfinity))];
        int count = Math.Min((int)Math.Ceiling(0.1 * done.Length), MostGood);
        HashSet<int> good = [.. Enumerable.Range(0, done.Length).OrderBy(i => done[i].Score).Take(count)];
        return new TrialWork(trial, space.Choose(setting => setting.Suggest(Values(setting, good.Contains), [.. Values(setting, i => !good.Contains(i)),
            .. pending.Select(work => work.Settings.Find(setting.Name)).OfType<object>()], Candidates, random)), Epochs: null);

        List<object> Values(Setting setting, Func<int, bool> isAsked)
            => [.. Enumerable.Range(0, done.Length).Where(isAsked).Select(i => done[i].Settings.Find(setting.Name)).OfType<object>()];
    }
}
