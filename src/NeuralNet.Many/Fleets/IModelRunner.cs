using System.Numerics;

namespace NeuralNet.Many;

/// <summary>Trains the models of a fleet, here or elsewhere; the models are the same to the bit.</summary>
public interface IModelRunner
{
    /// <summary>How many trainings it is given at a time, at least 1.</summary>
    int AtATime { get; }

    /// <summary>
    /// Trains a model: what <see cref="ModelJob{T}.Run"/> returns, wherever it was run. Its task ends with an exception
    /// only if the runner itself has failed, and is cancelled if the token was set before the training had ended.
    /// </summary>
    /// <param name="job">What to train.</param>
    /// <param name="cancellation">Ends the training after the current update.</param>
    Task<ModelOutcome> Train<T>(ModelJob<T> job, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
