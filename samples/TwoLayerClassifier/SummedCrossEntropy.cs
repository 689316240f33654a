using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet;

/// <summary>
/// The mistake of the question: cross-entropy summed over the batch, not averaged. Its gradient grows with the batch.
/// </summary>
internal sealed class SummedCrossEntropy<T> : Loss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SoftmaxCrossEntropy<T> _mean = new();

    public override Layer<T>? IncludedActivation => _mean.IncludedActivation;

    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        double mean = _mean.Evaluate(predictions, targets, rowWeights, gradient);
        gradient.Multiply(T.CreateChecked(predictions.RowCount), gradient);
        return mean * predictions.RowCount;
    }
}
