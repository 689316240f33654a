using System.Numerics;
using System.Text;
using System.Text.Json.Serialization;

namespace NeuralNet;

/// <summary>
/// How training takes the weights from one step to the next: settings only; what an optimizer remembers from step to
/// step belongs to the trainer. A <see cref="MinibatchOptimizer"/> changes each parameter by its gradient on some
/// samples, a <see cref="FullBatchOptimizer"/> takes all samples at once.
/// </summary>
[JsonConverter(typeof(OptionsJsonConverter))]
public abstract record Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>
    /// The learning rate, a constant or a schedule, of a <see cref="MinibatchOptimizer"/>; null for a
    /// <see cref="FullBatchOptimizer"/>, which finds the length of its steps itself.
    /// </summary>
    public LearningRateSchedule? LearningRate => Rate;

    private protected virtual LearningRateSchedule? Rate => null;

    /// <summary>How many numbers the optimizer remembers of each weight.</summary>
    internal virtual int SlotsPerParameter => 0;

    /// <summary>
    /// What the optimizer remembers beside that; null for nothing. Made once for a trainer, so it outlives a Fit.
    /// </summary>
    /// <param name="parameters">The parameters that are trained, with their gradients.</param>
    internal virtual OptimizerMemory<T>? NewMemory<T>(IReadOnlyList<ParameterState<T>> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => null;

    /// <summary>When the learning rate falls with a score that has come to rest; null if it does not.</summary>
    internal virtual ReduceOnPlateau? OnPlateau => null;

    /// <summary>What makes the steps of one call of Fit.</summary>
    internal abstract StepMaker<T> NewSteps<T>(TrainingTask<T> task)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    internal abstract void Validate();

    /// <summary>Writes nothing: each kind of optimizer writes the settings that it has.</summary>
    /// <param name="builder">Where the text goes.</param>
    /// <returns>Whether something was written.</returns>
    protected virtual bool PrintMembers(StringBuilder builder) => false;

    /// <summary>What a checkpoint says of the optimizer.</summary>
    internal abstract Description Describe();

    private protected static void CheckFactor(double value, string name) => Check.Range(value, name, 0, 1, Bounds.OpenAbove);

    private protected static void CheckEpsilon(double value, string name) => Check.Range(value, name, 0, double.PositiveInfinity, Bounds.OpenBelow);
}
