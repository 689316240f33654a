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
    public Matrix<T> Predict(Matrix<T> x, int start)
    {
        if (x.RowCount == Rows)
            return Predict(x);
        _input ??= MatrixAccess.New<T>(Rows, x.ColumnCount);
        Network<T>.CopyRows(x, start, _input, 0, Rows);
        return Predict(_input);
    }

    public ReadOnlySpan<T> Predict(ReadOnlySpan<T> row)
    {
        _input ??= MatrixAccess.New<T>(1, row.Length);
        row.CopyTo(_input.Values());
        return Predict(_input).Values();
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
