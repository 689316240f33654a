namespace NeuralNet;

/// <summary>
/// Adam with decoupled weight decay: before each update of <see cref="Adam"/>, w -= rate weightDecay w; biases are not
/// decayed.
/// </summary>
/// <remarks>
/// Loshchilov and Hutter, 2019, in PyTorch's form, where the decay is multiplied by the learning rate.
/// </remarks>
public sealed record AdamW : MinibatchOptimizer
{
    /// <summary>The share of the mean gradient that is kept, at least 0 and below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The share of the mean squared gradient that is kept, at least 0 and below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Keeps the quotient finite, above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The share of each weight that a rate of 1 would take away in a step, at least 0.</summary>
    public double WeightDecay { get; init; } = 0.01;

    internal override int SlotsPerParameter => 2;

    internal override UpdateRule<T> Rule<T>() => Adam.Rule<T>(Beta1, Beta2, Epsilon, WeightDecay);

    internal override void Validate()
    {
        base.Validate();
        Adam.Validate(Beta1, Beta2, Epsilon);
        Check.Range(WeightDecay, nameof(WeightDecay), 0, double.PositiveInfinity);
    }

    internal override Description Describe() => Describe(new Dictionary<string, double>
    {
        ["beta1"] = Beta1,
        ["beta2"] = Beta2,
        ["epsilon"] = Epsilon,
        ["weightDecay"] = WeightDecay,
    });

    /// <inheritdoc/>
    public override string ToString() => RecordText.Of(nameof(AdamW), PrintMembers);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType AdamW = Optimizer("AdamW", description => new AdamW
    {
        LearningRate = description.Schedule("learningRate"),
        Beta1 = description["beta1"],
        Beta2 = description["beta2"],
        Epsilon = description["epsilon"],
        WeightDecay = description["weightDecay"],
    });
}
