using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

public sealed partial class Trainer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly DataNames _matrices = new("x", "y", "weights");
    private static readonly DataNames _ofBatch = DataNames.Of("batch");

    private OwnSteps<T>? _ownSteps;

    /// <summary>
    /// One update from one batch, for a loop of one's own: the same to the bit as in a Fit that takes the same samples.
    /// Allocates nothing.
    /// </summary>
    /// <remarks>
    /// Computes on the caller's thread alone. Of the options it takes what makes a step: optimizer, penalties,
    /// clipping, class weights, seed. Stop tests, records, checkpoints, findings and the choice of samples are the
    /// caller's. Say with <see cref="EndEpoch"/> when an epoch is over, for schedules that go by epochs.
    /// </remarks>
    /// <param name="x">The samples of the batch, <c>rows x inputs</c>, finite.</param>
    /// <param name="y">Their targets, <c>rows x outputs</c>, finite.</param>
    /// <returns>The loss of the batch with the weights before the update, L1 and L2 penalties included.</returns>
    /// <exception cref="ArgumentException">
    /// The batch does not fit the network or the loss. No weight has changed.
    /// </exception>
    /// <exception cref="ArithmeticException">
    /// A loss or a weight was about to become NaN or infinite. No weight has changed; the optimizer has forgotten its
    /// memory.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The optimizer is a <see cref="FullBatchOptimizer"/>, or the trainer is in a Fit.
    /// </exception>
    public double Step(Matrix<T> x, Matrix<T> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        return Step(x, y, sampleWeights: null, _matrices);
    }

    /// <summary>
    /// One update from one batch, for a loop of one's own, with the weights of its samples if it has any.
    /// </summary>
    /// <param name="batch">X <c>rows x inputs</c>, Y <c>rows x outputs</c>, finite.</param>
    /// <inheritdoc cref="Step(Matrix{T}, Matrix{T})"/>
    public double Step(Dataset<T> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Step(batch.X, batch.Y, batch.SampleWeights, _ofBatch);
    }

    /// <summary>
    /// Says that an epoch of <see cref="Step(Matrix{T}, Matrix{T})"/> is over: schedules that go by epochs take the
    /// next one's rate.
    /// </summary>
    public void EndEpoch()
    {
        Enter();
        _state.Epoch++;
        _state.StepInEpoch = 0;
        Leave();
    }

    private double Step(Matrix<T> x, Matrix<T> y, IReadOnlyList<double>? sampleWeights, DataNames names)
    {
        Enter();
        try
        {
            TrainingChecks.Shapes(x, y, sampleWeights, names, Network);
            (x, y) = (x.AsDense(), y.AsDense());
            TrainingChecks.Values(x, y, names, Loss, featureNames: null, targetNames: null);
            _ownSteps ??= new OwnSteps<T>(Network, Loss, Options, _state);
            _restored = null;
            return _ownSteps.Make(x, y, sampleWeights, names);
        }
        finally
        {
            Leave();
        }
    }
}
