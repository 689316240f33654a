using System.Numerics;

namespace NeuralNet.ExtensionTests;

/// <summary>y = x g, each column times a gain of its own, 1 at the start.</summary>
internal sealed class Gain<T> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T> _gains;

    public Gain(int width)
    {
        _gains = new Parameter<T>("gain", 1, width, Decay.Exempt);
        _gains.Value.MapInplace(_ => T.One, Zeros.Include);
    }

    public override IReadOnlyList<Parameter<T>> Parameters => [_gains];

    public override int OutputSize(int inputSize) => inputSize == _gains.Value.ColumnCount
        ? inputSize
        : throw new ArgumentException($"The layer has {_gains.Value.ColumnCount} gains, but {inputSize} inputs came.", nameof(inputSize));

    public override void Forward(Matrix<T> input, Matrix<T> output)
    {
        for (int j = 0; j < input.ColumnCount; j++)
        {
            for (int i = 0; i < input.RowCount; i++)
                output[i, j] = input[i, j] * _gains.Value[0, j];
        }
    }

    /// <remarks>dg = column sums of x dy; dx = dy g.</remarks>
    public override void Backward(LayerPass<T> pass)
    {
        for (int j = 0; j < pass.Input.ColumnCount; j++)
        {
            T sum = T.Zero;
            for (int i = 0; i < pass.Input.RowCount; i++)
                sum += pass.Input[i, j] * pass.OutputGradient[i, j];
            pass.ParameterGradients[0][0, j] = sum;
        }

        if (pass.InputGradient is { } inputGradient)
            Forward(pass.OutputGradient, inputGradient);
    }

    public override Layer<T> Copy()
    {
        var copy = new Gain<T>(_gains.Value.ColumnCount);
        _gains.Value.CopyTo(copy._gains.Value);
        return copy;
    }

    public override Description Describe() => new("Gain") { Settings = new Dictionary<string, double> { ["width"] = _gains.Value.ColumnCount } };
}
