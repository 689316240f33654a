namespace NeuralNet.Many.Benchmarks;

internal static class Scores
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Skip((sorted.Length - 1) / 2).Take(2 - sorted.Length % 2).Average();
    }

    public static void Print(string name, SearchMethod method, double[] values)
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        string how = method is ParzenSearch parzen ? FormattableString.Invariant($"Parzen, batches of {parzen.BatchSize}") : "random";
        Console.WriteLine(FormattableString.Invariant($"{name,-16}{how,-22}median {Median(values),9:F4}  deviation {deviation:F4}"));
    }
}
