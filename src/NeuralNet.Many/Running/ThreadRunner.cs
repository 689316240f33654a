using System.Numerics;

namespace NeuralNet.Many.Running;

/// <summary>Runs jobs on threads of this process.</summary>
/// <param name="threads">How many.</param>
/// <param name="checkpoints">The folder for checkpoints of trials; null for none.</param>
internal sealed class ThreadRunner(int threads, string? checkpoints = null) : IJobRunner, IDisposable
{
    private readonly WorkerThreads _threads = new(threads);

    // One more for each thread, so that none waits for the next.
    public int AtATime => 2 * threads;

    public Task<ModelOutcome> Train<T>(ModelJob<T> job, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => _threads.Run(() => job.Run(cancellation));

    public Task<TrialOutcome> Try<T>(TrialJob<T> job, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => _threads.Run(() => job.Run(checkpoints, cancellation));

    public void Dispose() => _threads.Dispose();
}
