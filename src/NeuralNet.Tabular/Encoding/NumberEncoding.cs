namespace NeuralNet.Tabular;

/// <summary>
/// A number z = (x - median) / scale, clipped smoothly to z / sqrt(1 + (z/3)^2), so that no outlier is further than 3
/// away; the scale is the distance of the quartiles, or half the range where they are equal (RealMLP, arXiv
/// 2407.04491). Then, for curves that a small network finds late, how far x has come in each of some intervals with
/// equally many training rows (piecewise linear encoding, Gorishniy et al., arXiv 2203.05556). Then 1 in a gap, which
/// is else taken as the median, if training rows have gaps.
/// </summary>
internal sealed class NumberEncoding(double median, double factor, double[] edges, bool hasGaps) : ColumnEncoding
{
    public const int Kind = 0;
    private const double Farthest = 3;

    // What is as far is clipped to 3 to the last digit, and its square is no infinity.
    private const double Infinite = 1e12;

    private readonly int _intervals = Math.Max(0, edges.Length - 1);

    public double Median => median;

    public double Factor => factor;

    public IReadOnlyList<double> Edges => edges;

    public bool HasGaps => hasGaps;

    public override int Width => 1 + _intervals + (hasGaps ? 1 : 0);

    /// <param name="sorted">The values of training rows in rising order, without gaps.</param>
    /// <param name="hasGaps">Whether other training rows have none.</param>
    /// <param name="intervals">How many intervals at most; 0 for none.</param>
    public static NumberEncoding Fit(double[] sorted, bool hasGaps, int intervals)
    {
        if (sorted.Length == 0)
            return new NumberEncoding(0, 0, [], hasGaps);
        double distance = Quantile(sorted, 0.75) - Quantile(sorted, 0.25);
        if (distance == 0)
            distance = (sorted[^1] - sorted[0]) / 2;
        return new NumberEncoding(Quantile(sorted, 0.5), distance == 0 ? 0 : Math.Min(1 / distance, double.MaxValue), EdgesOf(sorted, intervals), hasGaps);
    }

    public override void Encode(double value, Span<float> inputs)
    {
        bool isGap = double.IsNaN(value);
        double x = isGap ? median : value;
        double z = Math.Clamp((x - median) * factor, -Infinite, Infinite);
        inputs[0] = (float)(z / Math.Sqrt(1 + z * z / (Farthest * Farthest)));
        if (_intervals > 0)
            EncodeIntervals(x, inputs.Slice(1, _intervals));
        if (hasGaps)
            inputs[1 + _intervals] = isGap ? 1 : 0;
    }

    public override void Slopes(double value, Span<double> slopes)
    {
        slopes.Clear();
        double z = (value - median) * factor;
        if (double.IsNaN(value) || Math.Abs(z) > Infinite)
            return;
        slopes[0] = factor / Math.Pow(1 + z * z / (Farthest * Farthest), 1.5);
        int own = IntervalOf(value);
        if (own >= 0 && own < _intervals)
            slopes[1 + own] = 1 / (edges[own + 1] - edges[own]);
    }

    public override void Write(Tape tape)
    {
        tape.Write(Kind);
        tape.Write(median);
        tape.Write(factor);
        tape.Write(hasGaps ? 1 : 0);
        tape.Write(edges);
    }

    public static NumberEncoding ReadFrom(Tape tape)
    {
        (double median, double factor, bool hasGaps) = (tape.ReadFinite(), tape.ReadFinite(), tape.ReadCount(1) == 1);
        double[] edges = tape.ReadMany();
        return edges.Zip(edges.Skip(1)).All(pair => pair.First < pair.Second)
            ? new NumberEncoding(median, factor, edges, hasGaps)
            : throw new InvalidDataException("The file's intervals of a number do not rise.");
    }

    public override string ToString()
        => $"median and quartiles{(_intervals > 0 ? $", {_intervals} intervals" : "")}{(hasGaps ? ", gaps marked" : "")}";

    /// <summary>1 in intervals that lie below x, the share of the way in its own, 0 in those above.</summary>
    private void EncodeIntervals(double x, Span<float> inputs)
    {
        int own = IntervalOf(x);
        int below = Math.Clamp(own, 0, inputs.Length);
        inputs[..below].Fill(1);
        inputs[below..].Clear();
        if (own >= 0 && own < inputs.Length)
            inputs[own] = (float)((x - edges[own]) / (edges[own + 1] - edges[own]));
    }

    /// <summary>The interval that begins at or before x; -1 before all of them.</summary>
    private int IntervalOf(double x)
    {
        int found = Array.BinarySearch(edges, x);
        return found >= 0 ? found : ~found - 1;
    }

    private static double[] EdgesOf(double[] sorted, int intervals)
    {
        if (intervals == 0)
            return [];
        double[] edges = [.. Enumerable.Range(0, intervals + 1).Select(i => Quantile(sorted, (double)i / intervals)).Distinct()];
        return edges.Length > 2 ? edges : [];
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
