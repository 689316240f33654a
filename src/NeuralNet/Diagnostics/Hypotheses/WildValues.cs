using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Single values far from all others of their column.</summary>
internal sealed class WildValues : Hypothesis
{
    public override FindingCode Code => FindingCode.WildValues;

    protected override FindingCode[] Effects
        => [FindingCode.InputsNotScaled, FindingCode.TargetsNotScaled, FindingCode.TargetsOutsideRange, FindingCode.ValidationUnlikeTraining, .. Failure];

    public override Finding? Before(Evidence evidence)
    {
        ColumnFacts[] targets = evidence.Training.TargetsAreInputs || evidence.Training.Kind != TargetKind.Continuous
            || evidence.Loss is { IsLibrary: false } or { Activation: not null } ? [] : Wild(evidence.Training.Targets);
        if (targets.Length > 0)
            return Describe(evidence, targets, "Targets", "targets");
        ColumnFacts[] inputs = Wild(evidence.Training.Inputs);
        return inputs.Length > 0 ? Describe(evidence, inputs, "Inputs", "inputs") : null;
    }

    public override Finding? Review(Evidence evidence, Finding finding) => Milder(evidence, finding);

    private static ColumnFacts[] Wild(ColumnFacts[] columns) => [.. columns.Where(column => column.Wild is not null)];

    private Finding Describe(Evidence evidence, ColumnFacts[] columns, string what, string role)
    {
        ColumnFacts worst = columns.MaxBy(column =>
            (Math.Max(Math.Abs(column.Wild!.Value - column.Wild.MainHighest), Math.Abs(column.Wild.Value - column.Wild.MainLowest))
            + 1e-300) / (column.Wild.MainHighest - column.Wild.MainLowest))!;
        WildFacts wild = worst.Wild!;
        string others = columns.Length == 1 ? "" : Invariant($" There are such values in {Columns([.. columns.Select(column => column.Index)])}.");
        return New(evidence, Severity.Warning,
            Invariant($"{what} hold {Number(wild.Value)} in {worst} at row ")
                + Invariant($"{wild.Row}{(wild.IsOneValue ? Invariant($" and in {Percent(wild.Share)} of the rows") : "")}, while all others there lie ")
                    + Invariant($"between {Number(wild.MainLowest)} and {Number(wild.MainHighest)}.{others}"),
            wild.IsOneValue || role == "inputs"
                ? "It is far from all other values: a code for missing values, or a slip. Taken for a number it outweighs the others, and scaling to it "
                    + "squeezes them together."
                : "It is far from all other values: a slip, another unit, or a code for missing values. "
                    + "A squared error is then little but that of this sample.",
            role == "inputs"
                ? "If it stands for a missing value, replace it by NaN and let Imputer fill it in; otherwise correct or leave out these rows. Scale afterwards."
                : "Correct the value or leave the row out; if it stands for a missing value, leave these rows out. If it is right, use Huber or "
                    + "MeanAbsoluteError.",
            ("value", wild.Value), ("row", wild.Row), ("share", wild.Share)) with
        { Columns = [.. columns.Select(column => column.Index)] };
    }
}
