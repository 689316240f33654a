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

    private protected static void CheckFactor(double value, string name) => Check.Range(value, name, 0, 1, Bounds.OpenAbove);

    private protected static void CheckEpsilon(double value, string name) => Check.Range(value, name, 0, double.PositiveInfinity, Bounds.OpenBelow);
}
