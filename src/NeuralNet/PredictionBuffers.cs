using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>The activations of one prediction at a time, for a fixed number of rows.</summary>
internal sealed class PredictionBuffers<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Network<T> _network;
    private readonly Matrix<T>[] _outputs;
    private Matrix<T>? _input;

    public PredictionBuffers(Network<T> network, int rows)
    {
        _network = network;
        _outputs = [.. network.Widths.Select(width => MatrixAccess.New<T>(rows, width))];
        Rows = rows;
    }

    public int Rows { get; }

    /// <summary>The outputs of the rows of x from <paramref name="start"/> on; valid until the next call.</summary>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public Matrix<T> Predict(Matrix<T> x, int start)
    {
        if (x.RowCount == Rows)
        {
            Check.Finite(x, nameof(x), Check.MissingValueAdvice);
            return Predict(x);
        }

        _input ??= MatrixAccess.New<T>(Rows, x.ColumnCount);
        if (!RowBlock<T>.Copy(x.Values(), x.RowCount, start, Rows, x.ColumnCount, _input.Values()))
            Check.Finite(x, nameof(x), Check.MissingValueAdvice);
        return Predict(_input);
    }

    public ReadOnlySpan<T> Predict(ReadOnlySpan<T> row)
    {
        _input ??= MatrixAccess.New<T>(1, row.Length);
        row.CopyTo(_input.Values());
        return Predict(_input).Values();
    }

    /// <summary>
    /// Refuses outputs of the last prediction that are not finite, which finite inputs and weights give where a layer
    /// overflows.
    /// </summary>
    /// <param name="start">The row of x that was the first one predicted.</param>
    /// <exception cref="ArgumentException">An output is NaN or infinite.</exception>
    public void CheckOutputs(int start)
    {
        if (Reductions<T>.AllFinite(_outputs[^1].Values()))
            return;
        int layer = Array.FindIndex(_outputs, output => !Reductions<T>.AllFinite(output.Values()));
        T[] values = _outputs[layer].Values();
        int place = Array.FindIndex(values, value => !T.IsFinite(value));
        throw new ArgumentException(
            $"The outputs for 'x' are not finite: layer {Check.Text(layer)} ({_network.Layers[layer]}) overflows at row {Check.Text(start + place % Rows)}, "
                + $"column {Check.Text(place / Rows)} to {Check.Text(double.CreateTruncating(values[place]))}. Inputs or weights are too large for "
                + $"{(typeof(T) == typeof(float) ? "float" : "double")}; scale the inputs.", "x");
    }

    private Matrix<T> Predict(Matrix<T> x)
    {
        IReadOnlyList<Layer<T>> layers = _network.Layers;
        for (int i = 0; i < _outputs.Length; i++)
        {
            layers[i].Forward(x, _outputs[i]);
            x = _outputs[i];
        }

        return x;
    }
}
