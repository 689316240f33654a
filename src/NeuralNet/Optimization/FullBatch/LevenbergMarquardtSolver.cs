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
    private readonly T[] _gradient;
    private readonly T[] _step;
    private readonly T[] _trial;
    private readonly T[] _panels;
    private readonly SymmetricMatrix<T> _curvature;
    private readonly SymmetricMatrix<T> _factor;
    private readonly EvidenceEstimate<T>? _estimate;

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
        (_start, _gradient, _step, _trial) = (new T[n], new T[n], new T[n], new T[n]);
        _curvature = new SymmetricMatrix<T>(n);
        _factor = new SymmetricMatrix<T>(n);
        _panels = new T[Cholesky.PanelsLength(n)];
    }

    /// <summary>B at the last iteration, for what is said of a run that stalls.</summary>
    public SymmetricMatrix<T> Curvature => _curvature;

    public override string Details => $"damping {Check.Text(_memory.LastDamping)}";

    public override Iteration Iterate()
    {
        Objective.Get(_start);
        double loss = Objective.ValueGradientAndCurvature(_gradient, _curvature);
        if (!double.IsFinite(loss) || !Reductions.AllFinite<T>(_gradient))
            return Iteration.NotFinite;
        ScoresBefore = Objective.Scores;
        BayesianEvidence? evidence = _estimate?.Update(Objective, _curvature, _memory.Evidence);
        Evidence = evidence;
        AddPenalties(_curvature, T.CreateTruncating(Objective.L2), _penalized);
        Objective.AddPenaltyGradient(_gradient);
        GradientNorm = LargestElement(_gradient);
        double value = evidence is null ? loss : Objective.Loss + 0.5 * Objective.L2 * Objective.SquaredWeights();
        Iteration result = HasSettled(evidence, value) ? Iteration.Converged : Descend(value);
        if (result == Iteration.Moved)
            _memory.Evidence = evidence;
        else
            Objective.Set(_start);
        ScoresAfter = result == Iteration.Moved ? Objective.Scores : ScoresBefore;
        return result;
    }

    public override void Complete(Network<T> network)
    {
        if (_estimate is null)
            return;
        Objective.Get(_start);
        Objective.Set(_start);
        if (double.IsFinite(Objective.ValueGradientAndCurvature(_gradient, _curvature)))
            (Evidence, network.Uncertainty) = _estimate.Complete(network, Objective, _curvature, _memory.Evidence);
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
        for (double damping = _memory.Damping; damping <= _settings.LargestDamping; damping *= _settings.DampingIncrease)
        {
            _memory.LastDamping = damping;
            if (!Solve(T.CreateTruncating(damping)))
                continue;
            double slope = Reductions.Dot<T>(_gradient, _step);
            double predicted = -0.5 * slope + 0.5 * damping * Reductions.SumOfSquares<T>(_step);
            if (predicted <= Resolution * Math.Abs(value))
                break;
            for (int k = 0; k < _trial.Length; k++)
                _trial[k] = _start[k] + _step[k];
            if (!Reductions.AllFinite<T>(_trial))
                continue;
            Objective.Set(_trial);
            double trial = Objective.Value();
            if (double.IsFinite(trial) && trial < value)
            {
                _memory.Damping = Math.Max(damping * _settings.DampingDecrease, SmallestDamping);
                Rate = 1;
                return Iteration.Moved;
            }
        }

        return IsFlat(value) ? Iteration.Converged : Iteration.NoFurtherImprovement;
    }

    private bool Solve(T damping)
    {
        _curvature.CopyTo(_factor);
        for (int k = 0; k < _factor.Size; k++)
            _factor[k, k] += damping;
        if (!Cholesky.Factor(_factor, _panels, _workers))
            return false;
        for (int k = 0; k < _step.Length; k++)
            _step[k] = -_gradient[k];
        Cholesky.Solve<T>(_factor, _step);
        return Reductions.AllFinite<T>(_step);
    }

    /// <summary>
    /// Whether no weight by itself could lower the objective: moved to the minimum of its parabola it would lower it by
    /// g g / (2 B).
    /// </summary>
    private bool IsFlat(double value)
    {
        for (int k = 0; k < _gradient.Length; k++)
        {
            double g = double.CreateTruncating(_gradient[k]), b = double.CreateTruncating(_curvature[k, k]);
            if (g != 0 && !(0.5 * g * g <= Flat * Math.Abs(value) * b))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Whether Bayesian regularisation has come to rest: the precisions, too, which change the objective with every
    /// iteration.
    /// </summary>
    private bool HasSettled(BayesianEvidence? evidence, double value)
        => evidence is { } now && _memory.Evidence is { } before && IsFlat(value)
            && IsNear(now.WeightPrecision, before.WeightPrecision) && IsNear(now.NoisePrecision, before.NoisePrecision);

    private static bool IsNear(double now, double before) => Math.Abs(now - before) <= 100 * Flat * Math.Abs(now);
}
