using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// The samples of a minibatch in their places in the data set, for a first layer that reads them there. They are
/// gathered only if somebody asks for the matrix.
/// </summary>
internal sealed class PickedSamples<T>(int rows, int columns)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _indices = new int[rows];
    private T[] _data = [];
    private bool _isGathered;

    /// <summary>All samples, row-major.</summary>
    public ReadOnlySpan<T> Data => _data;

    /// <summary>Which of them form the batch.</summary>
    public ReadOnlySpan<int> Indices => _indices;

    public void Pick(T[] data, ReadOnlySpan<int> indices)
    {
        _data = data;
        indices.CopyTo(_indices);
        _isGathered = false;
    }

    public void GatherOnce(Matrix<T> x)
    {
        if (!_isGathered)
            RowGathering<T>.Gather(columns, _data, _indices, x.Values(), workers: null);
        _isGathered = true;
    }
}
