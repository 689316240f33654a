using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>The scale of the inputs, as they reach the first layer that learns.</summary>
internal sealed class InputsNotScaled : Hypothesis
{
    // Initial weights expect inputs of about 1. At 20 the first layer's sums are so large that sigmoids and tanh are
    // saturated and the loss is 400 times as steep along these weights; raw percentages, ages, years, pixels up to 255
    // lie beyond. Pixels up to 16 and measurements in centimetres train well.
    private const double LargeScale = 20;

    // What a column says reaches the network in proportion to its spread.
    private const double SmallSpread = 0.01;
    private const double SmallShare = 1.0 / 30;

    // 7.40 +- 0.05: to the network a constant; the spread must be small itself, too.
    private const double LargeOffset = 12;
    private const double SmallBesideOffset = 0.2;

    // What is that much smaller than the others is the rounding of a computation.
    private const double RoundingUnits = 16;

    public override FindingCode Code => FindingCode.InputsNotScaled;

    protected override FindingCode[] Effects
        => [FindingCode.NoHiddenLayer, FindingCode.TooFewUnits, FindingCode.PenaltyTooStrong, FindingCode.ClippingTooTight, .. Failure];

    public override Finding? Before(Evidence evidence)
    {
        ColumnFacts[] columns = evidence.FirstInputs;
        List<int> large = [], offset = [], small = [];
        double typical = TypicalSpread(columns);
        foreach (ColumnFacts column in columns)
        {
            if (column.Wild is null ? column.RootMeanSquare > LargeScale
                : Math.Max(Math.Abs(column.Wild.MainLowest), Math.Abs(column.Wild.MainHighest)) > LargeScale)
                large.Add(column.Index);
            else if (column.IsConstant || column.Spread < RoundingUnits * column.Epsilon * typical)
                continue;
            else if (column.Offset > LargeOffset && column.Deviation < SmallBesideOffset && column.Wild is null)
                offset.Add(column.Index);
            else if (column.Spread < SmallSpread || column.Spread < SmallShare * typical)
                small.Add(column.Index);
        }

        // Beside raw pixels ordinary columns look small.
        Finding? finding = large.Count > 0 ? Large(evidence, columns, large) : offset.Count > 0 ? Offset(evidence, columns, offset) : small.Count > 0
            ? Small(evidence, columns, small) : null;
        int prepared = evidence.Network?.Preparing ?? 0;
        return finding is null || prepared == 0 || prepared == evidence.Network!.Layers.Length ? finding : evidence.At(finding, prepared) with
        {
            Observation = Invariant($"These are the values that layer {prepared - 1} ({evidence.Network.Layers[prepared - 1].Name}) hands on. ")
                + Invariant($"{finding.Observation}"),
        };
    }

    public override Finding? Review(Evidence evidence, Finding finding) => Milder(evidence, finding);

    private Finding Large(Evidence evidence, ColumnFacts[] columns, List<int> large)
    {
        double scale = large.Max(j => columns[j].RootMeanSquare);
        return NotScaled(evidence, large,
            Invariant($"Inputs are large in {Named(columns, large)}: values of about {Number(scale)} (root mean square), from ")
                + Invariant($"{Number(large.Min(j => columns[j].Lowest))} to {Number(large.Max(j => columns[j].Highest))}.{Others(columns, large)}"),
            $"Initial weights{evidence.IfRate(" and usual learning rates")} are made for inputs of about 1. Large columns saturate the first layer or make "
                + "its updates overshoot, and outweigh the others.",
            "largest root mean square", scale);
    }

    private Finding Offset(Evidence evidence, ColumnFacts[] columns, List<int> offset)
    {
        ColumnFacts worst = columns[offset.MaxBy(j => columns[j].Offset)];
        return NotScaled(evidence, offset,
            Invariant($"Inputs hardly vary beside their offset in {Named(columns, offset)}: {Number(worst.Mean)} +- {Number(worst.Deviation)} in {worst}, for ")
                + Invariant($"example.{Others(columns, offset)}"),
            "To the network such a column is a constant: the offset acts on every sample alike, and what differs is too small to be seen.",
            "largest offset in deviations", worst.Offset);
    }

    private Finding Small(Evidence evidence, ColumnFacts[] columns, List<int> small)
    {
        double scale = small.Min(j => columns[j].Spread);
        return NotScaled(evidence, small,
            Invariant($"Inputs hardly vary in {Named(columns, small)}: by {Number(scale)} about the middle.{Others(columns, small)}"),
            "What a column says reaches the network in proportion to its size. These columns are there, but the network cannot see them.",
            "smallest spread", scale);
    }

    private Finding NotScaled(Evidence evidence, List<int> columns, string seen, string cause, string name, double scale)
    {
        const string remedy = "Scale every column to mean 0 and deviation 1: Standardize(x) as the first layer of the network (MinMaxScale for 0 .. 1), "
            + "or StandardScaler, fitted to the training data and applied to all data.";
        return New(evidence, Severity.Warning, seen, cause, remedy, (name, scale), ("columns", columns.Count)) with { Columns = columns };
    }

    private static string Others(ColumnFacts[] columns, List<int> except)
    {
        double[] sizes = [.. columns.Where((_, j) => !except.Contains(j)).Select(column => column.RootMeanSquare).Order()];
        return sizes.Length == 0 ? "" : Invariant($" The other columns: about {Number(sizes[sizes.Length / 2])}.");
    }

    /// <summary>The median spread of the columns that vary; with two it is the larger.</summary>
    private static double TypicalSpread(ColumnFacts[] columns)
    {
        var spreads = new List<double>(columns.Length);
        foreach (ColumnFacts column in columns)
        {
            if (!column.IsConstant)
                spreads.Add(column.Spread);
        }

        spreads.Sort();
        return spreads.Count == 0 ? 0 : spreads.Count < 5 ? spreads[^1] : spreads[spreads.Count / 2];
    }
}
