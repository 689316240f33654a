using Microsoft.Extensions.Logging;
using NeuralNet.Many;
using NeuralNet.Many.Running;
using Orleans.Concurrency;
using Orleans.Placement;

namespace NeuralNet.Orleans.Grains;

/// <summary>
/// What storage holds of a trial: of which it is, how far it is, how it stands there, and the checkpoints of its
/// splits.
/// </summary>
[GenerateSerializer]
[Alias("NeuralNet.TrialState")]
internal sealed class TrialState
{
    [Id(0)]
    public string Fingerprint { get; set; } = "";

    [Id(1)]
    public int Epochs { get; set; }

    [Id(2)]
    public TrialReply? Reply { get; set; }

    [Id(3)]
    public byte[][] Checkpoints { get; set; } = [];
}

[Reentrant]
[ActivationCountBasedPlacement]
internal sealed partial class TrialGrain : Grain, ITrialGrain
{
    private readonly IPersistentState<TrialState> _state;
    private readonly TrainingCatalog _catalog;
    private readonly WorkerThreads _threads;
    private readonly ILogger<TrialGrain> _log;
    private readonly Desk<TrialReply> _desk;

    public TrialGrain([PersistentState("trial", SiloTraining.StorageName)] IPersistentState<TrialState> state, TrainingCatalog catalog, WorkerThreads threads,
        ILogger<TrialGrain> log)
    {
        (_state, _catalog, _threads, _log) = (state, catalog, threads, log);
        _desk = new Desk<TrialReply>(RuntimeIdentity);
    }

    public Task<Standing<TrialReply>> Try(TrialRequest request) => _desk.Ask(request.Ticket, cancellation => Try(request, cancellation));

    public Task Cancel(Guid ticket)
    {
        _desk.Cancel(ticket);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _desk.Close();

    /// <summary>
    /// Trains in stretches, after each of which the checkpoints are in the storage: a silo that takes over goes on from
    /// there. Where stretches end does not matter to the bits.
    /// </summary>
    private async Task<TrialReply> Try(TrialRequest request, CancellationToken cancellation)
    {
        IObjective objective = _catalog.Objective(request);
        string name = this.GetPrimaryKeyString();
        string folder = Directory.CreateTempSubdirectory("neuralnet-trial-").FullName;
        try
        {
            TrialPlan plan = await _threads.Run(() => objective.Plan(request), cancellation);
            if (plan.Failure is { } failure)
                return failure.ToReply();
            TrialState stored = _state.State.Fingerprint == plan.Fingerprint ? _state.State : new TrialState { Fingerprint = plan.Fingerprint };
            if (stored.Epochs == plan.Epochs && stored.Reply is { } known)
                return known;
            for (int i = 0; i < stored.Checkpoints.Length; i++)
                await File.WriteAllBytesAsync(Path.Combine(folder, objective.CheckpointName(request, i)), stored.Checkpoints[i], cancellation);
            for (int from = stored.Checkpoints.Length > 0 ? stored.Epochs : 0; ; from = Math.Min(plan.Epochs, from + _catalog.CheckpointEpochs))
            {
                _desk.Epochs = from;
                int next = Math.Min(plan.Epochs, from + _catalog.CheckpointEpochs);
                int start = from;
                TrialOutcome outcome = await _threads.Run(() =>
                {
                    LogTraining(name, start, next);
                    return objective.Run(request, next, folder, cancellation);
                }, cancellation);
                bool isDone = next == plan.Epochs || outcome.StopReason != StopReason.EpochsReached;
                TrialReply reply = outcome.ToReply();
                await _state.Replace(new TrialState
                {
                    Fingerprint = plan.Fingerprint,
                    Epochs = isDone ? plan.Epochs : next,
                    Reply = isDone ? reply : null,
                    Checkpoints = Checkpoints(objective, request, folder),
                });
                LogStored(name, next);
                if (isDone)
                    return reply;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[][] Checkpoints(IObjective objective, TrialRequest request, string folder)
    {
        string[] files = [.. Enumerable.Range(0, objective.Splits).Select(i => Path.Combine(folder, objective.CheckpointName(request, i)))];
        return files.All(File.Exists) ? [.. files.Select(File.ReadAllBytes)] : [];
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Trial {Name}: training from epoch {From} to {To}")]
    private partial void LogTraining(string name, int from, int to);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Trial {Name}: stored at epoch {Epoch}")]
    private partial void LogStored(string name, int epoch);
}
