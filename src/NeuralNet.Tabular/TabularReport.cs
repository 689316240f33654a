using System.Globalization;
using System.Text;
using NeuralNet.Uncertainty;

namespace NeuralNet.Tabular;

/// <summary>How a model was made and how good it is; printed by <see cref="TabularModel.ToString"/>.</summary>
public sealed record TabularReport
{
    private const int MostColumns = 8;

    internal TabularReport()
    {
    }

    /// <summary>The column that is predicted.</summary>
    public required string Target { get; init; }

    /// <summary>The unit of the target; empty if the table said none.</summary>
    public required string Unit { get; init; }

    /// <summary>Rows with a target.</summary>
    public required int Rows { get; init; }

    /// <summary>
    /// Rows that scores and calibration come from; each was predicted by networks that had not learned from it.
    /// </summary>
    public required int ScoredRows { get; init; }

    /// <summary>The model's scores.</summary>
    public required HeldScores Score { get; init; }

    /// <summary>Those of the mean of the target, or of the shares of the classes.</summary>
    public required HeldScores Constant { get; init; }

    /// <summary>Those of a linear model of the same columns.</summary>
    public required HeldScores Linear { get; init; }

    /// <summary>Which networks the model consists of and how they were trained.</summary>
    public required IReadOnlyList<string> Choices { get; init; }

    /// <summary>
    /// What was found in the table: columns left out, columns that give the target away, and the like. Not saved.
    /// </summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>
    /// The columns that matter, the most important one first: by how much the held-out score grows when the values of
    /// the column are shuffled among rows, of the root mean squared error in the unit of the target or of the
    /// logarithmic loss.
    /// </summary>
    public required IReadOnlyList<ColumnImportance> Importance { get; init; }

    internal int Outputs { get; init; }

    /// <summary>Half the width of intervals, were it the same for all rows. Not saved.</summary>
    internal double OneWidth { get; init; }

    /// <summary>Scores, choices, columns that matter, and what was found.</summary>
    public override string ToString()
    {
        (string error, string share) = Outputs == 1 ? ("root mean squared error", "R squared") : ("logarithmic loss", "accuracy");
        string unit = Unit.Length > 0 ? $" in {Unit}" : "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"'{Target}'{unit} from {Importance.Count} columns and {Rows:N0} rows; ")
            .AppendLine(CultureInfo.InvariantCulture, $"scores on {ScoredRows:N0} rows not learned from")
            .AppendLine(CultureInfo.InvariantCulture, $"{"",-14}{error,24}{share,12}");
        foreach ((string name, HeldScores scores) in (ReadOnlySpan<(string, HeldScores)>)[("this model", Score), ("linear model", Linear),
            ("constant", Constant)])
        {
            string shown = scores.Share.ToString("0.000", CultureInfo.InvariantCulture);
            text.AppendLine(CultureInfo.InvariantCulture, $"{name,-14}{Names.Number(scores.Error),24}{shown,12}");
        }

        text.Append(CultureInfo.InvariantCulture, $"without a column's values the {error} grows by");
        foreach (ColumnImportance column in Importance.Take(MostColumns))
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {Names.Number(column.Mean),10} ± {Names.Number(column.Deviation),-10} {column.Name}");
        foreach (string line in Choices.Concat(Notes))
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"- {line}");
        return text.ToString();
    }
}
