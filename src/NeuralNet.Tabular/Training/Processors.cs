using System.Runtime.ExceptionServices;

namespace NeuralNet.Tabular;

/// <summary>Work on all processors whose failure is that of the first part that failed.</summary>
internal static class Processors
{
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static void For(int count, CancellationToken cancellation, Action<int> body)
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
            Parallel.For(0, count, options, body);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
