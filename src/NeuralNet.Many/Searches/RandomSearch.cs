using NeuralNet.Many.Searches;

namespace NeuralNet.Many;

/// <summary>Settings drawn at random, each trial by itself.</summary>
/// <param name="Trials">How many, at least 1.</param>
public sealed record RandomSearch(int Trials) : SearchMethod
{
    internal override int Works => Trials;

    internal override void Validate() => Check(Trials, 1, nameof(Trials));

    internal override IEnumerable<IReadOnlyList<TrialWork>> Batches(SearchSpace space, int seed, TrialLog log)
        => [[.. Enumerable.Range(0, Trials).Select(trial => Drawn(space, seed, trial, epochs: null))]];
}
