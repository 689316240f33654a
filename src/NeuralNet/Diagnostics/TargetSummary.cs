using System.Numerics;

namespace NeuralNet;

/// <summary>What a constant answer would score on the targets: the measure of whether anything has been learned.</summary>
internal sealed class TargetSummary
{
    // Enough rows for a mean to two digits; the rest would only cost time.
    private const int LargestSample = 1 << 20;

    private const double Constant = 0.005;

    private TargetSummary(int samples, double? accuracy, double meanAbsoluteError, int[] classCounts)
    {
        Samples = samples;
        ConstantAccuracy = accuracy;
        ConstantError = meanAbsoluteError;
        ClassCounts = classCounts;
    }

    /// <summary>How many samples there are.</summary>
    public int Samples { get; }

    /// <summary>The accuracy of always giving the most frequent answer; null for targets without right answers.</summary>
    public double? ConstantAccuracy { get; }

    /// <summary>The mean absolute error of always giving the mean of each column.</summary>
    public double ConstantError { get; }

    /// <summary>Samples of each class; empty if targets are no classes.</summary>
    public int[] ClassCounts { get; }

    public static TargetSummary Of<T>(TrainingData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double[] means, double error) = MeansAndError<T>(data.Y, data.Count, data.Outputs);
        int[] counts = ClassCountsOf(data);
        double? accuracy = null;
        if (data.Kind == TargetKind.OneHot)
        {
            accuracy = (double)counts.Max() / data.Count;
        }
        else if (data.Kind == TargetKind.Binary)
        {
            accuracy = 0;
            foreach (double mean in means)
                accuracy += Math.Max(mean, 1 - mean) / means.Length;
        }

        return new TargetSummary(data.Count, accuracy, error, counts);
    }

    /// <summary>1 for perfect scores, 0 for those of a constant answer, below 0 for worse; null if the targets do not tell.</summary>
    public double? Skill(Scores scores)
    {
        double? byError = ConstantError > 0 ? 1 - scores.MeanAbsoluteError / ConstantError : null;

        // Outputs that all equal the mean, but for rounding, have an accuracy by chance only.
        if (scores.Accuracy is not { } accuracy || ConstantAccuracy is not { } constant || Math.Abs(byError ?? 1) < Constant)
            return byError;
        return constant < 1 ? (accuracy - constant) / (1 - constant) : null;
    }

    private static int[] ClassCountsOf<T>(TrainingData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (data.Kind == TargetKind.OneHot)
        {
            var counts = new int[data.Outputs];
            foreach (int label in data.Classes!)
                counts[label]++;
            return counts;
        }

        if (data.Kind != TargetKind.Binary || data.Outputs != 1)
            return [];
        int ones = 0;
        foreach (T target in data.Y)
            ones += target == T.One ? 1 : 0;
        return [data.Count - ones, ones];
    }

    /// <summary>The mean of each column, and the mean distance of all elements from it.</summary>
    private static (double[] Means, double Error) MeansAndError<T>(ReadOnlySpan<T> y, int count, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int stride = Math.Max(1, (int)((long)count * outputs / LargestSample));
        int rows = (count - 1) / stride + 1;
        var means = new double[outputs];
        for (int row = 0; row < count; row += stride)
        {
            for (int j = 0; j < outputs; j++)
                means[j] += double.CreateTruncating(y[row * outputs + j]);
        }

        for (int j = 0; j < outputs; j++)
            means[j] /= rows;
        double error = 0;
        for (int row = 0; row < count; row += stride)
        {
            for (int j = 0; j < outputs; j++)
                error += Math.Abs(double.CreateTruncating(y[row * outputs + j]) - means[j]);
        }

        return (means, error / ((double)rows * outputs));
    }
}
