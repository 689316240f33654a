namespace NeuralNet.Orleans;

/// <summary>Asks again where it is about the cluster and not about the question.</summary>
internal static class Retry
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    public static async Task<TReply> Asked<TReply>(Func<Task<TReply>> ask, TimeSpan patience, CancellationToken cancellation)
    {
        TimeSpan pause = _firstPause;
        long start = Environment.TickCount64;
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (Exception e) when (IsPassing(e) && Environment.TickCount64 - start < patience.TotalMilliseconds)
            {
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
        }
    }

    /// <summary>A silo is gone, an answer was lost, or the storage failed.</summary>
    private static bool IsPassing(Exception e) => e is OrleansException or TimeoutException or IOException;
}
