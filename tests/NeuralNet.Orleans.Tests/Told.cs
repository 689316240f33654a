using System.Collections.Concurrent;

namespace NeuralNet.Orleans.Tests;

/// <summary>Keeps what it is told, on the thread that tells it.</summary>
internal sealed class Told<T>(Action<T> report) : IProgress<T>
{
    private readonly ConcurrentQueue<T> _all = [];

    public IEnumerable<T> All => _all;

    public void Report(T value)
    {
        _all.Enqueue(value);
        report(value);
    }
}
