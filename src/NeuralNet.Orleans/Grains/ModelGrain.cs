using NeuralNet.Many;

namespace NeuralNet.Orleans.Grains;

/// <summary>What storage holds of a model.</summary>
[GenerateSerializer]
[Alias("NeuralNet.ModelState")]
internal sealed class ModelState
{
    [Id(0)]
    public ModelReply? Reply { get; set; }
}

internal sealed class ModelGrain(
    [PersistentState("model", SiloTraining.StorageName)] IPersistentState<ModelState> state, TrainingCatalog catalog, TrainingSlots slots) : Grain, IModelGrain
{
    public async Task<ModelReply> Train(ModelRequest request, CancellationToken cancellation)
    {
        // The caller may not have heard of what was trained before the silo that it asked was lost.
        string? stored = state.State.Reply?.Fingerprint;
        ModelOutcome outcome = await slots.Run(() => catalog.Train(request with { Known = stored ?? request.Known }, cancellation), cancellation);
        if (outcome.Status == ModelStatus.Kept && outcome.Fingerprint == stored)
            return outcome.Fingerprint == request.Known ? outcome.ToReply() : state.State.Reply!;
        if (outcome.Status != ModelStatus.Trained)
            return outcome.ToReply();
        await state.Replace(new ModelState { Reply = outcome.ToReply() });
        return state.State.Reply!;
    }

    public Task<double[]> Predict(string recipe, double[] features) => state.State.Reply?.Model is { } model
        ? Task.FromResult(catalog.Predict(recipe, model, features))
        : throw new InvalidOperationException($"The model '{this.GetPrimaryKeyString()}' has not been trained.");
}
