using NeuralNet.Many.Searches;

namespace NeuralNet.Many;

/// <summary>
/// Successive halving several times: with many trials of few epochs, with fewer trials of more, down to a few that are
/// trained all the way, since nobody knows how early a network shows what it is worth. Each of these brackets takes
/// about as many epochs.
/// </summary>
/// <remarks>
/// Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar, 2018, "Hyperband: a novel bandit-based approach to hyperparameter
/// optimization", algorithm 1: bracket s begins with n = ceil((s_max + 1) / (s + 1) eta^s) trials of R eta^-s epochs,
/// and rung i has floor(n eta^-i) of R eta^(i - s).
/// </remarks>
/// <param name="LargestEpochs">R: how long a trial is trained at most, at least 1.</param>
public sealed record Hyperband(int LargestEpochs) : SearchMethod
{
    /// <summary>eta: the part that goes on is one of so many; at least 2.</summary>
    public int Reduction { get; init; } = 3;

    /// <summary>How long a trial is trained at least, at least 1; fewer brackets the larger it is.</summary>
    public int SmallestEpochs { get; init; } = 1;

    internal override int Works => Brackets().Sum(bracket => bracket.Sum(rung => rung.Trials));

    internal override void Validate()
    {
        Check(Reduction, 2, nameof(Reduction));
        Check(SmallestEpochs, 1, nameof(SmallestEpochs));
        Check(LargestEpochs, SmallestEpochs, nameof(LargestEpochs));
    }

    internal override IEnumerable<IReadOnlyList<TrialWork>> Batches(SearchSpace space, int seed, TrialLog log)
    {
        List<List<Rung>> brackets = Brackets();
        var works = new List<TrialWork>[brackets.Count];
        int trial = 0;
        for (int b = 0; b < brackets.Count; b++)
            works[b] = [.. Enumerable.Range(0, brackets[b][0].Trials).Select(_ => Drawn(space, seed, trial++, brackets[b][0].Epochs))];

        // The brackets do not know each other, so the same rung of all of them is one batch.
        for (int i = 0; i < brackets[0].Count; i++)
        {
            for (int b = 0; b < brackets.Count; b++)
            {
                if (i > 0)
                    works[b] = i < brackets[b].Count ? log.Best(works[b], brackets[b][i]) : [];
            }

            yield return [.. works.SelectMany(bracket => bracket)];
        }
    }

    /// <summary>The rungs of each bracket, the one with the most trials first.</summary>
    internal List<List<Rung>> Brackets()
    {
        int most = 0;
        for (long ratio = Reduction; ratio * SmallestEpochs <= LargestEpochs; ratio *= Reduction)
            most++;
        var brackets = new List<List<Rung>>();
        for (int s = most; s >= 0; s--)
        {
            double power = Math.Pow(Reduction, s);
            int n = (int)Math.Ceiling((most + 1) / (s + 1.0) * power);
            brackets.Add([.. Enumerable.Range(0, s + 1).Select(i => new Rung(
                (int)(n / Math.Pow(Reduction, i) + 1e-9), Math.Max(1, (int)Math.Round(LargestEpochs * Math.Pow(Reduction, i) / power))))]);
        }

        return brackets;
    }
}
