using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet;

/// <summary>Predictions with the range in which new targets are expected.</summary>
/// <param name="Outputs">The predictions, <c>N x outputs</c>.</param>
/// <param name="Lower">Where the intervals begin, <c>N x outputs</c>.</param>
/// <param name="Upper">Where the intervals end, <c>N x outputs</c>.</param>
/// <param name="Coverage">The share of new targets that should lie within, between 0 and 1.</param>
public sealed record PredictionIntervals<T>(Matrix<T> Outputs, Matrix<T> Lower, Matrix<T> Upper, double Coverage)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
