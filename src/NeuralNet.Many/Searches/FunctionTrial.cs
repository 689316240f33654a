using System.Diagnostics;

namespace NeuralNet.Many.Searches;

/// <summary>A trial that calls a function.</summary>
internal static class FunctionTrial
{
    public static TrialOutcome Run(Func<TrialSettings, double> function, TrialWork work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var clock = Stopwatch.StartNew();
        try
        {
            double score = function(work.Settings);
            return double.IsFinite(score)
                ? new TrialOutcome { Score = score, Elapsed = clock.Elapsed }
                : new TrialOutcome { Message = $"The function gave {Text.Of(score)}.", Elapsed = clock.Elapsed };
        }
        catch (Exception e)
        {
            return new TrialOutcome { Message = $"{e.GetType().Name}: {e.Message}", Elapsed = clock.Elapsed };
        }
    }
}
