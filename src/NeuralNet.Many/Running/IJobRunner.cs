using System.Numerics;

namespace NeuralNet.Many;

/// <summary>
/// Runs the trainings of fleets and searches, here or elsewhere; what they give is the same to the bit.
/// </summary>
public interface IJobRunner
{
    /// <summary>How many jobs it is given at a time, at least 1.</summary>
    int AtATime { get; }

    /// <summary>
    /// Trains a model of a fleet: what <see cref="ModelJob{T}.Run"/> returns, wherever it is run. The task ends with an
    /// exception only if the runner itself has failed, and is cancelled if the token was set before the training had
    /// ended.
    /// </summary>
    /// <param name="job">What to train.</param>
    /// <param name="cancellation">Ends the training after the current update.</param>
    Task<ModelOutcome> Train<T>(ModelJob<T> job, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>
    /// Trains and scores a trial of a search: what <see cref="TrialJob{T}.Run"/> returns, wherever it is run. Of one
    /// trial there is one job at a time, and its numbers of epochs rise.
    /// </summary>
    /// <param name="job">What to try.</param>
    /// <param name="cancellation">Ends the training after the current update.</param>
    /// <inheritdoc cref="Train"/>
    Task<TrialOutcome> Try<T>(TrialJob<T> job, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
