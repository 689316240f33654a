using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Onnx.Export;

/// <summary>
/// Scaling as part of the layer behind it: ((x - o) f) W + b = x (f W) + (b - (o f) W), computed in double.
/// </summary>
internal static class Folding
{
    public static Dense<T> Fold<T>(Scaling<T> scaling, Dense<T> dense, int scalingIndex, int denseIndex)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> weights = dense.Weights;
        var folded = new Dense<T>(weights.RowCount, weights.ColumnCount);
        for (int unit = 0; unit < weights.ColumnCount; unit++)
        {
            double bias = double.CreateTruncating(dense.Biases.At(0, unit));
            for (int input = 0; input < weights.RowCount; input++)
            {
                double weight = double.CreateTruncating(scaling.Factors.At(0, input)) * double.CreateTruncating(weights.At(input, unit));
                bias -= double.CreateTruncating(scaling.Offsets.At(0, input)) * weight;
                folded.Weights.At(input, unit, Finite<T>(weight, scaling, dense, scalingIndex, denseIndex));
            }

            folded.Biases.At(0, unit, Finite<T>(bias, scaling, dense, scalingIndex, denseIndex));
        }

        return folded;
    }

    private static T Finite<T>(double value, Scaling<T> scaling, Dense<T> dense, int scalingIndex, int denseIndex)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rounded = T.CreateTruncating(value);
        return T.IsFinite(rounded)
            ? rounded
            : throw new ArgumentException($"Layer {Text.Of(scalingIndex)} ({scaling}) cannot become part of layer {Text.Of(denseIndex)} ({dense}): a "
                + $"weight or bias would be {Text.Of(value)}, which is outside the range of {typeof(T).Name}. Export it with "
                + $"{nameof(ScalingExport)}.{nameof(ScalingExport.Nodes)}.");
    }
}
