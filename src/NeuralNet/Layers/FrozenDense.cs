using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// A <see cref="Dense{T}"/> layer that nobody else has, so that its weights do not change: it keeps them in the order
/// in which a single sample needs them, too.
/// </summary>
internal sealed class FrozenDense<T>(Dense<T> dense) : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WeightPanels<T> _panels = new(dense.Weights.RowCount, dense.Weights.ColumnCount, dense.Weights.Values(), dense.Biases.Values());

    public override IReadOnlyList<Parameter<T>> Parameters => dense.Parameters;

    public override int OutputSize(int inputSize) => dense.OutputSize(inputSize);

    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        if (input.RowCount == 1)
            _panels.Multiply(input.Values(), output.Values());
        else
            dense.Forward(input, output);
    }

    public override void Backward(LayerPass<T> pass) => throw new NotSupportedException("A frozen network is not trained.");

    public override string ToString() => dense.ToString();
}
