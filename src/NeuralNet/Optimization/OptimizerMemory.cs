using System.Numerics;

namespace NeuralNet;

/// <summary>
/// What an optimizer remembers from step to step that is not a fixed number of values for each weight: a damping, pairs
/// of steps and gradients.
/// </summary>
internal abstract class OptimizerMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Writes the memory to a checkpoint or takes it from it: numbers on the tape in a fixed order, arrays under names
    /// that begin with <c>optimizer.</c>, which is how a checkpoint finds them again.
    /// </summary>
    public abstract void Transfer(RunState<T> state);

    /// <summary>
    /// Empties the memory, as it was before the first step: training diverged, and what led there must not lead there
    /// again.
    /// </summary>
    public abstract void Forget();
}
