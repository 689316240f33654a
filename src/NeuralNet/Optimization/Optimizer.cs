using System.Numerics;

namespace NeuralNet;

/// <summary>How a gradient changes a parameter: settings only; what an optimizer remembers from step to step belongs to the training run.</summary>
public abstract record Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>The learning rate, a constant or a schedule; finite and at least 0.</summary>
    public LearningRateSchedule LearningRate { get; init; } = 0.001;

    /// <summary>How many numbers the optimizer remembers of each weight.</summary>
    internal abstract int SlotsPerParameter { get; }

    /// <summary>The update as one function, bound once when training starts.</summary>
    internal abstract UpdateRule<T> Rule<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    internal virtual void Validate()
    {
        if (LearningRate is null)
            throw new ArgumentNullException(nameof(LearningRate), "'LearningRate' is null, but a rate or a schedule is needed.");
        LearningRate.Validate();
    }

    /// <summary>What a checkpoint says of the optimizer.</summary>
    internal abstract Description Describe();

    private protected Description Describe(IReadOnlyDictionary<string, double> settings) => new(Description.NameOf(GetType()))
    {
        Settings = settings,
        Parts = new Dictionary<string, Description> { ["learningRate"] = LearningRate.Describe() },
    };

    private protected static void CheckFactor(double value, string name) => Check.Range(value, name, 0, 1, Bounds.OpenAbove);

    private protected static void CheckEpsilon(double value, string name) => Check.Range(value, name, 0, double.PositiveInfinity, Bounds.OpenBelow);
}
