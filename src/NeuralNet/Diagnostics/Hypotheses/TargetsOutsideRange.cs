using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Targets that the last layer cannot give.</summary>
internal sealed class TargetsOutsideRange : Hypothesis
{
    // A few stray targets cost little: less than a hundredth of what a constant answer would be wrong by.
    private const double NotableShare = 0.01;

    // Readings of a quantity that cannot be negative have noise below 0: what a run that turned out well lost by it is
    // no matter.
    private const double LittleLost = 0.1;

    public override FindingCode Code => FindingCode.TargetsOutsideRange;

    protected override FindingCode[] Effects
        => [FindingCode.TargetsNotScaled, FindingCode.NoHiddenLayer, FindingCode.TooFewUnits, FindingCode.PenaltyTooStrong, .. Failure];

    // A constant output explains the range, too.
    public override bool Explains(Finding cause, Finding effect) => base.Explains(cause, effect) && !effect.Numbers.ContainsKey("constant output");

    public override Finding? Before(Evidence evidence)
        => evidence.Range is { } errors && (errors.ElementsOutside > 0 || errors.RowsOffSum > 0) ? Describe(evidence, errors) : null;

    public override Finding? Review(Evidence evidence, Finding finding)
    {
        double lost = evidence.Range!.MeanAbsolute / Math.Max(1e-300, evidence.Range.ConstantError);
        return lost < LittleLost ? Milder(evidence, finding) : finding;
    }

    private Finding Describe(Evidence evidence, RangeErrors errors)
    {
        LayerFacts last = evidence.Network!.Layers[^1];
        OutputRange range = last.Range;
        string attainable = Invariant($"Whatever the weights, the mean absolute error stays at least {Number(errors.MeanAbsolute)} and the mean squared error ")
            + Invariant($"at least {Number(errors.MeanSquared)}.");
        bool isSum = errors.ElementsOutside == 0;
        Finding finding = New(evidence, errors.MeanAbsolute > NotableShare * errors.ConstantError ? Severity.Warning : Severity.Information,
            isSum
                ? Invariant($"{Percent(errors.RowsOffSum)} of the target rows do not sum to {Number(range.RowSum!.Value)}, as the outputs of {last.Name} ")
                    + Invariant($"always do: row {errors.WorstRow} sums to {Number(errors.WorstSum)}.")
                : Invariant($"Targets run from {Number(errors.Lowest)} to {Number(errors.Highest)}, but the outputs of {last.Name} lie between ")
                    + Invariant($"{Number(range.Lowest)} and {Number(range.Highest)}; {Percent(errors.ElementsOutside)} of the targets are outside, in ")
                    + Invariant($"{Columns(errors.Columns)}."),
            $"No output can equal such a target, so units are driven to the end of their range, where they stop learning. {attainable}",
            Cure(range, errors, isSum),
            ("lowest target", errors.Lowest), ("highest target", errors.Highest), ("lowest output", range.Lowest), ("highest output", range.Highest),
            ("attainable mean absolute error", errors.MeanAbsolute), ("attainable mean squared error", errors.MeanSquared));
        return evidence.At(finding, last.Index) with { Columns = errors.Columns };
    }

    private static string Cure(OutputRange range, RangeErrors errors, bool isSum)
    {
        if (isSum)
            return "Give each target row the sum 1. For independent outputs end the network in Sigmoid, for any numbers in a Dense layer.";
        string end = range.IsBounded
            ? "or let the network end in a Dense layer, which gives any number"
            : "Let the network end in a Dense layer, which gives any number";
        if (!range.IsBounded || errors.Highest == errors.Lowest)
            return range.IsBounded ? $"Scale the targets into the range, {end}." : end + ".";
        string scaled = Invariant($"(t - {Number(errors.Lowest)}) / {Number(errors.Highest - errors.Lowest)}");
        double width = range.Highest - range.Lowest;
        if (width != 1)
            scaled = Invariant($"{Number(width)} * {scaled}");
        if (range.Lowest != 0)
            scaled += Invariant($" {(range.Lowest < 0 ? '-' : '+')} {Number(Math.Abs(range.Lowest))}");
        return $"Scale the targets, {scaled}, and undo it after predicting; {end}.";
    }
}
