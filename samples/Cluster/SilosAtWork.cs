using System.Collections.Concurrent;
using NeuralNet.Orleans;

/// <summary>How many models each silo has trained.</summary>
internal sealed class SilosAtWork : IProgress<JobProgress>
{
    private readonly ConcurrentDictionary<string, int> _models = [];

    public void Report(JobProgress value)
    {
        if (value.IsDone)
            _models.AddOrUpdate(value.Silo, 1, (_, models) => models + 1);
    }

    public override string ToString() => string.Join(", ",
        _models.OrderBy(silo => silo.Key, StringComparer.Ordinal).Select(silo => $"{silo.Key} {silo.Value}"));
}

/// <summary>Tells on the thread that reports.</summary>
internal sealed class Told<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
