namespace NeuralNet.Tabular;

/// <summary>
/// Which share each kind of network has in a model: from the best one on, the share of whichever improves the
/// held-out score most grows by a twentieth (ensemble selection, Caruana et al., ICML 2004).
/// </summary>
internal static class Blending
{
    private const int Parts = 20;

    /// <param name="predictions">Those of each kind for held-out rows, <c>rows x outputs</c>, row by row.</param>
    /// <param name="score">Of a mixture; small is good.</param>
    /// <returns>Shares that add up to 1.</returns>
    public static double[] Shares(IReadOnlyList<double[]> predictions, Func<double[], double> score)
    {
        int[] counts = new int[predictions.Count];
        double[] sum = new double[predictions[0].Length], best = [];
        double bestScore = double.PositiveInfinity;
        for (int part = 1; part <= Parts; part++)
        {
            (double candidateScore, int candidate) = Enumerable.Range(0, counts.Length).Select(kind => (score(Mean(sum, predictions[kind], part)), kind)).Min();
            counts[candidate]++;
            for (int i = 0; i < sum.Length; i++)
                sum[i] += predictions[candidate][i];
            if (candidateScore >= bestScore)
                continue;
            bestScore = candidateScore;
            best = [.. counts.Select(count => (double)count / part)];
        }

        return best;
    }

    private static double[] Mean(double[] sum, double[] added, int count)
    {
        double[] mean = new double[sum.Length];
        for (int i = 0; i < mean.Length; i++)
            mean[i] = (sum[i] + added[i]) / count;
        return mean;
    }
}
