namespace Serving;

/// <summary>The answer: the likeliest species, and the probability of each.</summary>
internal sealed record Prediction(string Species, IReadOnlyDictionary<string, float> Probabilities)
{
    public static IReadOnlyList<string> AllSpecies { get; } = ["setosa", "versicolor", "virginica"];

    public static Prediction From(ReadOnlySpan<float> probabilities)
    {
        var named = new Dictionary<string, float>(probabilities.Length);
        int best = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            named.Add(AllSpecies[i], probabilities[i]);
            best = probabilities[i] > probabilities[best] ? i : best;
        }

        return new Prediction(AllSpecies[best], named);
    }
}
