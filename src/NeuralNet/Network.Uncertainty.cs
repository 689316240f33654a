using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>How sure a network is of its outputs, if <see cref="BayesianRegularization"/> has trained it.</summary>
public sealed partial class Network<T>
{
    /// <summary>
    /// What Bayesian regularisation has left; null without, and of no meaning once the weights are others.
    /// </summary>
    internal OutputUncertainty<T>? Uncertainty { get; set; }

    /// <summary>
    /// Whether <see cref="PredictDeviations"/> and <see cref="PredictIntervals"/> have an answer: the network was
    /// trained with
    /// <see cref="BayesianRegularization"/>, here or before it was saved, and has the weights it had then.
    /// </summary>
    public bool HasDeviations => Uncertainty?.IsOf(this) == true;

    /// <summary>
    /// The standard deviation of new targets about the outputs: sqrt(1/beta + j' H^-1 j), with the precision beta of
    /// the noise, the gradient j of the output with respect to the weights, and H = beta J'J + alpha P of the training
    /// samples.
    /// </summary>
    /// <remarks>
    /// MacKay, 1992. The noise is that of the training targets; far from the samples the second term grows. A layer
    /// that scales outputs back into their unit, such as <see cref="Scaling.Restore{T}"/>, belongs to the network
    /// before it is trained.
    /// </remarks>
    /// <param name="x">Samples, <c>N x inputs</c>, finite; N may be 0.</param>
    /// <returns>Standard deviations, <c>N x outputs</c>, in units of the targets.</returns>
    /// <exception cref="ArgumentException">x has another number of columns, or holds NaN or infinity.</exception>
    /// <exception cref="InvalidOperationException">The network does not know: see
    /// <see cref="HasDeviations"/>.</exception>
    public Matrix<T> PredictDeviations(Matrix<T> x)
    {
        Matrix<T> input = DenseInput(x);
        Check.Finite(input, nameof(x), Check.MissingValueAdvice);
        if (Uncertainty is null)
            throw new InvalidOperationException($"The network does not know how sure it is of its outputs: train it with {nameof(BayesianRegularization)}.");
        if (!Uncertainty.IsOf(this))
            throw new InvalidOperationException($"The network's weights have changed since {nameof(BayesianRegularization)} said how sure it is of its "
                + "outputs: train it again.");
        return input.RowCount == 0 ? input.SubMatrix(0, 0, 0, Outputs) : Uncertainty.Deviations(this, input);
    }

    /// <summary>
    /// Outputs with intervals that should hold a given share of new targets: output +- z deviation, z of the normal
    /// distribution.
    /// </summary>
    /// <param name="x">Samples, <c>N x inputs</c>, finite.</param>
    /// <param name="coverage">The share, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">x has another number of columns, or holds NaN or infinity; or the coverage
    /// is outside its range.</exception>
    /// <exception cref="InvalidOperationException">The network does not know: see
    /// <see cref="HasDeviations"/>.</exception>
    public PredictionIntervals<T> PredictIntervals(Matrix<T> x, double coverage = 0.95)
    {
        Check.Range(coverage, nameof(coverage), 0, 1, Bounds.Open);
        Matrix<T> outputs = Predict(x);
        Matrix<T> half = PredictDeviations(x) * T.CreateTruncating(Normal.InvCDF(0, 1, 0.5 + 0.5 * coverage));
        return new PredictionIntervals<T>(outputs, outputs - half, outputs + half, coverage);
    }
}
