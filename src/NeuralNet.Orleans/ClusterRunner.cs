using System.Numerics;
using NeuralNet.Many;
using NeuralNet.Orleans.Grains;

namespace NeuralNet.Orleans;

/// <summary>
/// Runs the jobs of fleets and searches on a cluster: <c>new FleetOptions { Runner = new ClusterRunner(client, "sales") }</c>. What
/// they give is the same to the bit as on threads of this process.
/// </summary>
/// <remarks>
/// A job whose silo is lost is asked for again, and another silo takes it over: a model that was trained is not trained
/// twice, a trial goes on from its last checkpoint.
/// </remarks>
public sealed class ClusterRunner : IJobRunner
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private readonly IGrainFactory _grains;
    private readonly string _name;

    /// <summary>Creates a runner.</summary>
    /// <param name="grains">A cluster client, or the factory of a silo.</param>
    /// <param name="name">
    /// What the run is called: models and trials of one name are the same grains. A search that is another one needs
    /// another name.
    /// </param>
    /// <param name="atATime">How many jobs the cluster is given at a time, at least 1: more than all silos' threads.</param>
    public ClusterRunner(IGrainFactory grains, string name, int atATime = 64)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(atATime, 1);
        (_grains, _name, AtATime) = (grains, name, atATime);
    }

    /// <inheritdoc/>
    public int AtATime { get; }

    /// <summary>How often a job is asked for again after a silo was lost or could not be reached; 20 unless set.</summary>
    public int Attempts { get; init; } = 20;

    /// <inheritdoc/>
    public async Task<ModelOutcome> Train<T>(ModelJob<T> job, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(job);
        ModelRequest request;
        try
        {
            SamplesMessage samples = await Task.Run(() => job.Load().ToMessage(), cancellation).ConfigureAwait(false);
            request = new ModelRequest(job.Recipe.Name, job.Key, job.Seed, job.Known, samples);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new ModelOutcome(ModelStatus.Failed, "") { Message = $"{e.GetType().Name}: {e.Message}" };
        }

        IModelGrain grain = _grains.GetGrain<IModelGrain>(Models.Name(_name, job.Key));
        return (await Asked(() => grain.Train(request, cancellation), cancellation).ConfigureAwait(false)).ToOutcome();
    }

    /// <inheritdoc/>
    public async Task<TrialOutcome> Try<T>(TrialJob<T> job, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(job);
        ITrialGrain grain = _grains.GetGrain<ITrialGrain>(FormattableString.Invariant($"{_name}/{job.Trial}"));
        var request = new TrialRequest(job.Objective.Name, job.Trial, job.Settings.ToJson(), job.Seed, job.Epochs);
        return (await Asked(() => grain.Try(request, cancellation), cancellation).ConfigureAwait(false)).ToOutcome();
    }

    private async Task<TReply> Asked<TReply>(Func<Task<TReply>> ask, CancellationToken cancellation)
    {
        TimeSpan pause = _firstPause;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (Exception e) when (attempt < Attempts && IsPassing(e))
            {
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
        }
    }

    /// <summary>Whether it is about the cluster and not about the job: a silo is gone, or the storage failed.</summary>
    private static bool IsPassing(Exception e)
        => e is OrleansException or TimeoutException or IOException;
}
