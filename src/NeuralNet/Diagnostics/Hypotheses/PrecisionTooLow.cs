using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>
/// Columns whose values lie so far from 0 that the type of the data holds little of what tells them apart.
/// </summary>
internal sealed class PrecisionTooLow : Hypothesis
{
    // A column of fewer than a hundred steps from end to end is a staircase.
    private const double FewestSteps = 100;

    public override FindingCode Code => FindingCode.PrecisionTooLow;

    protected override FindingCode[] Effects
        => [FindingCode.InputsNotScaled, FindingCode.TargetsNotScaled, FindingCode.ContradictorySamples, FindingCode.ValidationUnlikeTraining,
        FindingCode.NoHiddenLayer, FindingCode.TooFewUnits, .. Failure];

    public override Finding? Before(Evidence evidence)
    {
        ColumnFacts? column = Array.Find(evidence.Training.Inputs, IsCoarse);
        return column is null ? null : Describe(evidence, column);
    }

    /// <summary>
    /// Beyond 1/epsilon whole numbers are no longer told apart; below, a column may well be constant.
    /// </summary>
    private static bool IsCoarse(ColumnFacts column)
        => column.Size * column.Epsilon >= 1 && 2 * column.HalfRange < FewestSteps * column.Size * column.Epsilon;

    private Finding Describe(Evidence evidence, ColumnFacts column)
    {
        bool isFloat = column.Epsilon > 1e-10;
        return New(evidence, Severity.Warning,
            Invariant($"Inputs of about {Number(column.Mean)} in {column} differ by {Number(2 * column.HalfRange)} at most, but ")
                + Invariant($"{(isFloat ? "float" : "double")} has a step of about {Number(column.Size * column.Epsilon)} there."),
            "Numbers so far from 0 are rounded to a few steps: what tells the samples apart is lost before training begins.",
            $"Subtract an offset {(isFloat ? "in double, " : "")}before the numbers become {(isFloat ? "float" : "double")}: the first time for points in "
                + "time, a reference for readings. For daily or weekly patterns take sine and cosine of the time of day.",
            ("size", column.Size), ("range", 2 * column.HalfRange), ("step", column.Size * column.Epsilon)) with
        { Columns = [column.Index] };
    }
}
