using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// F(w) = loss + L2/2 sum(W*W) is made small by steps -(B + mu I)^-1 g, with the gradient g and the generalised
/// Gauss-Newton matrix B = J' H J + L2 P, where H is the Hessian of the loss with respect to the predictions and P
/// picks the penalised weights. A step is accepted if F falls; mu falls then, and rises otherwise, with the same B.
/// </summary>
/// <remarks>
/// Marquardt (1963) as in Hagan and Menhaj, "Training feedforward networks with the Marquardt algorithm", 1994; for
/// other losses than squares Schraudolph, 2002.
/// </remarks>
internal sealed class LevenbergMarquardtSolver<T> : FullBatchSolver<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A damping below has no effect on any sum; zero could not be multiplied up again.</summary>
    private const double SmallestDamping = 1e-20;

    private readonly GaussNewtonOptimizer _settings;
    private readonly LevenbergMarquardtMemory<T> _memory;
    private readonly Workers? _workers;
    private readonly bool[] _penalized;
    private readonly T[] _start;
    private readonly T[] _step;
    private readonly T[] _trial;
    private readonly T[] _panels;
    private readonly EvidenceEstimate<T>? _estimate;
    private (T[] Here, T[] Ahead) _gradients;

    /// <summary>B, and room for a damped B and its factor, or for the B of a trial.</summary>
    private (SymmetricMatrix<T> Here, SymmetricMatrix<T> Ahead) _curvatures;

    /// <summary>
    /// The value at the current weights if it has been computed with its derivatives, when they were a trial.
    /// </summary>
    private double? _known;

    /// <summary>
    /// Trials of the last iteration: as many are likely to be needed again. The derivatives of the last one are
    /// computed at once, while what the layers have made of the samples is at hand; it is anyway where all samples are
    /// one block. No result depends on it.
    /// </summary>
    private int _trials;

    public LevenbergMarquardtSolver(Objective<T> objective, GaussNewtonOptimizer settings, LevenbergMarquardtMemory<T> memory, EvidenceEstimate<T>? estimate,
        Workers? workers)
        : base(objective)
    {
        _settings = settings;
        _memory = memory;
        _workers = workers;
        _estimate = estimate;
        _penalized = objective.Penalized();
        int n = objective.Count;
        (_start, _step, _trial) = (new T[n], new T[n], new T[n]);
        _gradients = (new T[n], new T[n]);
        _curvatures = (new SymmetricMatrix<T>(n), new SymmetricMatrix<T>(n));
        _panels = new T[Cholesky<T>.PanelsLength(n)];
    }

    public override bool KnowsGradient => _known is not null;

    public override string Details => $"damping {Check.Text(_memory.LastDamping)}";

    public override Iteration Iterate()
    {
        Objective.Get(_start);
        double loss = _known ?? Objective.ValueGradientAndCurvature(_gradients.Here, _curvatures.Here);
        _known = null;
        if (!double.IsFinite(loss) || !Reductions<T>.AllFinite(_gradients.Here))
            return Iteration.NotFinite;
        ScoresBefore = Objective.Scores;
        BayesianEvidence? evidence = _estimate?.Update(Objective, _curvatures.Here, _memory.Evidence);
        Evidence = evidence;
        AddPenalties(_curvatures.Here, T.CreateTruncating(Objective.L2), _penalized);
        Objective.AddPenaltyGradient(_gradients.Here);
        GradientNorm = LargestElement(_gradients.Here);
        double value = evidence is null ? loss : Objective.Loss + 0.5 * Objective.L2 * Objective.SquaredWeights();
        bool isAtRest = evidence is null || _estimate!.IsAtBound || IsAtRest(evidence.Value);
        Iteration result = evidence is not null && isAtRest && IsFlat(value) ? Iteration.Converged : Descend(value);
        ScoresAfter = result == Iteration.Moved ? Objective.Scores : ScoresBefore;
        if (result != Iteration.Moved)
            Objective.Set(_start);

        // Weights at their minimum for precisions that still change: these go on alone.
        if (result == Iteration.Converged && !isAtRest)
            result = Iteration.Moved;
        if (result == Iteration.Moved)
            _memory.Evidence = evidence;
        return result;
    }

    public override void Complete(Network<T> network)
    {
        if (_estimate is null)
            return;
        Objective.Get(_start);
        Objective.Set(_start);
        if (double.IsFinite(Objective.ValueGradientAndCurvature(_gradients.Here, _curvatures.Here)))
            (Evidence, network.Uncertainty) = _estimate.Complete(network, Objective, _curvatures.Here, _memory.Evidence);
    }

    public override void WeightsHaveChanged()
    {
        base.WeightsHaveChanged();
        _known = null;
    }

    /// <summary>B = J' H J + L2 P.</summary>
    public static void AddPenalties(SymmetricMatrix<T> curvature, T l2, ReadOnlySpan<bool> penalized)
    {
        for (int k = 0; k < curvature.Size; k++)
        {
            if (penalized[k])
                curvature[k, k] += l2;
        }
    }

    /// <summary>Tries steps of rising damping until one is downhill.</summary>
    private Iteration Descend(double value)
    {
        int trials = 0;
        for (double damping = _memory.Damping; damping <= _settings.LargestDamping; damping *= _settings.DampingIncrease)
        {
            _memory.LastDamping = damping;
            if (!Solve(T.CreateTruncating(damping)))
                continue;
            double slope = Reductions<T>.Dot(_gradients.Here, _step);
            double predicted = -0.5 * slope + 0.5 * damping * Reductions<T>.SumOfSquares(_step);
            if (predicted <= Resolution * Math.Abs(value))
                break;
            for (int k = 0; k < _trial.Length; k++)
                _trial[k] = _start[k] + _step[k];
            if (!Reductions<T>.AllFinite(_trial))
                continue;
            Objective.Set(_trial);
            bool isLast = ++trials >= _trials && !Objective.IsOneBlock;
            double trial = isLast ? Objective.TrialWithDerivatives(_gradients.Ahead, _curvatures.Ahead) : Objective.Value();
            if (double.IsFinite(trial) && trial < value)
            {
                _memory.Damping = Math.Max(damping * _settings.DampingDecrease, SmallestDamping);
                Rate = 1;
                _trials = trials;
                if (isLast)
                    GoAhead(trial);
                return Iteration.Moved;
            }
        }

        return IsFlat(value) ? Iteration.Converged : Iteration.NoFurtherImprovement;
    }

    private void GoAhead(double value)
    {
        _gradients = (_gradients.Ahead, _gradients.Here);
        _curvatures = (_curvatures.Ahead, _curvatures.Here);
        _known = value;
    }

    private bool Solve(T damping)
    {
        SymmetricMatrix<T> factor = _curvatures.Ahead;
        _curvatures.Here.CopyTo(factor);
        for (int k = 0; k < factor.Size; k++)
            factor[k, k] += damping;
        if (!Cholesky<T>.Factor(factor, _panels, _workers))
            return false;
        for (int k = 0; k < _step.Length; k++)
            _step[k] = -_gradients.Here[k];
        Cholesky<T>.Solve(factor, _step);
        return Reductions<T>.AllFinite(_step);
    }

    /// <summary>
    /// Whether no weight by itself could lower the objective: moved to the minimum of its parabola it would lower it by
    /// g g / (2 B).
    /// </summary>
    private bool IsFlat(double value)
    {
        for (int k = 0; k < _start.Length; k++)
        {
            double g = double.CreateTruncating(_gradients.Here[k]), b = double.CreateTruncating(_curvatures.Here[k, k]);
            if (g != 0 && !(0.5 * g * g <= Flat * Math.Abs(value) * b))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Whether the precisions have come to rest, which change the objective of Bayesian regularisation with every
    /// iteration.
    /// </summary>
    private bool IsAtRest(BayesianEvidence now)
        => _memory.Evidence is { } before && IsNear(now.WeightPrecision, before.WeightPrecision) && IsNear(now.NoisePrecision, before.NoisePrecision);

    private static bool IsNear(double now, double before) => Math.Abs(now - before) <= 100 * Flat * Math.Abs(now);
}
