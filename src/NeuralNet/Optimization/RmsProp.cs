using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// RMSProp: s = decay s + (1 - decay) g g; w -= rate g / (sqrt(s) + epsilon), with s starting at 0 (Tieleman and
/// Hinton, 2012).
/// </summary>
/// <remarks>Epsilon beside the root, as in PyTorch; Keras puts it inside.</remarks>
public sealed record RmsProp : MinibatchOptimizer
{
    /// <summary>The share of the mean square that is kept, at least 0 and below 1.</summary>
    public double Decay { get; init; } = 0.9;

    /// <summary>Keeps the quotient finite, above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    internal override int SlotsPerParameter => 1;

    internal override UpdateRule<T> Rule<T>()
    {
        var decay = T.CreateTruncating(Decay);
        var added = T.CreateTruncating(1 - Decay);
        T epsilon = T.Max(T.Epsilon, T.CreateTruncating(Epsilon));
        return new UpdateRule<T, MeanSquare<T>>((rate, _, _) => new(T.CreateTruncating(rate), decay, added, epsilon));
    }

    internal override void Validate()
    {
        base.Validate();
        CheckFactor(Decay, nameof(Decay));
        CheckEpsilon(Epsilon, nameof(Epsilon));
    }

    internal override Description Describe() => Describe(new Dictionary<string, double> { ["decay"] = Decay, ["epsilon"] = Epsilon });

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(RmsProp), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType RmsProp = Optimizer("RmsProp", description
        => new RmsProp { LearningRate = description.Schedule("learningRate"), Decay = description["decay"], Epsilon = description["epsilon"] });
}
