using NeuralNet.Many.Searches;

namespace NeuralNet.Many;

/// <summary>
/// Many random trials begin with few epochs; the best part of them goes on for several times as many, and so on. Each
/// goes on from its checkpoint, so that no epoch is trained twice.
/// </summary>
/// <remarks>
/// Jamieson and Talwalkar, 2016, who halve; <see cref="Hyperband"/> has a third as its paper has. The networks' options
/// say nothing of epochs here: all trials stop at those of the rung, unless something else ends them before. A rate
/// that falls over a number of epochs should fall over the largest.
/// </remarks>
/// <param name="Trials">How many begin, at least 1.</param>
/// <param name="SmallestEpochs">How long, at least 1.</param>
/// <param name="LargestEpochs">How long the last go on, at least as long.</param>
public sealed record SuccessiveHalving(int Trials, int SmallestEpochs, int LargestEpochs) : SearchMethod
{
    /// <summary>
    /// The part that goes on is one of so many, and goes on for so many times the epochs; at least 2.
    /// </summary>
    public int Reduction { get; init; } = 2;

    internal override int Works => Rungs().Sum(rung => rung.Trials);

    internal override void Validate()
    {
        Check(Trials, 1, nameof(Trials));
        Check(SmallestEpochs, 1, nameof(SmallestEpochs));
        Check(LargestEpochs, SmallestEpochs, nameof(LargestEpochs));
        Check(Reduction, 2, nameof(Reduction));
    }

    internal override IEnumerable<IReadOnlyList<TrialWork>> Batches(SearchSpace space, int seed, TrialLog log)
    {
        List<Rung> rungs = Rungs();
        List<TrialWork> works = [.. Enumerable.Range(0, Trials).Select(trial => Drawn(space, seed, trial, rungs[0].Epochs))];
        for (int i = 0; i < rungs.Count; i++)
        {
            if (i > 0)
                works = log.Best(works, rungs[i]);
            yield return works;
        }
    }

    /// <summary>How many trials are trained to how many epochs.</summary>
    internal List<Rung> Rungs()
    {
        var rungs = new List<Rung>();
        int trials = Trials;
        for (double epochs = SmallestEpochs; ; epochs *= Reduction)
        {
            // The last go all the way.
            bool isLast = epochs * Reduction > LargestEpochs || trials < Reduction;
            rungs.Add(new Rung(trials, isLast ? LargestEpochs : (int)epochs));
            if (isLast)
                return rungs;
            trials /= Reduction;
        }
    }
}
