using System.Collections.Concurrent;
using System.Numerics;
using NeuralNet.Many;
using NeuralNet.Orleans.Grains;

namespace NeuralNet.Orleans;

/// <summary>
/// Runs the jobs of fleets and searches on a cluster: <c>new FleetOptions { Runner = new ClusterRunner(client, "sales")
/// }</c>. What they give is the same to the bit as on threads of this process.
/// </summary>
/// <remarks>
/// A job whose silo is lost is given to another, which takes it over from the storage: a model that was trained is not
/// trained twice, a trial goes on from its last checkpoint. Where the client is lost, silos end what they were given; a
/// run of the same name finds it.
/// </remarks>
public sealed class ClusterRunner : IJobRunner
{
    private static readonly TimeSpan _cancelPatience = TimeSpan.FromSeconds(5);

    private readonly IGrainFactory _grains;
    private readonly string _name;
    private readonly ModelGrains _models;
    private readonly ConcurrentDictionary<object, string> _data = new(ReferenceEqualityComparer.Instance);

    /// <summary>Creates a runner.</summary>
    /// <param name="grains">A cluster client, or the factory of a silo.</param>
    /// <param name="name">What the run is called: models and trials of one name are the same grains.</param>
    /// <param name="atATime">How many jobs the cluster is given at a time, at least 1: half as many again as all silos
    /// have threads, for a quarter is replaced at a time.</param>
    public ClusterRunner(IGrainFactory grains, string name, int atATime = 64)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(atATime, 1);
        (_grains, _name, _models, AtATime) = (grains, name, new ModelGrains(grains, name), atATime);
    }

    /// <inheritdoc/>
    public int AtATime { get; }

    /// <summary>
    /// How long the cluster may fail to answer for a job before the run ends with its exception; 10 minutes unless set.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Told where each job is and how far, about once a second and at its end, from several threads; null for nobody.
    /// </summary>
    public IProgress<JobProgress>? Progress { get; init; }

    /// <inheritdoc/>
    public Task<ModelOutcome> Train<T>(ModelJob<T> job, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(job);
        return Train(job.Recipe.Name, job.Key, job.Seed, job.Known, job.Load, cancellation);
    }

    /// <inheritdoc/>
    public async Task<TrialOutcome> Try<T>(TrialJob<T> job, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(job);
        var name = FormattableString.Invariant($"trial {job.Trial}");
        ITrialGrain grain = _grains.GetGrain<ITrialGrain>($"{_name}/{name}");
        string data = _data.GetOrAdd(job.Objective, _ => job.Objective.DataFingerprint());
        var request = new TrialRequest(Guid.NewGuid(), job.Objective.Name, data, job.Trial, job.Settings.ToJson(), job.Seed, job.Epochs);
        TrialReply reply = await Done(name, _ => grain.Try(request), () => grain.Cancel(request.Ticket), cancellation).ConfigureAwait(false);
        return reply.ToOutcome();
    }

    internal async Task<ModelOutcome> Train<T>(string recipe, string key, int seed, string? known, Func<Dataset<T>> load, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ModelRequest request;
        try
        {
            SamplesMessage samples = await Task.Run(() => load().ToMessage(), cancellation).ConfigureAwait(false);
            request = new ModelRequest(Guid.NewGuid(), recipe, key, seed, known, samples);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return new ModelOutcome(ModelStatus.Failed, "") { Message = $"{e.GetType().Name}: {e.Message}" };
        }

        IModelGrain grain = _models.Of(key);
        ModelRequest again = request with { Samples = null };
        ModelReply reply = await Done(key, isKnown => grain.Train(isKnown ? again : request), () => grain.Cancel(request.Ticket), cancellation)
            .ConfigureAwait(false);
        return reply.ToOutcome();
    }

    /// <summary>Asks until it is done.</summary>
    /// <param name="name">The job.</param>
    /// <param name="ask">Asks once; whether the silo knew of the job when it was asked before.</param>
    /// <param name="cancel">Tells the silo to stop.</param>
    /// <param name="cancellation">Set when it shall stop.</param>
    private async Task<TReply> Done<TReply>(string name, Func<bool, Task<Standing<TReply>>> ask, Func<Task> cancel, CancellationToken cancellation)
        where TReply : class
    {
        bool isKnown = false;
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                bool was = isKnown;
                Standing<TReply> standing = await Retry.Asked(() => ask(was), Patience, cancellation).WaitAsync(cancellation).ConfigureAwait(false);
                isKnown = standing.Stage != Stage.Unknown;
                if (isKnown)
                    Progress?.Report(new JobProgress(name, standing.Silo, standing.Epochs, standing.Stage == Stage.Done));
                else if (!was)
                    // A silo that is about to stop takes no work.
                    await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation).ConfigureAwait(false);
                if (standing.Reply is { } reply)
                    return reply;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await cancel().WaitAsync(_cancelPatience, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
