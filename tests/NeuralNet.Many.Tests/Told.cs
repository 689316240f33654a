namespace NeuralNet.Many.Tests;

/// <summary>Calls a function at once for every report.</summary>
internal sealed class Told<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
