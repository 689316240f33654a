namespace NeuralNet.Orleans.Grains;

/// <summary>
/// The threads of a silo that train: as many as it was given, none of them the scheduler's, so that grains answer while
/// others train.
/// </summary>
internal sealed class TrainingSlots(int threads)
{
    private readonly SemaphoreSlim _free = new(threads, threads);

    public async Task<TResult> Run<TResult>(Func<TResult> train, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            return await Task.Factory.StartNew(train, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
                TaskScheduler.Default);
        }
        finally
        {
            _free.Release();
        }
    }
}
