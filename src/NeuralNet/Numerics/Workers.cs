namespace NeuralNet.Numerics;

/// <summary>A few long-lived threads that share the work of one training run.</summary>
internal sealed class Workers : IDisposable
{
    public Workers(int threads) => Threads = threads;

    public int Threads { get; }

    public void Dispose()
    {
    }
}
