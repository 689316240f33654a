namespace NeuralNet.Many;

/// <summary>One thing that a search chooses: a number or one of several names.</summary>
/// <param name="Name">What it is called in trials, tables and journals.</param>
public abstract record Setting(string Name)
{
    /// <summary>
    /// Whether the setting is chosen at all, given those before it in the space, such as <c>s => s.Integer("layers") ==
    /// 2</c>; null for always. A function of these settings and nothing else.
    /// </summary>
    public Func<TrialSettings, bool>? When { get; init; }

    internal abstract void Validate();

    /// <summary>What tells it from other settings in a journal.</summary>
    internal abstract string Description { get; }

    /// <summary>The value of a number drawn from it at random: a double, or a string.</summary>
    internal abstract object Draw(RandomStream random);

    /// <summary>The value that a tree-structured Parzen estimator suggests.</summary>
    /// <param name="good">Values of the trials with the best scores, in the order of the trials.</param>
    /// <param name="others">Values of the other trials.</param>
    /// <param name="candidates">How many values are drawn to choose from.</param>
    /// <param name="random">Random numbers.</param>
    internal abstract object Suggest(IReadOnlyList<object> good, IReadOnlyList<object> others, int candidates, RandomStream random);

    private protected ArgumentException Refused(string what) => new($"The setting '{Name}' {what}.");
}

/// <summary>How the numbers of a setting are spaced.</summary>
public enum Scale
{
    /// <summary>Differences count: 1, 2, 3.</summary>
    Linear,

    /// <summary>Ratios count: 0.001, 0.01, 0.1. All numbers are above 0.</summary>
    Logarithmic,
}
