using NeuralNet.Many.Searches;

namespace NeuralNet.Many;

/// <summary>One of several names, such as that of an activation, between which there is no order.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Values">The names, at least one, each once.</param>
public sealed record ChoiceSetting(string Name, params IReadOnlyList<string> Values) : Setting(Name)
{
    internal override string Description => $"{Name}: {string.Join(" or ", Values)}";

    internal override void Validate()
    {
        if (Values is null || Values.Count == 0)
            throw Refused("has no values, but at least one was expected");
        if (Values.Any(value => value is null) || Values.Distinct().Count() < Values.Count)
            throw Refused($"has a value twice, or null: {string.Join(", ", Values)}");
    }

    internal override object Draw(RandomStream random) => Values[random.NextInteger(Values.Count)];

    internal override object Suggest(IReadOnlyList<object> good, IReadOnlyList<object> others, int candidates, RandomStream random)
    {
        double[] best = Shares(good), rest = Shares(others);
        return Values[(int)Candidates.Best(candidates, () => Candidates.Drawn(best, random), i => Math.Log(best[(int)i]) - Math.Log(rest[(int)i]))];
    }

    /// <summary>The share of each value: the mean of one distribution for each trial, and of the prior.</summary>
    private double[] Shares(IReadOnlyList<object> observed)
    {
        double[] weights = Candidates.Weights(observed.Count);
        var shares = new double[Values.Count];
        double prior = 1.0 / weights.Length;
        for (int k = 0; k < weights.Length; k++)
        {
            double sum = prior * Values.Count + (k < observed.Count ? 1 : 0);
            for (int i = 0; i < shares.Length; i++)
                shares[i] += weights[k] * (prior + (k < observed.Count && Values[i] == (string)observed[k] ? 1 : 0)) / sum;
        }

        return shares;
    }
}
