namespace NeuralNet;

/// <summary>The same learning rate for every update.</summary>
/// <param name="Rate">The rate, finite and at least 0.</param>
public sealed record ConstantRate(double Rate) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double RateAt(TrainingTime time) => Rate;

    /// <inheritdoc/>
    public override void Validate() => CheckRate(Rate, "LearningRate");

    /// <inheritdoc/>
    public override Description Describe() => new("ConstantRate")
    {
        Settings = new Dictionary<string, double> { ["rate"] = Rate },
    };

    /// <summary>The rate.</summary>
    public override string ToString() => Check.Text(Rate);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType ConstantRate = Schedule("ConstantRate", description => new ConstantRate(description["rate"]));
}
