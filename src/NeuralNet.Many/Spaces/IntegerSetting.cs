using NeuralNet.Many.Searches;

namespace NeuralNet.Many;

/// <summary>A whole number, such as a number of units.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Lowest">The lowest value; above 0 on a logarithmic scale.</param>
/// <param name="Highest">The highest value, above the lowest.</param>
public sealed record IntegerSetting(string Name, int Lowest, int Highest) : Setting(Name)
{
    /// <summary>How values are spaced.</summary>
    public Scale Scale { get; init; }

    internal override string Description => FormattableString.Invariant($"{Name}: {Lowest} to {Highest}, whole, {Scale}");

    // Every number has half a step on both sides, so that the first and the last are as likely as the others.
    private double Low => OnScale(Lowest - 0.5);

    private double High => OnScale(Highest + 0.5);

    internal override void Validate()
    {
        if (Lowest >= Highest)
            throw Refused($"runs from {Text.Of(Lowest)} to {Text.Of(Highest)}, but the lower bound first was expected");
        if (Scale == Scale.Logarithmic && Lowest <= 0)
            throw Refused($"has a logarithmic scale and begins at {Text.Of(Lowest)}, but a number above 0 was expected");
    }

    internal override object Draw(RandomStream random) => Value(Low + random.NextDouble() * (High - Low));

    internal override object Suggest(IReadOnlyList<object> good, IReadOnlyList<object> others, int candidates, RandomStream random)
    {
        var best = new NormalMixture([.. good.Select(value => OnScale((double)value))], Low, High);
        var rest = new NormalMixture([.. others.Select(value => OnScale((double)value))], Low, High);
        return Scale == Scale.Logarithmic
            ? Value(Candidates.Best(candidates, () => best.Sample(random), x => best.LogDensity(x) - rest.LogDensity(x)))
            : Value(Candidates.Best(candidates, () => Value(best.Sample(random)), x => best.LogMass(x, 0.5) - rest.LogMass(x, 0.5)));
    }

    private double OnScale(double value) => Scale == Scale.Logarithmic ? Math.Log(value) : value;

    private double Value(double onScale) => Math.Clamp(Math.Round(Scale == Scale.Logarithmic ? Math.Exp(onScale) : onScale), Lowest, Highest);
}
