using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// MacKay's re-estimation of the two precisions from the curvature at the current weights: with H = beta J'J + alpha P
/// and W penalised weights, gamma = W - alpha trace(H^-1 P), alpha becomes gamma / sum of squared weights and beta (n -
/// gamma - biases) / sum of squared errors.
/// </summary>
internal sealed class EvidenceEstimate<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Bounds of L2 = 2 alpha / (beta n), relative to the mean curvature: beyond, the penalty has no effect, or nothing
    /// else has.
    /// </summary>
    private const double WeakestPenalty = 1e-16, StrongestPenalty = 1e8;

    /// <summary>
    /// A bias of less curvature, as a share of the largest of a bias, is that of a unit that the penalty has switched
    /// off.
    /// </summary>
    private const double WeakestBias = 1e-10;

    private readonly bool[] _penalized;
    private readonly int _weights;
    private readonly double _elements;
    private readonly double _smallestSquares;
    private readonly SymmetricMatrix<T> _factor;
    private readonly T[] _panels;
    private readonly T[] _leastPivots;
    private readonly double[] _inverse;
    private readonly Workers? _workers;

    /// <param name="objective">The objective; its L2 is set here from now on.</param>
    /// <param name="targets">All targets: errors below their rounding are none.</param>
    /// <param name="workers">Threads that share the work; null for none.</param>
    public EvidenceEstimate(Objective<T> objective, ReadOnlySpan<T> targets, Workers? workers)
    {
        _penalized = objective.Penalized();
        _weights = _penalized.Count(isPenalized => isPenalized);
        _elements = objective.Elements;
        double rounding = double.CreateTruncating(T.BitIncrement(T.One) - T.One);
        _smallestSquares = Math.Max(Reductions<T>.SumOfSquares(targets) * rounding * rounding, 1e-290);
        _factor = new SymmetricMatrix<T>(objective.Count);
        _panels = new T[Cholesky<T>.PanelsLength(objective.Count)];
        _leastPivots = new T[objective.Count];
        _inverse = new double[objective.Count];
        _workers = workers;
    }

    /// <summary>Whether the penalty is one of its bounds, whatever the precisions do.</summary>
    public bool IsAtBound { get; private set; }

    /// <summary>
    /// What there is to say of the final weights, at the last precisions: null if nothing can be said.
    /// </summary>
    public (BayesianEvidence?, OutputUncertainty<T>?) Complete(
        Network<T> network, Objective<T> objective, SymmetricMatrix<T> curvature, BayesianEvidence? last)
    {
        double squaredErrors = Math.Max(objective.Loss * _elements, _smallestSquares), squaredWeights = objective.SquaredWeights();
        BayesianEvidence at = last ?? First(squaredErrors, squaredWeights);
        if (Measure(curvature, at, squaredErrors, squaredWeights) is not { } next)
            return (null, null);
        T[] factor = OutputUncertainty<T>.Pack(_factor, Math.Sqrt(0.5 * _elements * at.NoisePrecision));
        BayesianEvidence evidence = next with { WeightPrecision = at.WeightPrecision, NoisePrecision = at.NoisePrecision };
        return (evidence, new OutputUncertainty<T>(network, at.NoisePrecision, factor));
    }

    /// <summary>Sets the L2 of the objective from the curvature without penalty and the precisions so far.</summary>
    /// <returns>What was found with the precisions so far, and the next precisions.</returns>
    public BayesianEvidence Update(Objective<T> objective, SymmetricMatrix<T> curvature, BayesianEvidence? before)
    {
        double squaredErrors = Math.Max(objective.Loss * _elements, _smallestSquares);
        double squaredWeights = objective.SquaredWeights();
        BayesianEvidence start = before ?? First(squaredErrors, squaredWeights);
        BayesianEvidence next = Measure(curvature, start, squaredErrors, squaredWeights) ?? start;
        double mean = 0;
        for (int k = 0; k < curvature.Size; k++)
            mean += double.CreateTruncating(curvature[k, k]) / curvature.Size;
        double asked = 2 * next.WeightPrecision / (next.NoisePrecision * _elements), l2 = Math.Clamp(asked, WeakestPenalty * mean, StrongestPenalty * mean);
        IsAtBound = l2 != asked;
        objective.L2 = double.IsFinite(l2) ? l2 : 0;
        return next;
    }

    /// <summary>
    /// Gamma and the evidence at given precisions, with the next precisions; null if the curvature is not finite or
    /// singular beyond repair.
    /// </summary>
    public BayesianEvidence? Measure(SymmetricMatrix<T> curvature, BayesianEvidence at, double squaredErrors, double squaredWeights)
    {
        // Of means, not of sums: B = 2 / (n beta) H, whose size does not depend on the unit of the targets.
        double l2 = 2 * at.WeightPrecision / (at.NoisePrecision * _elements);
        if (!Decompose(curvature, l2))
            return null;
        Cholesky<T>.InverseDiagonal(_factor, _inverse, _workers);
        double trace = 0;
        for (int k = 0; k < _inverse.Length; k++)
            trace += _penalized[k] ? _inverse[k] : 0;
        double gamma = Math.Clamp(_weights - l2 * trace, 0, _weights);
        int biases = _penalized.Length - _weights;
        int determined = _penalized.Length - LeftOut();
        double logDeterminant = Cholesky<T>.LogDeterminant(_factor) + determined * Math.Log(0.5 * _elements * at.NoisePrecision);
        double logEvidence = -0.5 * at.NoisePrecision * squaredErrors - 0.5 * at.WeightPrecision * squaredWeights - 0.5 * logDeterminant
            + 0.5 * _weights * Math.Log(at.WeightPrecision)
                + 0.5 * _elements * Math.Log(at.NoisePrecision) - 0.5 * (_elements + _weights - determined) * Math.Log(2 * Math.PI);

        // With fewer targets than parameters one degree of freedom is left to the noise.
        double noise = Math.Max(_elements - gamma - biases, 1) / squaredErrors;
        double weights = Math.Max(gamma, 1e-6) / Math.Max(squaredWeights, 1e-290);
        bool isFinite = double.IsFinite(noise) && double.IsFinite(weights) && double.IsFinite(gamma);
        return isFinite ? new BayesianEvidence(gamma + biases, weights, noise, logEvidence) : null;
    }

    private static double Epsilon => double.CreateTruncating(T.BitIncrement(T.One) - T.One);

    private int LeftOut()
    {
        int count = 0;
        for (int k = 0; k < _factor.Size; k++)
            count += T.IsFinite(_factor[k, k]) ? 0 : 1;
        return count;
    }

    /// <summary>Before anything is known: half of what could be determined is.</summary>
    private BayesianEvidence First(double squaredErrors, double squaredWeights)
    {
        double gamma = Math.Min(_weights, 0.5 * _elements);
        return new BayesianEvidence(gamma, Math.Max(gamma, 1) / Math.Max(squaredWeights, 1e-6), Math.Max(_elements - gamma, 1) / squaredErrors, double.NaN);
    }

    /// <summary>
    /// A weight on which nothing depends, or on which everything depends as on others, has a pivot of mere rounding: it
    /// counts as known, for nothing would change with it.
    /// </summary>
    private bool Decompose(SymmetricMatrix<T> curvature, double l2)
    {
        curvature.CopyTo(_factor);
        T least = T.Zero;
        for (int k = 0; k < _factor.Size; k++)
            least = T.Max(least, _penalized[k] ? T.Zero : curvature[k, k]);
        least *= T.CreateTruncating(WeakestBias);
        for (int k = 0; k < _factor.Size; k++)
        {
            if (_penalized[k])
                _factor[k, k] += T.CreateTruncating(l2);
            T rounding = _factor[k, k] * T.CreateTruncating(64 * _factor.Size * Epsilon);
            _leastPivots[k] = _penalized[k] ? rounding : T.Max(rounding, least);
        }

        return Cholesky<T>.Factor(_factor, _leastPivots, _panels, _workers);
    }
}
