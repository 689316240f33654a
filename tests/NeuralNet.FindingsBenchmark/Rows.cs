namespace NeuralNet.FindingsBenchmark;

/// <summary>Samples as arrays, to be spoiled.</summary>
internal sealed record Rows(double[][] X, double[][] Y)
{
    public int Count => X.Length;

    public Rows MapX(Func<double[], double[]> map) => this with { X = [.. X.Select(map)] };

    public Rows MapY(Func<double[], double[]> map) => this with { Y = [.. Y.Select(map)] };

    public Rows Take(IEnumerable<int> rows)
    {
        int[] kept = [.. rows];
        return new Rows([.. kept.Select(i => X[i])], [.. kept.Select(i => Y[i])]);
    }

    /// <summary>Mean 0 and deviation 1 of each target, by the moments of other rows.</summary>
    public Rows ScaledTargets(Rows by)
    {
        double[] means = [.. by.Y[0].Select((_, j) => by.Y.Average(y => y[j]))];
        double[] deviations = [.. means.Select((mean, j) => Math.Sqrt(by.Y.Average(y => (y[j] - mean) * (y[j] - mean))))];
        return MapY(y => [.. y.Select((value, j) => (value - means[j]) / deviations[j])]);
    }

    public Dataset<double> ToDataset() => new(Samples.FromRows(X), Samples.FromRows(Y));
}
