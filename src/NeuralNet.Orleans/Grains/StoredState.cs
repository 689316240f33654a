namespace NeuralNet.Orleans.Grains;

internal static class StoredState
{
    /// <summary>Writes a new state; where the storage fails, the old one stays, here as there.</summary>
    public static async Task Replace<TState>(this IPersistentState<TState> stored, TState state)
    {
        TState before = stored.State;
        try
        {
            stored.State = state;
            await stored.WriteStateAsync(CancellationToken.None);
        }
        catch
        {
            stored.State = before;
            throw;
        }
    }
}
