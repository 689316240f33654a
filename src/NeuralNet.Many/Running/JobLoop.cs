namespace NeuralNet.Many.Running;

/// <summary>
/// Keeps a bounded number of jobs going until there is none left, and hands on their results one at a time.
/// </summary>
internal static class JobLoop
{
    /// <param name="jobs">The jobs; each is asked for when there is room for it.</param>
    /// <param name="atATime">How many are going at most.</param>
    /// <param name="start">Starts a job. An exception of it ends the loop once those that are going have ended.</param>
    /// <param name="done">Told of each result, in the order in which jobs end.</param>
    /// <param name="cancellation">Once set, no further job is started.</param>
    public static async Task Run<TJob, TResult>(
        IEnumerable<TJob> jobs, int atATime, Func<TJob, Task<TResult>> start, Action<TJob, TResult> done, CancellationToken cancellation)
    {
        var going = new Dictionary<Task<TResult>, TJob>();
        using IEnumerator<TJob> next = jobs.GetEnumerator();
        try
        {
            while (true)
            {
                while (going.Count < atATime && !cancellation.IsCancellationRequested && next.MoveNext())
                    going.Add(start(next.Current), next.Current);
                if (going.Count == 0)
                    return;
                Task<TResult> ended = await Task.WhenAny(going.Keys).ConfigureAwait(false);
                going.Remove(ended, out TJob? job);
                done(job!, await ended.ConfigureAwait(false));
            }
        }
        finally
        {
            await ((Task)Task.WhenAll(going.Keys)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
