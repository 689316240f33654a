namespace NeuralNet.Tabular;

/// <summary>
/// Numbers that are predicted, as the network sees them: logarithms if that is better, then mean 0 and deviation 1.
/// </summary>
/// <param name="Mean">Of the training rows.</param>
/// <param name="Deviation">Of the training rows.</param>
/// <param name="IsLogarithm">Whether the network sees log(1 + y).</param>
/// <param name="Lowest">The lowest that is predicted, scaled.</param>
/// <param name="Highest">The highest that is predicted, scaled.</param>
internal readonly record struct TargetScale(double Mean, double Deviation, bool IsLogarithm, double Lowest, double Highest)
{
    // Predictions stay as near to what was seen: beyond it a network knows nothing, and powers of e grow fast.
    private const double Margin = 0.25;

    /// <summary>The scale of classes, which have none.</summary>
    public static TargetScale None { get; } = new(0, 1, false, double.MinValue, double.MaxValue);

    public static TargetScale Fit(double[] target, bool isLogarithm)
    {
        double[] values = [.. target.Select(y => isLogarithm ? Math.Log(1 + y) : y)];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
        if (deviation == 0)
            deviation = 1;
        double lowest = (values.Min() - mean) / deviation, highest = (values.Max() - mean) / deviation;
        double margin = Margin * (highest - lowest);
        return new TargetScale(mean, deviation, isLogarithm, lowest - margin, highest + margin);
    }

    public double Scale(double y) => ((IsLogarithm ? Math.Log(1 + y) : y) - Mean) / Deviation;

    public double Restore(double scaled)
    {
        double value = Math.Clamp(scaled, Lowest, Highest) * Deviation + Mean;
        return IsLogarithm ? Math.Exp(value) - 1 : value;
    }

    /// <summary>The derivative of <see cref="Restore"/>; 0 beyond the lowest and the highest.</summary>
    public double Slope(double scaled)
    {
        if (scaled < Lowest || scaled > Highest)
            return 0;
        return IsLogarithm ? Deviation * Math.Exp(scaled * Deviation + Mean) : Deviation;
    }

    /// <summary>Whether logarithms are worth a try: positive numbers with a long tail to the right.</summary>
    public static bool IsSkewed(double[] target)
    {
        if (target.Min() < 0)
            return false;
        double mean = target.Average();
        double variance = target.Average(y => (y - mean) * (y - mean));
        return variance > 0 && target.Average(y => Math.Pow(y - mean, 3)) / Math.Pow(variance, 1.5) > 1;
    }
}
