using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// One layer's share of one training step: what went in, what came out, and the gradients on the way back.
/// </summary>
/// <remarks>
/// All matrices are dense, belong to the training run and are reused at every step: a layer must not keep them. A batch
/// has N rows, one a sample.
/// </remarks>
public sealed class LayerPass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T>[] _parameterGradients;
    private readonly T[][] _parameterGradientValues;
    private readonly Matrix<T> _input;
    private readonly T[] _inputValues;
    private T[] _scratch = [];
    private LayerPass<T>? _ofSample;
    private LayerPass<T>? _within;

    internal LayerPass(Matrix<T> input, Matrix<T> output, Matrix<T> outputGradient, Matrix<T>? inputGradient, Matrix<T>[] parameterGradients, Workers? workers,
        PickedSamples<T>? samples = null)
    {
        _input = input;
        Output = output;
        OutputGradient = outputGradient;
        InputGradient = inputGradient;
        _parameterGradients = parameterGradients;
        _inputValues = input.Values();
        OutputValues = output.Values();
        OutputGradientValues = outputGradient.Values();
        InputGradientValues = inputGradient?.Values();
        _parameterGradientValues = Array.ConvertAll(parameterGradients, gradient => gradient.Values());
        Workers = workers;
        Samples = samples;
    }

    /// <summary>x, the batch that enters the layer, <c>N x inputs</c>. Not to be changed.</summary>
    public Matrix<T> Input
    {
        get
        {
            Samples?.GatherOnce(_input);
            return _input;
        }
    }

    /// <summary>
    /// y, what the layer makes of it, <c>N x outputs</c>: written by the forward pass, read by the backward pass.
    /// </summary>
    public Matrix<T> Output { get; }

    /// <summary>dy = dLoss/dy, <c>N x outputs</c>: given to the backward pass. Not to be changed.</summary>
    public Matrix<T> OutputGradient { get; }

    /// <summary>
    /// dx = dLoss/dx, <c>N x inputs</c>, to be written by the backward pass; null for the first layer, where nobody
    /// needs it.
    /// </summary>
    public Matrix<T>? InputGradient { get; }

    /// <summary>
    /// dLoss/dparameter, one matrix for each of the layer's parameters in their order and shapes, to be written (not
    /// added to) by the backward pass.
    /// </summary>
    public ReadOnlySpan<Matrix<T>> ParameterGradients => _parameterGradients;

    /// <summary>Random numbers for this layer in this step, the same however often the run is repeated.</summary>
    public RandomStream Random { get; private init; } = new(0);

    internal Workers? Workers { get; }

    internal T[] InputValues
    {
        get
        {
            Samples?.GatherOnce(_input);
            return _inputValues;
        }
    }

    internal T[] OutputValues { get; }

    internal T[] OutputGradientValues { get; }

    internal T[]? InputGradientValues { get; }

    internal T[] ParameterGradientValues(int index) => _parameterGradientValues[index];

    /// <summary>
    /// What enters the layer where it lies in the data set; null if it has been gathered, or comes from another layer.
    /// </summary>
    internal PickedSamples<T>? Samples { get; }

    /// <summary>
    /// The pass of a layer that this one is made of, with the same input and output and room for the gradients of the
    /// inner layer's parameters; the same object at every call.
    /// </summary>
    /// <param name="layer">The inner layer, always the same.</param>
    public LayerPass<T> Within(Layer<T> layer) => _within ??= new LayerPass<T>(_input, Output, OutputGradient, InputGradient,
        [.. layer.Parameters.Select(parameter => MatrixAccess.New<T>(parameter.Value.RowCount, parameter.Value.ColumnCount))], Workers, Samples)
    {
        Random = Random,
    };

    /// <summary>
    /// The pass of a layer that this one is made of and that takes other columns: with matrices of its own, and the
    /// gradients of this layer's parameters, which are the inner layer's; the same object at every call.
    /// </summary>
    /// <param name="layer">The inner layer, always the same.</param>
    /// <param name="inputs">Columns that it takes.</param>
    public LayerPass<T> Within(Layer<T> layer, int inputs)
    {
        if (_within is not null)
            return _within;
        (int rows, int outputs) = (_input.RowCount, layer.OutputSize(inputs));
        Matrix<T>? inputGradient = InputGradient is null ? null : MatrixAccess.New<T>(rows, inputs);
        return _within = new LayerPass<T>(MatrixAccess.New<T>(rows, inputs), MatrixAccess.New<T>(rows, outputs), MatrixAccess.New<T>(rows, outputs),
            inputGradient, _parameterGradients, Workers)
        {
            Random = Random,
        };
    }

    /// <summary>
    /// Memory of at least the given length that keeps its content from the forward to the backward pass of a step;
    /// allocated at the first call.
    /// </summary>
    /// <param name="length">How many elements are needed; the same at every call.</param>
    public Span<T> Scratch(int length)
    {
        if (_scratch.Length < length)
            _scratch = new T[length];
        return _scratch.AsSpan(0, length);
    }

    /// <summary>
    /// A pass of one sample with its x and dy, whose input gradient nobody needs; the same object at every call.
    /// </summary>
    internal LayerPass<T> OfSample(int row)
    {
        _ofSample ??= new LayerPass<T>(
            MatrixAccess.New<T>(1, Input.ColumnCount), MatrixAccess.New<T>(1, Output.ColumnCount), MatrixAccess.New<T>(1, Output.ColumnCount),
                inputGradient: null,
            [.. _parameterGradients.Select(gradient => MatrixAccess.New<T>(gradient.RowCount, gradient.ColumnCount))], workers: null);
        CopyRow(Input, row, _ofSample._input);
        CopyRow(OutputGradient, row, _ofSample.OutputGradient);
        return _ofSample;
    }

    private static void CopyRow(Matrix<T> from, int row, Matrix<T> to)
    {
        T[] values = from.Values();
        T[] copy = to.Values();
        for (int j = 0; j < copy.Length; j++)
            copy[j] = values[j * from.RowCount + row];
    }
}
