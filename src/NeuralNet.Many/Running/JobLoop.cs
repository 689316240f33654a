using System.Threading.Channels;

namespace NeuralNet.Many.Running;

/// <summary>
/// Keeps a bounded number of jobs going until there is none left, and hands on their results one at a time.
/// </summary>
internal static class JobLoop
{
    // Many new jobs at once cost a cluster less than one after the other, each of which wakes threads that had gone to
    // sleep: a quarter is replaced at a time, or what has ended within a moment.
    private const int Parts = 4;

    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(50);

    /// <param name="jobs">The jobs; each is asked for when there is room for it.</param>
    /// <param name="atATime">How many are going at most.</param>
    /// <param name="start">Starts a job. An exception of it ends the loop once those that are going have ended.</param>
    /// <param name="done">Told of each result, in the order in which jobs end.</param>
    /// <param name="cancellation">Once set, no further job is started.</param>
    public static async Task Run<TJob, TResult>(
        IEnumerable<TJob> jobs, int atATime, Func<TJob, Task<TResult>> start, Action<TJob, TResult> done, CancellationToken cancellation)
    {
        // Waiting for any of all that are going would ask each of them for every job. The thread that ends a job goes
        // on here: to wake another one for it takes longer than what is done here, and all processors are busy.
        var ended = Channel.CreateUnbounded<(TJob Job, Task<TResult>? Task)>(
            new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
        using var late = new Timer(_ => ended.Writer.TryWrite(default));
        int going = 0, part = Math.Max(1, atATime / Parts);
        bool isLate = false;
        using IEnumerator<TJob> next = jobs.GetEnumerator();
        try
        {
            while (true)
            {
                bool hasRoom = isLate || atATime - going >= part;
                while (hasRoom && going < atATime && !cancellation.IsCancellationRequested && next.MoveNext())
                {
                    Report(next.Current, start(next.Current), ended.Writer);
                    going++;
                }

                if (going == 0)
                    return;
                (TJob job, Task<TResult>? task) = await ended.Reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                isLate = task is null;
                if (task is null)
                    continue;
                going--;
                if (going == atATime - 1 && part > 1)
                    late.Change(_moment, Timeout.InfiniteTimeSpan);
                done(job, await task.ConfigureAwait(false));
            }
        }
        finally
        {
            while (going > 0)
            {
                if ((await ended.Reader.ReadAsync(CancellationToken.None).ConfigureAwait(false)).Task is not null)
                    going--;
            }

            // What comes after the loop may wait for the thread that ended the last job.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private static void Report<TJob, TResult>(TJob job, Task<TResult> task, ChannelWriter<(TJob Job, Task<TResult>? Task)> ended)
        => task.ContinueWith(task => ended.TryWrite((job, task)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
