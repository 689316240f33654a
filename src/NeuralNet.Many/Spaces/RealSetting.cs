using NeuralNet.Many.Searches;

namespace NeuralNet.Many;

/// <summary>A number, such as a learning rate.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Lowest">The lowest value, finite; above 0 on a logarithmic scale.</param>
/// <param name="Highest">The highest value, finite, above the lowest.</param>
public sealed record RealSetting(string Name, double Lowest, double Highest) : Setting(Name)
{
    /// <summary>How values are spaced.</summary>
    public Scale Scale { get; init; }

    internal override string Description => FormattableString.Invariant($"{Name}: {Lowest:R} to {Highest:R}, {Scale}");

    private double Low => OnScale(Lowest);

    private double High => OnScale(Highest);

    internal override void Validate()
    {
        if (!double.IsFinite(Lowest) || !double.IsFinite(Highest) || !(Lowest < Highest))
            throw Refused($"runs from {Text.Of(Lowest)} to {Text.Of(Highest)}, but finite bounds were expected, the lower one first");
        if (Scale == Scale.Logarithmic && Lowest <= 0)
            throw Refused($"has a logarithmic scale and begins at {Text.Of(Lowest)}, but a number above 0 was expected");
    }

    internal override object Draw(RandomStream random) => Value(Low + random.NextDouble() * (High - Low));

    internal override object Suggest(IReadOnlyList<object> good, IReadOnlyList<object> others, int candidates, RandomStream random)
    {
        var best = new NormalMixture([.. good.Select(value => OnScale((double)value))], Low, High);
        var rest = new NormalMixture([.. others.Select(value => OnScale((double)value))], Low, High);
        return Value(Candidates.Best(candidates, () => best.Sample(random), x => best.LogDensity(x) - rest.LogDensity(x)));
    }

    private double OnScale(double value) => Scale == Scale.Logarithmic ? Math.Log(value) : value;

    private double Value(double onScale) => Math.Clamp(Scale == Scale.Logarithmic ? Math.Exp(onScale) : onScale, Lowest, Highest);
}
