using System.Collections.Concurrent;

namespace NeuralNet.Orleans.Grains;

/// <summary>
/// The threads of a silo that train: as many as it was given, none of them the scheduler's, so that grains answer while
/// others train. They stay, as a new thread has no memory for products yet.
/// </summary>
internal sealed class TrainingSlots : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public TrainingSlots(int threads)
    {
        for (int i = 0; i < threads; i++)
            new Thread(Work) { IsBackground = true, Name = $"training {i}" }.Start();
    }

    /// <summary>Trains as soon as a thread is free; what is cancelled before is not begun.</summary>
    public Task<TResult> Run<TResult>(Func<TResult> train, CancellationToken cancellation)
    {
        var result = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        int isTaken = 0;
        CancellationTokenRegistration registration = cancellation.Register(() =>
        {
            if (Interlocked.Exchange(ref isTaken, 1) == 0)
                result.SetCanceled(cancellation);
        });
        _work.Add(
            () =>
            {
                if (Interlocked.Exchange(ref isTaken, 1) == 1)
                    return;
                registration.Dispose();
                try
                {
                    result.SetResult(train());
                }
                catch (Exception e)
                {
                    result.SetException(e);
                }
            },
            CancellationToken.None);
        return result.Task;
    }

    /// <summary>The threads end when they have done what they were given.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Work()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
            work();
    }
}
