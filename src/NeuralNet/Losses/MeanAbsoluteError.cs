using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Mean absolute error: the mean over all N*outputs elements of |p - t|.</summary>
/// <remarks>Gradient: sign(p - t) / (N*outputs), 0 where they are equal.</remarks>
public sealed class MeanAbsoluteError<T> : Loss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
    {
        CheckShapes(predictions, targets, rowWeights, gradient);
        return ElementLosses<T>.AbsoluteError(predictions.RowCount, predictions.ColumnCount, predictions.Values(), targets.Values(), rowWeights,
            gradient.Values());
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override bool RowLosses(ReadOnlySpan<double> predictions, ReadOnlySpan<double> targets, Span<double> losses)
    {
        for (int j = 0; j < losses.Length; j++)
            losses[j] = Math.Abs(predictions[j] - targets[j]) / losses.Length;
        return true;
    }

    internal override double BestConstant(ReadOnlySpan<double> targets, ReadOnlySpan<double> weights) => Median(targets, weights);
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType MeanAbsoluteError = Loss("MeanAbsoluteError", _ => new MeanAbsoluteError<T>());
}
