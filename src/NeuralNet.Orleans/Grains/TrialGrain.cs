using NeuralNet.Many;

namespace NeuralNet.Orleans.Grains;

/// <summary>What storage holds of a trial: how far it is, how it stands there, and the checkpoints of its splits.</summary>
[GenerateSerializer]
[Alias("NeuralNet.TrialState")]
internal sealed class TrialState
{
    [Id(0)]
    public int Epochs { get; set; }

    [Id(1)]
    public TrialReply? Reply { get; set; }

    [Id(2)]
    public byte[][] Checkpoints { get; set; } = [];
}

internal sealed class TrialGrain(
    [PersistentState("trial", SiloTraining.StorageName)] IPersistentState<TrialState> state, TrainingCatalog catalog, TrainingSlots slots) : Grain, ITrialGrain
{
    /// <summary>
    /// Trains in stretches, after each of which the checkpoints are in the storage: a silo that takes over goes on from
    /// there. Where stretches end does not matter to the bits.
    /// </summary>
    public async Task<TrialReply> Try(TrialRequest request, CancellationToken cancellation)
    {
        IObjective objective = catalog.Objective(request.Objective);
        string folder = Directory.CreateTempSubdirectory("neuralnet-trial-").FullName;
        try
        {
            for (int i = 0; i < state.State.Checkpoints.Length; i++)
                await File.WriteAllBytesAsync(Path.Combine(folder, objective.CheckpointName(request, i)), state.State.Checkpoints[i], cancellation);
            int epochs = request.Epochs ?? await slots.Run(() => objective.Epochs(request), cancellation);
            TrialReply? reply = state.State.Epochs == epochs ? state.State.Reply : null;
            while (reply is null)
            {
                int next = Math.Min(epochs, state.State.Epochs + catalog.CheckpointEpochs);
                TrialOutcome outcome = await slots.Run(() => objective.Run(request, next, folder, cancellation), cancellation);
                bool isDone = next == epochs || outcome.StopReason != StopReason.EpochsReached;
                reply = isDone ? outcome.ToReply() : null;
                await state.Replace(new TrialState { Epochs = isDone ? epochs : next, Reply = reply, Checkpoints = Checkpoints(objective, request, folder) });
            }

            return reply;
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
}
