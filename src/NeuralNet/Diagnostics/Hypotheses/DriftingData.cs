using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>
/// Columns whose values wander from the first rows to the last: worth knowing where rows come in time.
/// </summary>
internal sealed class DriftingData : Hypothesis
{
    // In deviations of the whole column. Fifths of a hundred rows in any order differ by 0.3.
    private const double LargeDrift = 1;
    private const int FewestRows = 100;

    public override FindingCode Code => FindingCode.DriftingData;

    public override Finding? Before(Evidence evidence)
    {
        PartFacts data = evidence.Training;
        ColumnFacts[] targets = data.TargetsAreInputs ? [] : data.Targets;

        // A file that is sorted by what is to be learned tells nothing of time.
        if (data.Rows < FewestRows || Array.Exists(targets, target => double.IsNaN(target.Drift)))
            return null;
        ColumnFacts[] inputs = Drifting(data.Inputs), answers = Drifting(targets);
        return inputs.Length + answers.Length == 0 ? null : Describe(evidence, inputs, answers);
    }

    private Finding Describe(Evidence evidence, ColumnFacts[] inputs, ColumnFacts[] answers)
    {
        ColumnFacts worst = (answers.Length > 0 ? answers : inputs).MaxBy(column => Math.Abs(column.Drift))!;
        string where = string.Join(" and ", new[]
        {
            answers.Length > 0 ? "targets in " + Columns([.. answers.Select(column => column.Index)]) : null,
            inputs.Length > 0 ? "inputs in " + Columns([.. inputs.Select(column => column.Index)]) : null,
        }.OfType<string>());
        return New(evidence, Severity.Information,
            Invariant($"From the first fifth of the rows to the last the mean wanders, of {where}: by {Number(worst.Drift)} deviations in {worst}."),
            "Rows seem to come in time, and what they tell changes. A validation part drawn at random then tells of the past, not of what will come.",
            "If the network is to be used on later rows, hold the last ones back (DataSplit.ByTime), and learn differences from row to row in place of levels "
                + "that drift.",
            ("drift in deviations", worst.Drift), ("inputs", inputs.Length), ("targets", answers.Length)) with
        { Columns = [.. (answers.Length > 0 ? answers : inputs).Select(column => column.Index)] };
    }

    private static ColumnFacts[] Drifting(ColumnFacts[] columns) => [.. columns.Where(column => Math.Abs(column.Drift) > LargeDrift)];
}
