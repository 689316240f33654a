using Microsoft.Extensions.Logging;
using NeuralNet.Many;
using NeuralNet.Many.Running;
using Orleans.Concurrency;
using Orleans.Placement;

namespace NeuralNet.Orleans.Grains;

/// <summary>What storage holds of a model.</summary>
[GenerateSerializer]
[Alias("NeuralNet.ModelState")]
internal sealed class ModelState
{
    [Id(0)]
    public ModelReply? Reply { get; set; }
}

[Reentrant]
[ActivationCountBasedPlacement]
internal sealed partial class ModelGrain : Grain, IModelGrain
{
    private readonly IPersistentState<ModelState> _state;
    private readonly TrainingCatalog _catalog;
    private readonly WorkerThreads _threads;
    private readonly ILogger<ModelGrain> _log;
    private readonly Desk<ModelReply> _desk;
    private (string Recipe, ModelReply Reply, Func<double[], double[]> Predict)? _loaded;

    public ModelGrain([PersistentState("model", SiloTraining.StorageName)] IPersistentState<ModelState> state, TrainingCatalog catalog, WorkerThreads threads,
        ILogger<ModelGrain> log)
    {
        (_state, _catalog, _threads, _log) = (state, catalog, threads, log);
        _desk = new Desk<ModelReply>(RuntimeIdentity);
    }

    public Task<Standing<ModelReply>> Train(ModelRequest request)
        => _desk.Ask(request.Ticket, request.Samples is null ? null : cancellation => Train(request, cancellation));

    public Task Cancel(Guid ticket)
    {
        _desk.Cancel(ticket);
        return Task.CompletedTask;
    }

    public Task<double[]> Predict(string recipe, double[] features)
    {
        if (_state.State.Reply is not { Model: { } model } reply)
            throw new InvalidOperationException($"The model '{this.GetPrimaryKeyString()}' has not been trained.");
        if (_loaded is not { } loaded || loaded.Recipe != recipe || loaded.Reply != reply)
            _loaded = loaded = (recipe, reply, _catalog.Predictor(recipe, model));
        return Task.FromResult(loaded.Predict(features));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _desk.Close();

    private async Task<ModelReply> Train(ModelRequest request, CancellationToken cancellation)
    {
        // The caller may not have heard of what was trained before the silo that it asked was lost.
        string? stored = _state.State.Reply?.Fingerprint;
        string name = this.GetPrimaryKeyString();
        ModelOutcome outcome = await _threads.Run(() => _catalog.Train(request with { Known = stored ?? request.Known }, cancellation), cancellation);
        if (outcome.Status == ModelStatus.Kept)
        {
            LogKept(name);
            return outcome.Fingerprint == request.Known ? outcome.ToReply() : _state.State.Reply!;
        }

        ModelReply reply = outcome.ToReply();
        if (outcome.Status == ModelStatus.Trained)
        {
            await _state.Replace(new ModelState { Reply = reply });
            LogTrained(name);
        }

        return reply;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Model {Name}: trained and stored")]
    private partial void LogTrained(string name);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Model {Name}: kept")]
    private partial void LogKept(string name);
}
