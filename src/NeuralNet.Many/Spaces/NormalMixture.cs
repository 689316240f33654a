using MathNet.Numerics.Distributions;

namespace NeuralNet.Many.Searches;

/// <summary>
/// A Parzen estimator of one number: the mean of normal densities, each cut off at the bounds, about every observed
/// value and about the middle of the range, which is the prior.
/// </summary>
/// <remarks>
/// Bergstra, Bardenet, Bengio and Kegl, 2011, "Algorithms for hyper-parameter optimization": the deviation of each is
/// the larger distance to its neighbours, as in Hyperopt and Optuna, whose defaults these are: not less than the range
/// over min(100, 1 + number of densities), a prior as wide as the range, and the bounds are no neighbours.
/// </remarks>
internal sealed class NormalMixture
{
    private readonly double _low, _high;
    private readonly double[] _means, _deviations, _weights, _logWeights, _lowest, _width;

    public NormalMixture(IReadOnlyList<double> observed, double low, double high)
    {
        (_low, _high) = (low, high);
        _means = [.. observed, 0.5 * (low + high)];
        _weights = Candidates.Weights(observed.Count);
        _deviations = Deviations();
        _lowest = [.. _means.Select((mean, k) => Normal.CDF(mean, _deviations[k], low))];
        _width = [.. _means.Select((mean, k) => Normal.CDF(mean, _deviations[k], high) - _lowest[k])];
        _logWeights = [.. _weights.Select((weight, k) => Math.Log(weight) - Math.Log(_width[k]))];
    }

    public double Sample(RandomStream random)
    {
        int k = Candidates.Drawn(_weights, random);
        double share = Math.Clamp(_lowest[k] + random.NextDouble() * _width[k], 1e-300, 1 - 1e-16);
        return Math.Clamp(Normal.InvCDF(_means[k], _deviations[k], share), _low, _high);
    }

    public double LogDensity(double x) => LogSum(k => Normal.PDFLn(_means[k], _deviations[k], x));

    /// <summary>The logarithm of the probability of what lies at most so far from x.</summary>
    public double LogMass(double x, double half)
        => LogSum(k => Math.Log(Math.Max(Normal.CDF(_means[k], _deviations[k], x + half) - Normal.CDF(_means[k], _deviations[k], x - half), 1e-300)));

    private double LogSum(Func<int, double> logOf)
    {
        double highest = double.NegativeInfinity, sum = 0;
        Span<double> logs = _means.Length <= 256 ? stackalloc double[_means.Length] : new double[_means.Length];
        for (int k = 0; k < logs.Length; k++)
        {
            logs[k] = _logWeights[k] + logOf(k);
            highest = Math.Max(highest, logs[k]);
        }

        foreach (double log in logs)
            sum += Math.Exp(log - highest);
        return highest + Math.Log(sum);
    }

    private double[] Deviations()
    {
        int n = _means.Length;
        int[] order = [.. Enumerable.Range(0, n).OrderBy(k => _means[k])];
        double range = _high - _low, smallest = range / Math.Min(100.0, 1 + n);
        var deviations = new double[n];
        for (int i = 0; i < n; i++)
        {
            double left = i > 0 ? _means[order[i]] - _means[order[i - 1]] : n == 1 ? _means[0] - _low : 0;
            double right = i < n - 1 ? _means[order[i + 1]] - _means[order[i]] : n == 1 ? _high - _means[0] : 0;
            deviations[order[i]] = Math.Clamp(Math.Max(left, right), smallest, range);
        }

        deviations[n - 1] = range;
        return deviations;
    }
}
