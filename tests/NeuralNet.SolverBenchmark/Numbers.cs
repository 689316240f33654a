namespace NeuralNet.SolverBenchmark;

/// <summary>What the tables show of many numbers.</summary>
internal static class Numbers
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public static double RootMeanSquare(Matrix<double> errors) => Math.Sqrt(errors.PointwisePower(2).Enumerate().Average());
}
