using System.Numerics;

namespace NeuralNet;

/// <summary>What came of an iteration of a full-batch method.</summary>
internal enum Iteration
{
    /// <summary>The weights have been changed.</summary>
    Moved,

    /// <summary>No change could lower the objective by more than rounding: this is a minimum.</summary>
    Converged,

    /// <summary>
    /// No step was found that lowers the objective, though its gradient says that there should be one.
    /// </summary>
    NoFurtherImprovement,

    /// <summary>Objective or gradient are not finite at the current weights.</summary>
    NotFinite,
}

/// <summary>
/// The mathematics of a full-batch method: one iteration from the current weights to the next. It leaves the weights as
/// they were unless it moved.
/// </summary>
internal abstract class FullBatchSolver<T>(Objective<T> objective)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Relative differences of the objective that its rounding can bring about.</summary>
    protected static readonly double Resolution = 4 * Epsilon;

    /// <summary>What may be left of an objective to call its place a minimum, as a share of it.</summary>
    protected static readonly double Flat = 0.01 * Math.Sqrt(Epsilon);

    protected static double Epsilon => double.CreateTruncating(T.BitIncrement(T.One) - T.One);

    public Objective<T> Objective { get; } = objective;

    /// <summary>The largest element of the gradient at the last iteration.</summary>
    public double GradientNorm { get; protected set; }

    /// <summary>How far the last iteration went along its direction, for the record.</summary>
    public double Rate { get; protected set; }

    /// <summary>The scores of the weights from which the last iteration set out.</summary>
    public ScoreSums ScoresBefore { get; protected set; }

    /// <summary>The scores of the current weights; null if they have not been computed.</summary>
    public ScoreSums? ScoresAfter { get; protected set; }

    /// <summary>What Bayesian regularisation found at the last iteration; null for other methods.</summary>
    public BayesianEvidence? Evidence { get; protected set; }

    /// <summary>Whether the gradient at the current weights was computed when they were tried.</summary>
    public virtual bool KnowsGradient => false;

    /// <summary>The numbers that say why there was no step, such as the damping; empty if there are none.</summary>
    public virtual string Details => "";

    /// <summary>Makes one iteration.</summary>
    /// <exception cref="OperationCanceledException">The iteration was interrupted. The weights may be those of a trial;
    /// what the method remembers is as before.</exception>
    public abstract Iteration Iterate();

    /// <summary>
    /// Forgets what was computed for the current weights: they are no longer those that the last iteration left.
    /// </summary>
    public virtual void WeightsHaveChanged() => ScoresAfter = null;

    /// <summary>Computes what belongs to the weights that training ends with.</summary>
    public virtual void Complete(Network<T> network)
    {
    }

    protected static double LargestElement(ReadOnlySpan<T> values)
    {
        T largest = T.Zero;
        foreach (T value in values)
            largest = T.Max(largest, T.Abs(value));
        return double.CreateTruncating(largest);
    }
}
