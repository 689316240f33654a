using System.Diagnostics;
using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>What one call of Fit is about, checked: the parts of a run take from it what they need.</summary>
/// <param name="network">The network that is trained.</param>
/// <param name="loss">What is made small.</param>
/// <param name="options">The settings.</param>
/// <param name="state">What the trainer keeps from one Fit to the next.</param>
/// <param name="data">The training samples.</param>
/// <param name="validation">The validation samples; null without.</param>
/// <param name="workers">Threads that share the work; null for none.</param>
internal sealed class TrainingTask<T>(Network<T> network, Loss<T> loss, TrainingOptions options, TrainingState<T> state, TrainingData<T> data,
    TrainingData<T>? validation, Workers? workers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Network<T> Network { get; } = network;

    public Loss<T> Loss { get; } = loss;

    public TrainingOptions Options { get; } = options;

    public TrainingState<T> State { get; } = state;

    public TrainingData<T> Data { get; } = data;

    public TrainingData<T>? Validation { get; } = validation;

    public Workers? Workers { get; } = workers;

    /// <summary>Steps in an epoch; a full-batch method makes one.</summary>
    public int StepsPerEpoch { get; } = options.Optimizer is FullBatchOptimizer ? 1 : SampleSequence.StepsOfEpoch(data.Count, options.BatchSize);

    /// <summary>When the time limit began, in ticks of the stopwatch.</summary>
    public long Started { get; init; } = Stopwatch.GetTimestamp();

    /// <summary>The L1 and L2 penalties of the weights as they are.</summary>
    public double Penalty() => Penalties.Value<T>(State.Parameters, Options);
}
