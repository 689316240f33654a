using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// A layer without parameters that treats each element alone. A new activation is two functions on spans; the gradient check of
/// <see cref="GradientCheck"/> tells whether the second is the derivative of the first.
/// </summary>
public abstract class Activation<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Glorot's uniform distribution unless overridden.</summary>
    public override Initializer? PreferredInitializer => Initializer.GlorotUniform;

    /// <inheritdoc/>
    public sealed override int OutputSize(int inputSize) => inputSize;

    /// <inheritdoc/>
    public sealed override void Forward(Matrix<T> input, Matrix<T> output)
    {
        CheckShapes(input, output, input.ColumnCount, input.ColumnCount);
        Forward(input.Values(), output.Values());
    }

    /// <inheritdoc/>
    public sealed override void ForwardTraining(LayerPass<T> pass) => Forward(pass.Input.Values(), pass.Output.Values());

    /// <inheritdoc/>
    public sealed override void Backward(LayerPass<T> pass)
    {
        if (pass.InputGradient is { } inputGradient)
            Backward(pass.Input.Values(), pass.Output.Values(), pass.OutputGradient.Values(), inputGradient.Values());
    }

    /// <summary>y[i] = f(x[i]) for every i; the spans have one length.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The outputs, to be written.</param>
    protected abstract void Forward(ReadOnlySpan<T> x, Span<T> y);

    /// <summary>dx[i] = dy[i] f'(x[i]) for every i; the spans have one length.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The outputs of the forward pass.</param>
    /// <param name="dy">dLoss/dy.</param>
    /// <param name="dx">dLoss/dx, to be written.</param>
    protected abstract void Backward(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx);
}
