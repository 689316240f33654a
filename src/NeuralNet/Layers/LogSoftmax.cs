using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Logarithm of the softmax of each row: y[i, j] = x[i, j] - log(sum over k of exp(x[i, k])). The exponentials of a row
/// sum to 1.
/// </summary>
/// <remarks>
/// Each row is shifted by its own maximum, so no logit is too large. The end of many networks of PyTorch, whose NLLLoss
/// takes logarithms; the largest output is the class as with <see cref="Softmax{T}"/>. For training here end in Softmax
/// with <see cref="SoftmaxCrossEntropy{T}"/>, which computes the two together.
/// </remarks>
public sealed class LogSoftmax<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Glorot's uniform distribution.</summary>
    public override Initializer? PreferredInitializer => Initializer.GlorotUniform;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(double.NegativeInfinity, 0);

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize;

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        CheckShapes(input, output, input.ColumnCount, input.ColumnCount);
        LogSoftmaxKernels<T>.LogSoftmax(input.RowCount, input.ColumnCount, input.Values(), output.Values());
    }

    /// <inheritdoc/>
    /// <remarks>dx[i, j] = dy[i, j] - exp(y[i, j]) sum over k of dy[i, k].</remarks>
    public override void Backward(LayerPass<T> pass)
    {
        Matrix<T> y = pass.Output;
        if (pass.InputGradient is { } inputGradient)
            LogSoftmaxKernels<T>.LogSoftmaxGradient(y.RowCount, y.ColumnCount, y.Values(), pass.OutputGradient.Values(), inputGradient.Values());
    }
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds the logarithm of the softmax of each row.</summary>
    public NetworkBuilder<T> LogSoftmax() => Add(new LogSoftmax<T>());
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType LogSoftmax = Layer("LogSoftmax", _ => new LogSoftmax<T>());
}
