using System.Numerics;

namespace NeuralNet;

/// <summary>
/// Makes the steps of one call of Fit. There are two kinds: <see cref="MinibatchSteps{T}"/>, whose optimizers are a
/// function of one parameter, and full-batch methods, whose step is an iteration over all samples.
/// </summary>
/// <remarks>
/// A full-batch method provides: a record derived from <see cref="FullBatchOptimizer"/> with its settings (validated,
/// described, and registered in its own file as one of the <see cref="LibraryTypes{T}"/>); a
/// <see cref="FullBatchSolver{T}"/> with its mathematics; and, if it remembers anything, an
/// <see cref="OptimizerMemory{T}"/>, which checkpoints hold and the next Fit goes on with. Random numbers are a
/// function of seed, epoch and step. Memory is taken in the constructor: a step allocates nothing. The loop counts
/// steps and epochs, tests when to stop, records, reports and writes checkpoints between two steps; none of it concerns
/// the step maker.
/// </remarks>
internal abstract class StepMaker<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The learning rate of the last step, made or failed, as records show it; a full-batch method gives the share of
    /// its direction that it went.
    /// </summary>
    public double Rate { get; protected set; }

    /// <summary>
    /// Makes the step that <see cref="TrainingState{T}.Step"/> counts: all parameters get their next values, or, if
    /// those or the loss are not finite, all keep the ones they have.
    /// </summary>
    /// <param name="sums">
    /// To which the scores of the step's samples are added, taken with the weights before the update and with the
    /// penalties.
    /// </param>
    /// <param name="inspector">
    /// Is shown the backward pass, and then the update while the gradients' memory holds the replaced weights; null for
    /// nobody.
    /// </param>
    /// <returns>Null, or why there was no step.</returns>
    public abstract NoStep? Make(ref ScoreSums sums, Inspector<T>? inspector);

    /// <summary>Whether a step that takes long should be given up.</summary>
    public Func<bool> IsInterrupted { protected get; set; } = static () => false;

    /// <summary>What Bayesian regularisation found in the last step; null for all others.</summary>
    public virtual BayesianEvidence? Evidence => null;

    /// <summary>
    /// Takes leave of the weights that the network ends with: the last chance to compute what belongs to them.
    /// </summary>
    public virtual void Complete()
    {
    }

    /// <summary>
    /// Whether the step itself computes the predictions for all samples with the weights before the update, as they are
    /// used afterwards.
    /// </summary>
    public virtual bool ScoresAllSamples => false;

    /// <summary>
    /// The scores on all samples, where a step computes them; the step that follows need not do so again.
    /// </summary>
    public virtual Scores ScoreAllSamples() => throw new NotSupportedException();
}
