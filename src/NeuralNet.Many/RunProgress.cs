using System.Globalization;

namespace NeuralNet.Many;

/// <summary>How far a run of many trainings is.</summary>
/// <param name="Done">How many are done, those that needed no training included.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Kept">How many of those done needed no training, for an earlier run had trained them.</param>
/// <param name="Elapsed">How long the run has taken so far.</param>
public readonly record struct RunProgress(int Done, int Total, int Kept, TimeSpan Elapsed)
{
    /// <summary>How many were trained in a second, on average; 0 before the first.</summary>
    public double PerSecond => Elapsed > TimeSpan.Zero ? (Done - Kept) / Elapsed.TotalSeconds : 0;

    /// <summary>How long the rest will take at this rate; null before the first is trained.</summary>
    public TimeSpan? Remaining => PerSecond > 0 && (Total - Done) / PerSecond is < 1e9 and var seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>One line: how many of how many, how many a second, and the time left.</summary>
    public override string ToString()
    {
        string line = $"{Text.Grouped(Done)} of {Text.Grouped(Total)}";
        if (PerSecond > 0)
            line += string.Create(CultureInfo.InvariantCulture, $", {PerSecond:G3} a second");
        return Remaining is { } time && Done < Total ? $"{line}, {Text.Of(time)} left" : line;
    }
}
