using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// A layer without parameters that treats each element alone. A new activation is two functions on spans; the gradient
/// check of <see cref="GradientCheck"/> tells whether the second is the derivative of the first. In training both are
/// called by the thread that called Fit.
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
    public sealed override void ForwardTraining(LayerPass<T> pass)
    {
        T[] x = pass.InputValues;
        if (pass.Workers is { } workers && MayShareWork && x.Length >= Workers.SmallestMove)
            Share(workers, pass, isForward: true, x.Length);
        else
            Forward(x, pass.OutputValues);
    }

    /// <inheritdoc/>
    public sealed override void Backward(LayerPass<T> pass)
    {
        if (pass.InputGradientValues is not { } dx)
            return;
        T[] x = pass.InputValues;
        if (pass.Workers is { } workers && MayShareWork && x.Length >= Workers.SmallestMove)
            Share(workers, pass, isForward: false, x.Length);
        else
            Backward(x, pass.OutputValues, pass.OutputGradientValues, dx);
    }

    /// <summary>
    /// Whether several threads may compute parts of a batch. An activation of a user's own may keep something or throw:
    /// it stays on the thread that trains.
    /// </summary>
    internal virtual bool MayShareWork => false;

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

    // Apart, so that training on one thread does not load the job's type.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Share(Workers workers, LayerPass<T> pass, bool isForward, int length)
    {
        int parts = Workers.PartsPerThread * workers.Threads;
        workers.Run(new Job(this, pass, isForward, length, parts), parts);
    }

    /// <summary>A batch cut into parts of neighbouring elements.</summary>
    private readonly struct Job(Activation<T> activation, LayerPass<T> pass, bool isForward, int length, int parts) : IJob
    {
        public void Execute(int part)
        {
            int first = (int)((long)length * part / parts);
            int count = (int)((long)length * (part + 1) / parts) - first;
            ReadOnlySpan<T> x = pass.InputValues.AsSpan(first, count);
            Span<T> y = pass.OutputValues.AsSpan(first, count);
            if (isForward)
                activation.Forward(x, y);
            else
                activation.Backward(x, y, pass.OutputGradientValues.AsSpan(first, count), pass.InputGradientValues!.AsSpan(first, count));
        }
    }
}
