using System.Globalization;
using System.Text;

namespace NeuralNet;

/// <summary>What a call of Fit did and why it ended. Printed, it is a report a person can read.</summary>
public sealed record TrainingResult
{
    /// <summary>Why training ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>The same in a sentence, with the numbers.</summary>
    public required string StopMessage { get; init; }

    /// <summary>Updates made in this Fit.</summary>
    public required long Steps { get; init; }

    /// <summary>One record for each epoch of this Fit, a last unfinished one included.</summary>
    public required TrainingHistory History { get; init; }

    /// <summary>
    /// Scores on all training samples with the weights that the network has now, the best ones after early stopping.
    /// Not finite if training diverged and the last weights overflow. Null only for a loss of one's own, if diagnostics
    /// are off, so that it is asked in training alone, or if it threw when it was given samples in other numbers than
    /// there.
    /// </summary>
    public required Scores? FinalScores { get; init; }

    /// <summary>Whether the report tells the final scores: where the last epoch does not say as much.</summary>
    internal bool IsAskedForScores { get; init; }

    /// <summary>
    /// The epoch whose weights the network has, if early stopping put them back, after divergence, too; null otherwise.
    /// </summary>
    public required int? RestoredEpoch { get; init; }

    /// <summary>Where training left the finite numbers, if it did.</summary>
    public required Divergence? Divergence { get; init; }

    /// <summary>
    /// What <see cref="BayesianRegularization"/> found with the final weights; null for other optimizers.
    /// </summary>
    public BayesianEvidence? Evidence { get; init; }

    /// <summary>How each of <see cref="TrainingOptions.Restarts"/> ended, by seed; empty without.</summary>
    public IReadOnlyList<Restart> Restarts { get; init; } = [];

    /// <summary>
    /// What looked wrong, gravest first and causes before effects; empty if nothing did or
    /// <see cref="TrainingOptions.Diagnostics"/> are off.
    /// </summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>How long it took, the time before a checkpoint from which it was taken up included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>
    /// The report: what went wrong, if anything did; why it stopped, how long it took, the first and the last epoch,
    /// the final scores; what is worth knowing.
    /// </summary>
    public override string ToString()
    {
        var report = new StringBuilder();
        foreach (Finding finding in Findings.Where(finding => finding.Severity > Severity.Information))
            report.AppendLine(finding.ToString()).AppendLine();
        report.AppendLine(CultureInfo.InvariantCulture, $"{StopReason}: {StopMessage}");
        report.Append(CultureInfo.InvariantCulture, $"{Steps} steps, {History.Count} epochs, {Elapsed.TotalSeconds:G3} s");
        if (History.Count > 0)
            report.AppendLine().Append(History[0]);
        if (History.Count > 1)
            report.AppendLine().Append(History[^1]);
        if (IsAskedForScores && FinalScores is { } final)
        {
            report.AppendLine().Append(CultureInfo.InvariantCulture, $"at the end    loss {final.LossText}  mean absolute error {final.MeanAbsoluteError:G5}");
            if (final.Accuracy is { } accuracy)
                report.Append(CultureInfo.InvariantCulture, $"  accuracy {100 * accuracy:F2} %");
        }

        if (Evidence is { } evidence)
            report.AppendLine().Append(CultureInfo.InvariantCulture, $"effective parameters {evidence.EffectiveParameters:F1}  standard deviation of the "
                + $"noise {Math.Sqrt(1 / evidence.NoisePrecision):G5}  log evidence {evidence.LogEvidence:F2}");
        foreach (Restart restart in Restarts)
            report.AppendLine().Append(restart);
        foreach (Finding finding in Findings.Where(finding => finding.Severity == Severity.Information))
            report.AppendLine().AppendLine().Append(finding);
        return report.ToString();
    }
}
