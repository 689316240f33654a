using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Looks along a direction for a step a that fulfils the strong Wolfe conditions: f(a) at most f(0) + c1 a f'(0), and
/// |f'(a)| at most c2 |f'(0)|.
/// </summary>
/// <remarks>
/// Nocedal and Wright, Numerical Optimization (2nd edition), algorithms 3.5 and 3.6, with c1 and c2 of scipy's
/// L-BFGS-B.
/// </remarks>
internal sealed class LineSearch<T>(Objective<T> objective)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Decrease = 1e-3, Flattening = 0.9;

    /// <summary>Evaluations of one search.</summary>
    private const int MostTrials = 25;

    private readonly T[] _best = new T[objective.Count];
    private readonly T[] _bestGradient = new T[objective.Count];
    private ReadOnlyMemory<T> _start;
    private ReadOnlyMemory<T> _direction;
    private int _trials;
    private ScoreSums _bestScores;

    /// <summary>Step, value and slope there.</summary>
    private readonly struct Point(double step, double value, double slope)
    {
        public double Step { get; } = step;

        public double Value { get; } = value;

        public double Slope { get; } = slope;
    }

    /// <summary>Where the search ended: the step, the value, weights and gradient there.</summary>
    public double Step { get; private set; }

    /// <inheritdoc cref="Step"/>
    public ScoreSums Scores { get; private set; }

    /// <inheritdoc cref="Step"/>
    public double Value { get; private set; }

    /// <inheritdoc cref="Step"/>
    public T[] Weights { get; } = new T[objective.Count];

    /// <inheritdoc cref="Step"/>
    public T[] Gradient { get; } = new T[objective.Count];

    /// <summary>Searches; true if the objective has been left with the weights of a lower value.</summary>
    /// <param name="value">f(0).</param>
    /// <param name="slope">f'(0), below 0.</param>
    /// <param name="start">The weights at 0.</param>
    /// <param name="direction">What a step of 1 adds to them.</param>
    /// <param name="first">The step that is tried first.</param>
    public bool Run(double value, double slope, T[] start, T[] direction, double first)
    {
        (_start, _direction, _trials) = (start, direction, 0);
        var origin = new Point(0, value, slope);
        Point before = origin;
        for (double step = first; _trials < MostTrials;)
        {
            Point trial = Evaluate(step);
            if (!double.IsFinite(trial.Value) || !double.IsFinite(trial.Slope))
            {
                // Beyond what can be computed: back towards the last point that could.
                step = before.Step + 0.1 * (step - before.Step);
                continue;
            }

            if (trial.Value > value + Decrease * step * slope || (trial.Value >= before.Value && before.Step > 0))
                return Narrow(origin, before, trial);
            if (Math.Abs(trial.Slope) <= -Flattening * slope)
                return true;
            Keep();
            if (trial.Slope >= 0)
                return Narrow(origin, trial, before);
            double further = Interpolate(before, trial);
            (before, step) = (trial, double.IsFinite(further) && further > step ? Math.Clamp(further, 1.1 * step, 4 * step) : 4 * step);
        }

        return before.Step > 0 && Return(before);
    }

    /// <summary>
    /// Between two points, the first of which has the lower value and a slope towards the second, there is a step that
    /// will do.
    /// </summary>
    private bool Narrow(Point origin, Point low, Point high)
    {
        while (_trials < MostTrials)
        {
            double width = high.Step - low.Step;
            double step = Interpolate(low, high);
            double near = low.Step + 0.1 * width, far = low.Step + 0.9 * width;
            if (!(step > Math.Min(near, far) && step < Math.Max(near, far)))
                step = double.IsFinite(step) && Math.Abs(step - low.Step) < Math.Abs(0.1 * width) ? near : low.Step + 0.5 * width;
            if (step == low.Step || step == high.Step)
                break;
            Point trial = Evaluate(step);
            bool isHigh = !double.IsFinite(trial.Value) || trial.Value > origin.Value + Decrease * step * origin.Slope || trial.Value >= low.Value;
            if (isHigh)
            {
                high = trial;
                continue;
            }

            if (Math.Abs(trial.Slope) <= -Flattening * origin.Slope)
                return true;
            if (trial.Slope * width >= 0)
                high = low;
            low = trial;
            Keep();
        }

        return low.Step > 0 && low.Value < origin.Value && Return(low);
    }

    private Point Evaluate(double step)
    {
        _trials++;
        Step = step;
        _start.Span.CopyTo(Weights);
        Elementwise<T>.AddScaled(T.CreateTruncating(step), _direction.Span, Weights);
        if (!Reductions<T>.AllFinite(Weights))
            return new Point(step, double.NaN, double.NaN);
        objective.Set(Weights);
        Value = objective.ValueAndGradient(Gradient);
        Scores = objective.Scores;
        return new Point(step, Value, double.IsFinite(Value) ? Reductions<T>.Dot(Gradient, _direction.Span) : double.NaN);
    }

    /// <summary>Keeps the last point: it may turn out to be the best.</summary>
    private void Keep()
    {
        Weights.CopyTo(_best, 0);
        Gradient.CopyTo(_bestGradient, 0);
        _bestScores = Scores;
    }

    /// <summary>Goes back to the point that was kept.</summary>
    private bool Return(Point kept)
    {
        _best.CopyTo(Weights, 0);
        _bestGradient.CopyTo(Gradient, 0);
        (Step, Value, Scores) = (kept.Step, kept.Value, _bestScores);
        objective.Set(Weights);
        return true;
    }

    /// <summary>The minimum of the cubic through two points with their slopes; NaN if it has none.</summary>
    private static double Interpolate(Point a, Point b)
    {
        double width = b.Step - a.Step;
        double d1 = a.Slope + b.Slope - 3 * (b.Value - a.Value) / width;
        double d2 = Math.Sqrt(d1 * d1 - a.Slope * b.Slope) * Math.Sign(width);
        return b.Step - width * (b.Slope + d2 - d1) / (b.Slope - a.Slope + 2 * d2);
    }
}
