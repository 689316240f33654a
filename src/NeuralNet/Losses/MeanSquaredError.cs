using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Mean squared error: the mean over all N*outputs elements of (p - t)^2, as in Keras and PyTorch; scikit-learn halves
/// it.
/// </summary>
/// <remarks>Gradient: 2 (p - t) / (N*outputs).</remarks>
public sealed class MeanSquaredError<T> : Loss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        CheckShapes(predictions, targets, rowWeights, gradient);
        return ElementLosses<T>.SquaredError(predictions.RowCount, predictions.ColumnCount, predictions.Values(), targets.Values(), rowWeights,
            gradient.Values());
    }

    /// <remarks>2 / (N*outputs) on the diagonal.</remarks>
    /// <inheritdoc/>
    public override bool Hessian(int output, Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> column)
        => WriteDiagonal(output, predictions, targets, rowWeights, column, static (_, _) => T.One + T.One);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override bool RowLosses(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, Span<double> losses)
    {
        for (int j = 0; j < losses.Length; j++)
            losses[j] = (predictions[j] - targets[j]) * (predictions[j] - targets[j]) / losses.Length;
        return true;
    }

    internal override double BestConstant(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => Mean(targets, weights);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType MeanSquaredError = Loss("MeanSquaredError", _ => new MeanSquaredError<T>());
}
