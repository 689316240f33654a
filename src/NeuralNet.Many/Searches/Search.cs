using System.Numerics;
using NeuralNet.Many.Running;
using NeuralNet.Many.Searches;

namespace NeuralNet.Many;

/// <summary>Searches for settings that make a score small.</summary>
public static class Search
{
    /// <summary>Trains networks with settings chosen from a space and finds the best.</summary>
    /// <remarks>
    /// The same seed gives the same trials, to the bit, on any number of threads, for settings are chosen batch by
    /// batch: of a batch nothing but the outcomes of the batches before is known. The price is that threads wait at the
    /// end of a batch, and that a batch of <see cref="ParzenSearch"/> learns nothing from itself.
    /// </remarks>
    /// <param name="space">What is chosen.</param>
    /// <param name="objective">What is trained and scored.</param>
    /// <param name="options">Method, seed, journal, threads, time limit, progress; the defaults if null.</param>
    /// <param name="cancellation">Ends all trainings after the current update.</param>
    /// <returns>
    /// All trials and the best network. A trial that throws or diverges is one of them, without a score. Where it was
    /// cancelled or out of time, those that were done; with a journal the same call goes on from there.
    /// </returns>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    /// <exception cref="InvalidDataException">The journal is none, or of another search.</exception>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    public static SearchResult<T> Run<T>(
        SearchSpace space, SearchObjective<T> objective, SearchOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => RunAsync(space, objective, options, cancellation).GetAwaiter().GetResult();

    /// <summary>Searches while the caller's thread is free.</summary>
    /// <inheritdoc cref="Run{T}(SearchSpace, SearchObjective{T}, SearchOptions?, CancellationToken)"/>
    public static async Task<SearchResult<T>> RunAsync<T>(
        SearchSpace space, SearchObjective<T> objective, SearchOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(objective);
        objective.Validate();
        options ??= new SearchOptions();
        options.Validate();
        using CancellationTokenSource limited = Limited(options, cancellation);
        using var checkpoints = new CheckpointFolder(options);
        using ThreadRunner? threads = options.Runner is null ? new ThreadRunner(options.Threads, checkpoints.Path) : null;
        IJobRunner runner = options.Runner ?? threads!;
        var run = new SearchRun(space, objective.Name, options);
        SearchResult result = await run.Run(work => runner.Try(Job(work), limited.Token), runner.AtATime, limited.Token).ConfigureAwait(false);
        if (result.IsComplete)
            checkpoints.Clear();
        return new SearchResult<T>(result, result.Best is { } best ? Networks(run.Latest(best)) : []);

        TrialJob<T> Job(TrialWork work) => new(objective, work.Trial, work.Settings, Seeds.Of(options.Seed, $"trial {Text.Of(work.Trial)}"), work.Epochs);

        // What an earlier run trained is trained once more: a journal holds no weights.
        IReadOnlyList<Network<T>> Networks((TrialWork Work, IReadOnlyList<byte[]> Models) best)
        {
            IReadOnlyList<byte[]> models = best.Models.Count > 0 ? best.Models : Job(best.Work).Run(folder: null, cancellation).Models;
            return [.. models.Select(model =>
            {
                using var stream = new MemoryStream(model);
                return Network.Load<T>(stream, objective.KnownTypes);
            })];
        }
    }

    /// <summary>Makes a function small that is no network's score.</summary>
    /// <param name="space">What is chosen.</param>
    /// <param name="function">
    /// The function, the smaller the better; NaN and infinity count as none. Called from several threads at once.
    /// </param>
    /// <param name="options">
    /// The method, which is not one that counts epochs; seed, journal, threads, time limit, progress.
    /// </param>
    /// <param name="cancellation">Ends it after the calls that are going on.</param>
    /// <inheritdoc cref="Run{T}(SearchSpace, SearchObjective{T}, SearchOptions?, CancellationToken)"/>
    public static SearchResult Run(SearchSpace space, Func<TrialSettings, double> function, SearchOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(function);
        options ??= new SearchOptions();
        options.Validate();
        if (options.Method is SuccessiveHalving or Hyperband || options.Runner is not null)
            throw new ArgumentException($"A function has no epochs and is called on threads of this process, but the options say {options.Method}"
                + $"{(options.Runner is null ? "" : " and a runner")}.", nameof(options));
        using CancellationTokenSource limited = Limited(options, cancellation);
        using var threads = new WorkerThreads(options.Threads);
        return new SearchRun(space, "a function", options)
            .Run(work => threads.Run(() => FunctionTrial.Run(function, work, limited.Token)), 2 * options.Threads, limited.Token).GetAwaiter().GetResult();
    }

    private static CancellationTokenSource Limited(RunOptions options, CancellationToken cancellation)
    {
        var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.TimeLimit is { } limit)
            limited.CancelAfter(limit);
        return limited;
    }
}
