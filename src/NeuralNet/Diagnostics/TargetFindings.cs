using System.Numerics;
using static NeuralNet.Phrase;

namespace NeuralNet;

/// <summary>Targets against what the network can answer, looked at before training.</summary>
internal static class TargetFindings
{
    // Rounding in one's own scaling may leave 1.0000001; a thousandth of the range costs nothing worth a warning.
    private const double Tolerance = 1e-3;

    // More targets are looked at in part: a sample of rows shows a wrong scale as well.
    private const int LargestSample = 1 << 22;

    /// <summary>Targets outside the output's range.</summary>
    /// <returns>The finding, if any, and the lowest mean absolute error that the range leaves.</returns>
    public static (Finding? Finding, double LowestError) OutsideRange<T>(Network<T> network, Loss<T> loss, TrainingData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A loss that includes an activation has checked its targets; a user's loss may mean anything by them.
        if (loss.IncludedActivation is not null || loss.GradientSource != GradientSource.Library)
            return (null, 0);
        OutputRange range = network.Layers[^1].OutputRange;
        RangeErrors errors = RangeErrors.Of(range, data, LargestSample);
        return errors.ElementsOutside == 0 && errors.RowsOffSum == 0 ? (null, 0) : (OutsideRange(network, data, range, errors), errors.MeanAbsolute);
    }

    private static Finding OutsideRange<T>(Network<T> network, TrainingData<T> data, OutputRange range, RangeErrors errors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string attainable = Invariant($"Whatever the weights, the mean absolute error stays at least {Number(errors.MeanAbsolute)} and the mean squared error at least {Number(errors.MeanSquared)}.");
        bool isSum = errors.ElementsOutside == 0;
        return new Finding
        {
            Code = FindingCode.TargetsOutsideRange,

            // A few stray targets cost little: a hundredth of what a constant answer would be wrong by.
            Severity = errors.MeanAbsolute > 0.01 * TargetSummary.Of(data).ConstantError ? Severity.Warning : Severity.Information,
            Layer = network.Layers.Count - 1,
            LayerName = network.Layers[^1].ToString(),
            Columns = errors.Columns,
            Observation = isSum
                ? Invariant($"{Percent(errors.RowsOffSum)} of the target rows do not sum to {Number(range.RowSum!.Value)}, as the outputs of {network.Layers[^1]} always do: row {errors.WorstRow} sums to {Number(errors.WorstSum)}.")
                : Invariant($"Targets run from {Number(errors.Lowest)} to {Number(errors.Highest)}, but the outputs of {network.Layers[^1]} lie between {Number(range.Lowest)} and {Number(range.Highest)}; {Percent(errors.ElementsOutside)} of the targets are outside, in {Columns(errors.Columns)}."),
            Cause = $"No output can equal such a target, so units are driven to the end of their range, where they stop learning. {attainable}",
            Remedy = Cure(range, errors, isSum),
            Numbers = new Dictionary<string, double>
            {
                ["lowest target"] = errors.Lowest,
                ["highest target"] = errors.Highest,
                ["lowest output"] = range.Lowest,
                ["highest output"] = range.Highest,
                ["attainable mean absolute error"] = errors.MeanAbsolute,
                ["attainable mean squared error"] = errors.MeanSquared,
            },
        };
    }

    /// <summary>A bounded activation in front of the activation that the loss applies.</summary>
    public static Finding? BoundedLogits<T>(Network<T> network, Loss<T> loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => loss.IncludedActivation is not { } activation || OutputStage.IsIncluded(network.Layers[^1], loss) ? null : BoundedLogits(network, loss, activation);

    private static Finding? BoundedLogits<T>(Network<T> network, Loss<T> loss, Layer<T> activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Layer<T> last = network.Layers[^1];

        // Only differences of logits count in a softmax, so one open end is enough there; a sigmoid needs both.
        OutputRange range = last.OutputRange;
        bool isSoftmax = activation.OutputRange.RowSum is not null;
        if (isSoftmax ? !range.IsBounded : range == OutputRange.Unlimited)
            return null;
        double odds = isSoftmax ? Math.Exp(range.Highest - range.Lowest) : 1;
        double highest = isSoftmax ? odds / (odds + network.Outputs - 1) : 1 / (1 + Math.Exp(-range.Highest));
        double lowest = isSoftmax ? 1 / (1 + (network.Outputs - 1) * odds) : 1 / (1 + Math.Exp(-range.Lowest));
        return new Finding
        {
            Code = FindingCode.BoundedLogits,
            Severity = Severity.Warning,
            Layer = network.Layers.Count - 1,
            LayerName = last.ToString(),
            Observation = Invariant($"{loss} applies its own {activation} to outputs of {last}, which lie between {Number(range.Lowest)} and {Number(range.Highest)}: probabilities stay between {Number(lowest)} and {Number(highest)}."),
            Cause = "The last activation and the one that the loss includes act one after the other, so the network cannot be sure of any answer and its gradients stay small.",
            Remedy = $"Let the network end in its last Dense layer, or in {activation}, which is then applied once.",
            Numbers = new Dictionary<string, double> { ["lowest probability"] = lowest, ["highest probability"] = highest },
        };
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

    /// <summary>How far targets are from what a layer can give.</summary>
    private sealed record RangeErrors(double Lowest, double Highest, double ElementsOutside, double RowsOffSum, int WorstRow, double WorstSum, double MeanAbsolute, double MeanSquared, int[] Columns)
    {
        public static RangeErrors Of<T>(OutputRange range, TrainingData<T> data, int largestSample)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            double width = range.IsBounded ? range.Highest - range.Lowest : 1;
            int stride = Math.Max(1, (int)((long)data.Count * data.Outputs / largestSample));
            double lowest = double.PositiveInfinity, highest = double.NegativeInfinity, absolute = 0, squared = 0, worst = 0, worstSum = 0;
            long outside = 0, offSum = 0, rows = 0;
            int worstRow = 0;
            var isOutside = new bool[data.Outputs];
            for (int row = 0; row < data.Count; row += stride, rows++)
            {
                double sum = 0;
                for (int j = 0; j < data.Outputs; j++)
                {
                    double target = double.CreateTruncating(data.Y[row * data.Outputs + j]);
                    double distance = Math.Max(0, Math.Max(range.Lowest - target, target - range.Highest));
                    lowest = Math.Min(lowest, target);
                    highest = Math.Max(highest, target);
                    sum += target;
                    absolute += distance;
                    squared += distance * distance;
                    if (distance > Tolerance * width)
                    {
                        outside++;
                        isOutside[j] = true;
                    }
                }

                double off = range.RowSum is { } expected ? Math.Abs(sum - expected) : 0;
                if (off <= Tolerance)
                    continue;
                offSum++;
                if (off > worst)
                    (worst, worstRow, worstSum) = (off, row, sum);
            }

            double elements = (double)rows * data.Outputs;
            (double sumAbsolute, double sumSquared) = SumErrors(range, data, stride, rows);
            return new RangeErrors(lowest, highest, outside / elements, (double)offSum / rows, worstRow, worstSum,
                Math.Max(absolute / elements, sumAbsolute), Math.Max(squared / elements, sumSquared), outside == 0 ? [] : Indices(isOutside));
        }

        private static int[] Indices(bool[] isOutside) => [.. Enumerable.Range(0, isOutside.Length).Where(j => isOutside[j])];

        /// <summary>The distance to the plane of rows with the right sum s: |sum - s| in absolute values, (sum - s)^2 / outputs in squares.</summary>
        private static (double Absolute, double Squared) SumErrors<T>(OutputRange range, TrainingData<T> data, int stride, long rows)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (range.RowSum is not { } expected)
                return (0, 0);
            double absolute = 0, squared = 0;
            for (int row = 0; row < data.Count; row += stride)
            {
                double sum = -expected;
                for (int j = 0; j < data.Outputs; j++)
                    sum += double.CreateTruncating(data.Y[row * data.Outputs + j]);
                absolute += Math.Abs(sum) / data.Outputs;
                squared += sum * sum / ((double)data.Outputs * data.Outputs);
            }

            return (absolute / rows, squared / rows);
        }
    }
}
