using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>What one call of Fit is about, checked: the parts of a run take from it what they need.</summary>
/// <param name="Network">The network that is trained.</param>
/// <param name="Loss">What is made small.</param>
/// <param name="Options">The settings.</param>
/// <param name="State">What the trainer keeps from one Fit to the next.</param>
/// <param name="Data">The training samples.</param>
/// <param name="Validation">The validation samples; null without.</param>
/// <param name="Workers">Threads that share the work; null for none.</param>
internal sealed record TrainingTask<T>(
    Network<T> Network, Loss<T> Loss, TrainingOptions Options, TrainingState<T> State, TrainingData<T> Data, TrainingData<T>? Validation, Workers? Workers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The L1 and L2 penalties of the weights as they are.</summary>
    public double Penalty() => Penalties.Value<T>(State.Parameters, Options);
}
