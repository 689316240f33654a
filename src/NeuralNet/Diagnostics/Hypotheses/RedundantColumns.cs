using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Input columns that say nothing, say the same, or say the answer.</summary>
internal sealed class RedundantColumns : Hypothesis
{
    // Pictures have borders: among many columns constant ones are usual.
    private const int MostColumns = 50;
    private const int FewestRows = 20;

    public override FindingCode Code => FindingCode.RedundantColumns;

    public override Finding? Before(Evidence evidence)
    {
        PartFacts data = evidence.Training;
        if (data.Inputs.Length is < 2 or > MostColumns || data.Rows < FewestRows || data.TargetsAreInputs)
            return null;
        int[] constant = [.. data.Inputs.Where(column => column.HalfRange == 0).Select(column => column.Index)];
        int[] repeated = [.. data.Inputs.Where(column => column.HalfRange > 0
            && Array.Exists(data.Inputs, other => other.Index < column.Index && AreEqual(other, column))).Select(column => column.Index)];
        int[] answers = data.Answers;
        return constant.Length + repeated.Length + answers.Length == 0 ? null : Describe(evidence, data, constant, repeated, answers);
    }

    private Finding Describe(Evidence evidence, PartFacts data, int[] constant, int[] repeated, int[] answers)
    {
        string seen = (constant.Length > 0 ? $"The same in all rows: {Named(data.Inputs, constant)}. " : "")
            + (repeated.Length > 0 ? $"Equal to an earlier column: {Named(data.Inputs, repeated)}. " : "")
            + (answers.Length > 0 ? $"Equal to a target: {Named(data.Inputs, answers)}. " : "");
        return New(evidence, Severity.Information, seen.TrimEnd(),
            answers.Length > 0 ? "An input that is the answer is usually not known when the network is asked, and the scores say nothing."
                : "Such columns tell nothing new; perhaps one was never filled, or was read twice.",
            "Look at how the columns named were made; leave them out if that is how they are.",
            ("constant", constant.Length), ("repeated", repeated.Length), ("targets", answers.Length)) with
        { Columns = [.. constant.Concat(repeated).Concat(answers).Distinct().Order()] };
    }

    /// <summary>Four numbers of a continuous column agree to the last digit only if all do.</summary>
    private static bool AreEqual(ColumnFacts a, ColumnFacts b)
        => a.Mean == b.Mean && a.Deviation == b.Deviation && a.Lowest == b.Lowest && a.Highest == b.Highest && a.First == b.First && a.Last == b.Last;
}
