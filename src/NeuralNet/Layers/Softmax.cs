using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Softmax of each row: y[i, j] = exp(x[i, j]) / sum over k of exp(x[i, k]). Each row of the output is a distribution
/// over the classes.
/// </summary>
/// <remarks>
/// Each row is shifted by its own maximum, so no logit is too large. A row that holds NaN, plus infinity or only minus
/// infinities has no softmax and gives NaN. With <see cref="SoftmaxCrossEntropy{T}"/> as loss the two are computed
/// together from the logits.
/// </remarks>
public sealed class Softmax<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Glorot's uniform distribution.</summary>
    public override Initializer? PreferredInitializer => Initializer.GlorotUniform;

    /// <inheritdoc/>
    public override OutputRange OutputRange => new(0, 1) { RowSum = 1 };

    /// <inheritdoc/>
    public override int OutputSize(int inputSize) => inputSize;

    /// <inheritdoc/>
    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        CheckShapes(input, output, input.ColumnCount, input.ColumnCount);
        SoftmaxKernels<T>.Softmax(input.RowCount, input.ColumnCount, input.Values(), output.Values());
    }

    /// <inheritdoc/>
    /// <remarks>dx[i, j] = y[i, j] (dy[i, j] - sum over k of dy[i, k] y[i, k]).</remarks>
    public override void Backward(LayerPass<T> pass)
    {
        if (pass.InputGradient is { } inputGradient)
            SoftmaxKernels<T>.SoftmaxGradient(pass.Output.RowCount, pass.Output.ColumnCount, pass.Output.Values(), pass.OutputGradient.Values(),
                inputGradient.Values());
    }
}

public sealed partial class NetworkBuilder<T>
{
    /// <summary>Adds the softmax of each row.</summary>
    public NetworkBuilder<T> Softmax() => Add(new Softmax<T>());
}

internal static partial class LibraryTypes<T>
{
    public static readonly RegisteredType Softmax = Layer("Softmax", _ => new Softmax<T>());
}
