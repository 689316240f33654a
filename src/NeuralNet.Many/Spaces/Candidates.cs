namespace NeuralNet.Many.Searches;

/// <summary>What numbers and names have in common when values are suggested.</summary>
internal static class Candidates
{
    // The newest so many trials count in full, those before less and less.
    private const int FullWeights = 25;

    /// <summary>The best of some values, the first of equals.</summary>
    public static double Best(int count, Func<double> draw, Func<double, double> merit)
    {
        double best = 0, highest = double.NegativeInfinity;
        for (int i = 0; i < count; i++)
        {
            double value = draw(), its = merit(value);
            if (i > 0 && !(its > highest))
                continue;
            (best, highest) = (value, its);
        }

        return best;
    }

    /// <summary>A weight for each of n trials in their order, and one for the prior; their sum is 1.</summary>
    public static double[] Weights(int n)
    {
        var weights = new double[n + 1];
        Array.Fill(weights, 1);
        int reduced = n - FullWeights;
        for (int i = 0; i < reduced; i++)
            weights[i] = reduced == 1 ? 1.0 / n : 1.0 / n + i * (1 - 1.0 / n) / (reduced - 1);
        double sum = weights.Sum();
        for (int i = 0; i < weights.Length; i++)
            weights[i] /= sum;
        return weights;
    }

    /// <summary>An index, each as likely as its weight says.</summary>
    public static int Drawn(double[] weights, RandomStream random)
    {
        double left = random.NextDouble();
        for (int i = 0; i < weights.Length - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
                return i;
        }

        return weights.Length - 1;
    }
}
