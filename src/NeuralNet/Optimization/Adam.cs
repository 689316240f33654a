using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Adam: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g g; w -= rate (m / (1 - beta1^t)) / (sqrt(v / (1 -
/// beta2^t)) + epsilon), t from 1.
/// </summary>
/// <remarks>Algorithm 1 of Kingma and Ba, 2015, as in PyTorch; Keras puts epsilon beside the uncorrected root. An L2
/// penalty of the training options acts on g; for decay apart from the gradient see <see cref="AdamW"/>.</remarks>
public sealed record Adam : MinibatchOptimizer
{
    /// <summary>The share of the mean gradient that is kept, at least 0 and below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The share of the mean squared gradient that is kept, at least 0 and below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Keeps the quotient finite, above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    internal override int SlotsPerParameter => 2;

    internal override UpdateRule<T> Rule<T>() => Rule<T>(Beta1, Beta2, Epsilon, weightDecay: 0);

    internal override void Validate()
    {
        base.Validate();
        Validate(Beta1, Beta2, Epsilon);
    }

    internal override Description Describe() => Describe(new Dictionary<string, double> { ["beta1"] = Beta1, ["beta2"] = Beta2, ["epsilon"] = Epsilon });

    internal static void Validate(double beta1, double beta2, double epsilon)
    {
        CheckFactor(beta1, nameof(Beta1));
        CheckFactor(beta2, nameof(Beta2));
        CheckEpsilon(epsilon, nameof(Epsilon));
    }

    internal static UpdateRule<T> Rule<T>(double beta1, double beta2, double epsilon, double weightDecay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new UpdateRule<T, AdaptiveMoments<T>>((rate, step, decay) =>
        {
            double root = Math.Sqrt(1 - Math.Pow(beta2, step));

            // An epsilon below all numbers of the type would be 0, and 0 / 0 is no update.
            return new AdaptiveMoments<T>(
                rate: T.CreateTruncating(rate * root / (1 - Math.Pow(beta1, step))),
                beta1: T.CreateTruncating(beta1),
                added1: T.CreateTruncating(1 - beta1),
                beta2: T.CreateTruncating(beta2),
                added2: T.CreateTruncating(1 - beta2),
                epsilon: T.Max(T.Epsilon, T.CreateTruncating(epsilon * root)),
                kept: T.CreateTruncating(1 - (decay == Decay.Penalized ? rate * weightDecay : 0)));
        });

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(Adam), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Adam = Optimizer("Adam", description => new Adam
    {
        LearningRate = description.Schedule("learningRate"),
        Beta1 = description["beta1"],
        Beta2 = description["beta2"],
        Epsilon = description["epsilon"],
    });
}
