using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Scores a network as it predicts, without dropout, on a whole data set, block by block.</summary>
internal sealed class Evaluation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Large enough for the products to be efficient, small enough for the activations to stay in the cache.
    private const int RowsPerBlock = 256;

    private readonly Layer<T>[] _layers;
    private readonly Network<T> _network;
    private readonly Loss<T> _loss;
    private readonly TrainingData<T> _data;
    private readonly int[] _indices;
    private readonly Block _full;
    private readonly Block? _rest;

    public Evaluation(Network<T> network, Loss<T> loss, TrainingData<T> data)
    {
        _network = network;
        _loss = loss;
        _data = data;
        _layers = OutputStage.LayersBeforeLoss(network, loss);
        _indices = new int[data.Count];
        for (int i = 0; i < _indices.Length; i++)
            _indices[i] = i;
        _full = new Block(this, Math.Min(RowsPerBlock, data.Count));
        int rest = data.Count % _full.Rows;
        _rest = rest == 0 ? null : new Block(this, rest);
    }

    public Scores Score(double penalty)
    {
        ScoreSums sums = default;
        for (int start = 0; start < _data.Count; start += _full.Rows)
        {
            Block block = start + _full.Rows <= _data.Count ? _full : _rest!;
            block.AddScores(this, _indices.AsSpan(start, block.Rows), ref sums, penalty);
        }

        return sums.ToScores();
    }

    /// <summary>The matrices of one block of rows.</summary>
    private sealed class Block
    {
        private readonly Matrix<T> _x;
        private readonly Matrix<T> _y;
        private readonly Matrix<T>[] _outputs;
        private readonly Matrix<T> _gradient;
        private readonly Matrix<T> _predictions;
        private readonly T[] _rowWeights;
        private readonly int[] _best;

        public Block(Evaluation<T> owner, int rows)
        {
            Rows = rows;
            _x = MatrixAccess.New<T>(rows, owner._network.Inputs);
            _y = MatrixAccess.New<T>(rows, owner._network.Outputs);
            _outputs = new Matrix<T>[owner._layers.Length];
            for (int i = 0; i < _outputs.Length; i++)
                _outputs[i] = MatrixAccess.New<T>(rows, owner._network.Widths[i]);
            _gradient = MatrixAccess.New<T>(rows, owner._network.Outputs);
            _predictions = MatrixAccess.New<T>(rows, owner._network.Outputs);
            _rowWeights = new T[rows];
            _best = new int[rows];
        }

        public int Rows { get; }

        public void AddScores(Evaluation<T> owner, ReadOnlySpan<int> indices, ref ScoreSums sums, double penalty)
        {
            TrainingData<T> data = owner._data;
            RowGathering.Gather<T>(data.Inputs, data.X, indices, _x.Values(), null);
            RowGathering.Gather<T>(data.Outputs, data.Y, indices, _y.Values(), null);
            double weight = data.GatherWeights(indices, _rowWeights) * ScoreSums.KnownShare(owner._loss, _y, _rowWeights);
            Matrix<T> output = _x;
            for (int i = 0; i < _outputs.Length; i++)
            {
                owner._layers[i].Forward(output, _outputs[i]);
                output = _outputs[i];
            }

            double loss = owner._loss.Evaluate(output, _y, _rowWeights, _gradient);
            Matrix<T> predictions = output;
            if (owner._loss.IncludedActivation is { } activation)
            {
                activation.Forward(output, _predictions);
                predictions = _predictions;
                if (_outputs.Length < owner._network.Layers.Count)
                    output = predictions;
            }

            ReadOnlySpan<int> classes = data.Classes is null ? [] : data.Classes.AsSpan(indices[0], indices.Length);
            sums.Add(loss + penalty, weight, predictions, output, _y, data.Answers, classes, _best);
        }
    }
}
