using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// L-BFGS: the direction is -H g, where H is the inverse curvature that the last pairs of steps and changes of the
/// gradient imply, and the step along it fulfils the strong Wolfe conditions.
/// </summary>
/// <remarks>Nocedal and Wright, Numerical Optimization (2nd edition), algorithm 7.4 for the direction.</remarks>
internal sealed class LbfgsSolver<T> : FullBatchSolver<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LbfgsMemory<T> _memory;
    private readonly LineSearch<T> _search;
    private readonly T[] _start;
    private readonly T[] _gradient;
    private readonly T[] _direction;
    private readonly double[] _shares;

    /// <summary>The value at the current weights, whose gradient is at hand; null before the first iteration.</summary>
    private double? _value;

    public LbfgsSolver(Objective<T> objective, LbfgsMemory<T> memory)
        : base(objective)
    {
        _memory = memory;
        int n = objective.Count;
        (_start, _gradient, _direction) = (new T[n], new T[n], new T[n]);
        _shares = new double[memory.Capacity];
        _search = new LineSearch<T>(objective);
    }

    public override Iteration Iterate()
    {
        Objective.Get(_start);
        double value = _value ?? Objective.ValueAndGradient(_gradient);
        if (!double.IsFinite(value) || !Reductions<T>.AllFinite(_gradient))
            return Iteration.NotFinite;
        ScoresBefore = ScoresAfter ?? Objective.Scores;
        ScoresAfter = ScoresBefore;
        _value = value;
        GradientNorm = LargestElement(_gradient);
        while (GradientNorm > 0)
        {
            double slope = SetDirection();
            bool mayMatter = 0.5 * Math.Abs(slope) > Resolution * Math.Abs(value);
            if (slope < 0 && mayMatter && _search.Run(value, slope, _start, _direction, FirstStep()))
            {
                _memory.Add(_start, _search.Weights, _gradient, _search.Gradient);
                _search.Gradient.CopyTo(_gradient, 0);
                (_value, Rate, ScoresAfter) = (_search.Value, _search.Step, _search.Scores);
                return Iteration.Moved;
            }

            Objective.Set(_start);
            if (_memory.Count == 0)
                return mayMatter ? Iteration.NoFurtherImprovement : Iteration.Converged;

            // Pairs from where the objective was another one may point uphill, or past all that is left to gain.
            if (!mayMatter && slope < 0)
                return Iteration.Converged;
            _memory.Forget();
        }

        return Iteration.Converged;
    }

    public override void WeightsHaveChanged()
    {
        base.WeightsHaveChanged();
        _value = null;
    }

    /// <summary>Nothing is known of the length of the first step but that of the gradient.</summary>
    private double FirstStep() => _memory.Count > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(Reductions<T>.SumOfSquares(_gradient)));

    /// <summary>The two loops; returns the slope along the direction.</summary>
    private double SetDirection()
    {
        for (int k = 0; k < _direction.Length; k++)
            _direction[k] = -_gradient[k];
        for (int i = _memory.Count - 1; i >= 0; i--)
        {
            _shares[i] = Reductions<T>.Dot(_memory.Step(i), _direction) / _memory.Product(i);
            Elementwise<T>.AddScaled(T.CreateTruncating(-_shares[i]), _memory.Change(i), _direction);
        }

        if (_memory.Count > 0)
            Elementwise<T>.Scale(T.CreateTruncating(_memory.Scale()), _direction);
        for (int i = 0; i < _memory.Count; i++)
        {
            double share = Reductions<T>.Dot(_memory.Change(i), _direction) / _memory.Product(i);
            Elementwise<T>.AddScaled(T.CreateTruncating(_shares[i] - share), _memory.Step(i), _direction);
        }

        return Reductions<T>.Dot(_gradient, _direction);
    }
}
