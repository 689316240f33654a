using System.Numerics;
using NeuralNet.Many.Running;

namespace NeuralNet.Many.Fleets;

/// <summary>Trains models on threads of this process.</summary>
internal sealed class ThreadRunner(int threads) : IModelRunner, IDisposable
{
    private readonly WorkerThreads _threads = new(threads);

    // One more for each thread, so that none waits for the next.
    public int AtATime => 2 * threads;

    public Task<ModelOutcome> Train<T>(ModelJob<T> job, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => _threads.Run(() => job.Run(cancellation));

    public void Dispose() => _threads.Dispose();
}
