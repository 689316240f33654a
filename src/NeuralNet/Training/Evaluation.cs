using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Scores a network as it predicts, without dropout, on a whole data set, block by block.</summary>
internal sealed class Evaluation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // The loss is a sum over so many rows at a time, whatever the activations have room for.
    private const int RowsPerBlock = 256;

    // New memory costs more than the pass, and activations of few rows stay in the cache. Layers of the user's are
    // given whole blocks.
    private const int RowsAtOnce = 64;

    private readonly Layer<T>[] _layers;
    private readonly Network<T> _network;
    private readonly Loss<T> _loss;
    private readonly TrainingData<T> _data;
    private readonly int[] _indices;
    private readonly Matrix<T>[] _passed;
    private readonly Matrix<T>[] _passedLast;
    private readonly Block _full;
    private readonly Block _rest;

    public Evaluation(Network<T> network, Loss<T> loss, TrainingData<T> data)
    {
        _network = network;
        _loss = loss;
        _data = data;
        _layers = OutputStage.LayersBeforeLoss(network, loss);
        _indices = [.. Enumerable.Range(0, data.Count)];
        _full = new Block(this, Math.Min(RowsPerBlock, data.Count));
        _rest = new Block(this, data.Count % _full.Rows);
        _passed = Activations(Math.Min(network.IsOfLibrary ? RowsAtOnce : RowsPerBlock, data.Count));
        _passedLast = Activations(_rest.Rows < _passed[0].RowCount ? _rest.Rows : 0);
    }

    public Scores Score(double penalty)
    {
        ScoreSums sums = default;
        for (int start = 0; start < _data.Count; start += _full.Rows)
        {
            Block block = start + _full.Rows <= _data.Count ? _full : _rest;
            block.AddScores(this, _indices.AsSpan(start, block.Rows), ref sums, penalty);
        }

        return sums.ToScores();
    }

    private Matrix<T>[] Activations(int rows)
    {
        var passed = new Matrix<T>[_layers.Length + 1];
        for (int i = 0; i < passed.Length; i++)
            passed[i] = MatrixAccess.New<T>(rows, i == 0 ? _data.Inputs : _network.Widths[i - 1]);
        return passed;
    }

    private void Forward(ReadOnlySpan<int> indices, Matrix<T> output)
    {
        Matrix<T>[] passed = indices.Length < _passed[0].RowCount ? _passedLast : _passed;
        int rows = passed[0].RowCount;
        for (int end = 0; end < indices.Length;)
        {
            // The last part overlaps the one before: other matrices would be new memory.
            end = Math.Min(end + rows, indices.Length);
            RowGathering<T>.Gather(_data.Inputs, _data.X, indices.Slice(end - rows, rows), passed[0].Values(), null);
            for (int i = 0; i < _layers.Length; i++)
                _layers[i].Forward(passed[i], passed[i + 1]);
            Network<T>.CopyRows(passed[^1], 0, output, end - rows, rows);
        }
    }

    /// <summary>The matrices of one block of rows.</summary>
    private sealed class Block
    {
        private readonly Matrix<T> _y;
        private readonly Matrix<T> _output;
        private readonly Matrix<T> _gradient;
        private readonly Matrix<T> _predictions;
        private readonly T[] _rowWeights;
        private readonly int[] _best;

        public Block(Evaluation<T> owner, int rows)
        {
            Rows = rows;
            _y = MatrixAccess.New<T>(rows, owner._network.Outputs);
            _output = MatrixAccess.New<T>(rows, owner._network.Outputs);
            _gradient = MatrixAccess.New<T>(rows, owner._network.Outputs);
            _predictions = owner._loss.IncludedActivation is null ? _output : MatrixAccess.New<T>(rows, owner._network.Outputs);
            _rowWeights = new T[rows];
            _best = new int[rows];
        }

        public int Rows { get; }

        public void AddScores(Evaluation<T> owner, ReadOnlySpan<int> indices, ref ScoreSums sums, double penalty)
        {
            TrainingData<T> data = owner._data;
            RowGathering<T>.Gather(data.Outputs, data.Y, indices, _y.Values(), null);
            double weight = data.GatherWeights(indices, _rowWeights);
            owner.Forward(indices, _output);
            double loss = owner._loss.Evaluate(_output, _y, _rowWeights, _gradient);
            owner._loss.IncludedActivation?.Forward(_output, _predictions);
            bool endsInLoss = owner._layers.Length < owner._network.Layers.Count;
            ReadOnlySpan<int> classes = data.Classes is null ? [] : data.Classes.AsSpan(indices[0], indices.Length);
            sums.Add(loss + penalty, weight, _predictions, endsInLoss ? _predictions : _output, _y, _rowWeights, data.Answers, classes, _best);
        }
    }
}
