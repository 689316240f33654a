using System.Collections.Concurrent;

namespace NeuralNet.Many.Running;

/// <summary>
/// Threads that do one job after the other. They live as long as the run: a training of a few milliseconds should not
/// wait for a thread to be made, nor take one from the pool.
/// </summary>
internal sealed class WorkerThreads : IDisposable
{
    private readonly BlockingCollection<Action> _jobs = [];
    private readonly Thread[] _threads;

    public WorkerThreads(int count)
    {
        _threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "NeuralNet.Many" };
            _threads[i].Start();
        }
    }

    /// <summary>
    /// Runs a job as soon as a thread is free; what is cancelled before is not begun. What follows the job is done by
    /// its thread and should be short.
    /// </summary>
    public Task<TResult> Run<TResult>(Func<TResult> job, CancellationToken cancellation = default)
    {
        var done = new TaskCompletionSource<TResult>();
        int isTaken = 0;
        CancellationTokenRegistration registration = cancellation.Register(() =>
        {
            if (Interlocked.Exchange(ref isTaken, 1) == 0)
                done.SetCanceled(cancellation);
        });
        Action begin = () =>
        {
            if (Interlocked.Exchange(ref isTaken, 1) == 1)
                return;
            registration.Dispose();
            try
            {
                done.SetResult(job());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        };
        _jobs.Add(begin, CancellationToken.None);
        return done.Task;
    }

    public void Dispose()
    {
        _jobs.CompleteAdding();
        foreach (Thread thread in _threads)
            thread.Join();
        _jobs.Dispose();
    }

    private void Work()
    {
        foreach (Action job in _jobs.GetConsumingEnumerable())
            job();
    }
}
