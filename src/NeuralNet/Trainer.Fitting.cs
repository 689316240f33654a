using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

public sealed partial class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Trains on samples with targets.</summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <param name="y">Targets, <c>N x outputs</c>, finite.</param>
    /// <param name="cancellation">Ends training after the current update.</param>
    /// <exception cref="ArgumentException">
    /// The data do not fit the network or the loss. No weight has changed.
    /// </exception>
    public TrainingResult Fit(Matrix<T> x, Matrix<T> y, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Fit(new Dataset<T>(x, y), validation: null, new DataNames("x", "y", "weights"), cancellation);
    }

    /// <summary>Trains on samples with class labels.</summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <param name="labels">N labels from 0 to outputs - 1; 0 or 1 for a network with one output.</param>
    /// <param name="cancellation">Ends training after the current update.</param>
    /// <exception cref="ArgumentException">
    /// The data do not fit the network or the loss. No weight has changed.
    /// </exception>
    public TrainingResult Fit(Matrix<T> x, IReadOnlyList<int> labels, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(labels);
        return Fit(Targets(x, labels), validation: null, new DataNames("x", "labels", "weights"), cancellation);
    }

    /// <summary>Trains on a data set, with validation data if there are any.</summary>
    /// <param name="training">What to learn from: X <c>N x inputs</c>, Y <c>N x outputs</c>, finite.</param>
    /// <param name="validation">
    /// What to score each epoch on; if null, <see cref="TrainingOptions.ValidationFraction"/> decides.
    /// </param>
    /// <param name="cancellation">Ends training after the current update.</param>
    /// <exception cref="ArgumentException">
    /// The data do not fit the network or the loss. No weight has changed.
    /// </exception>
    public TrainingResult Fit(Dataset<T> training, Dataset<T>? validation = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        return Fit(training, validation, DataNames.Of(nameof(training)), cancellation);
    }

    /// <summary>Trains on samples with targets on a thread of its own, so that the caller's is free.</summary>
    /// <inheritdoc cref="FitAsync(Dataset{T}, Dataset{T}?, CancellationToken)"/>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <param name="y">Targets, <c>N x outputs</c>, finite.</param>
    /// <param name="cancellation">Ends training after the current update.</param>
    public Task<TrainingResult> FitAsync(Matrix<T> x, Matrix<T> y, CancellationToken cancellation = default) => OnOwnThread(() => Fit(x, y, cancellation));

    /// <summary>Trains on samples with class labels on a thread of its own, so that the caller's is free.</summary>
    /// <inheritdoc cref="FitAsync(Dataset{T}, Dataset{T}?, CancellationToken)"/>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <param name="labels">N labels from 0 to outputs - 1; 0 or 1 for a network with one output.</param>
    /// <param name="cancellation">Ends training after the current update.</param>
    public Task<TrainingResult> FitAsync(Matrix<T> x, IReadOnlyList<int> labels, CancellationToken cancellation = default)
        => OnOwnThread(() => Fit(x, labels, cancellation));

    /// <summary>
    /// Trains on a data set on a thread of its own, so that the caller's is free, and gives the same result as Fit, to
    /// the bit.
    /// </summary>
    /// <param name="training">
    /// What to learn from: X <c>N x inputs</c>, Y <c>N x outputs</c>, finite; not to be changed before the task has
    /// ended.
    /// </param>
    /// <param name="validation">
    /// What to score each epoch on; if null, <see cref="TrainingOptions.ValidationFraction"/> decides.
    /// </param>
    /// <param name="cancellation">
    /// Ends training after the current update. The task then ends with a result whose reason is
    /// <see cref="StopReason.Cancelled"/>, as Fit does; it is not cancelled itself.
    /// </param>
    /// <returns>
    /// A task whose exceptions are those of Fit. Progress, schedules and losses of one's own are called on the thread
    /// that trains.
    /// </returns>
    public Task<TrainingResult> FitAsync(Dataset<T> training, Dataset<T>? validation = null, CancellationToken cancellation = default)
        => OnOwnThread(() => Fit(training, validation, cancellation));

    // A run may take hours: a thread of the pool would be missing there.
    private static Task<TrainingResult> OnOwnThread(Func<TrainingResult> fit)
        => Task.Factory.StartNew(fit, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
