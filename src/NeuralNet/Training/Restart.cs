using System.Globalization;

namespace NeuralNet;

/// <summary>How one of the runs of <see cref="Restarts"/> ended.</summary>
public sealed class Restart
{
    /// <summary>The seed of its initial weights.</summary>
    public required int Seed { get; init; }

    /// <summary>Updates made.</summary>
    public long Steps { get; init; }

    /// <summary>The loss on the training samples at its end; NaN if it is not known.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>The loss on the validation samples at its end; null without.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>What Bayesian regularisation found at its end; null for other optimizers.</summary>
    public BayesianEvidence? Evidence { get; init; }

    /// <summary>Why it ended; null if it threw.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>The same in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What it threw; null if it did not.</summary>
    public Exception? Exception { get; init; }

    /// <summary>One line: seed, losses, log evidence, steps and the reason to stop.</summary>
    public override string ToString()
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"seed {Seed,5}  loss {Loss:G5}");
        if (ValidationLoss is { } validation)
            line += string.Create(CultureInfo.InvariantCulture, $"  validation loss {validation:G5}");
        if (Evidence is { } evidence)
            line += string.Create(CultureInfo.InvariantCulture, $"  log evidence {evidence.LogEvidence:F2}");
        return line + string.Create(CultureInfo.InvariantCulture, $"  {Steps} steps  {StopReason?.ToString() ?? Message}");
    }

    /// <summary>The smaller, the better; NaN if there is nothing to compare.</summary>
    internal double Rank(RestartScore score) => score switch
    {
        RestartScore.Evidence => -Evidence?.LogEvidence ?? double.NaN,
        RestartScore.ValidationLoss => ValidationLoss ?? double.NaN,
        _ => Loss,
    };
}
