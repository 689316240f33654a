using System.Globalization;
using System.Text;

namespace NeuralNet.Many;

/// <summary>The trials of a search. Printed, it is a table.</summary>
/// <param name="Trials">All trials in order, each as far as it got; those that threw or diverged, too.</param>
/// <param name="IsComplete">Whether the search is done; it is not where it was cancelled or its time was over.</param>
/// <param name="Elapsed">How long this run of it took.</param>
public record SearchResult(IReadOnlyList<Trial> Trials, bool IsComplete, TimeSpan Elapsed)
{
    /// <summary>The trial with the lowest score, the first of equals; null if none has a score.</summary>
    public Trial? Best => Trials.Where(trial => trial.Outcome.Score is not null).MinBy(trial => trial.Outcome.Score);

    /// <summary>Updates made by all trials together.</summary>
    public long Steps => Trials.Sum(trial => trial.Outcome.Steps);

    /// <summary>
    /// The table, a row a trial, the best one marked: score, epochs, reason to stop, settings, findings, time.
    /// </summary>
    public override string ToString()
    {
        string[] names = [.. Trials.SelectMany(trial => trial.Settings.Names).Distinct()];
        var rows = new List<string[]> { (string[])["trial", "score", "epochs", "stop", .. names, "findings", "time"] };
        Trial? best = Best;
        foreach (Trial trial in Trials)
        {
            TrialOutcome outcome = trial.Outcome;
            rows.Add([
                (trial == best ? "*" : "") + Text.Of(trial.Number), outcome.Score is { } score ? Text.Of(score) : "-",
                outcome.Epochs > 0 ? Text.Of(outcome.Epochs) : "", outcome.StopReason?.ToString() ?? (outcome.Score is null ? "threw" : ""),
                .. names.Select(trial.Settings.Shown),
                outcome.Score is null && outcome.StopReason is null ? Text.Shortened(outcome.Message, 60) : string.Join(", ", outcome.Findings),
                string.Create(CultureInfo.InvariantCulture, $"{outcome.Elapsed.TotalSeconds:G3} s")]);
        }

        var text = new StringBuilder();
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column < 3 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])))
                .TrimEnd());
        text.Append(CultureInfo.InvariantCulture,
            $"{Text.Of(Trials.Count)} trials in {Text.Of(Elapsed)}{(IsComplete ? "" : ", not all that were to be made")}");
        return text.ToString();
    }
}
