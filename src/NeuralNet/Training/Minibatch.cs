using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// One batch on its way through the network and back: every matrix that a training step needs, for a fixed number of
/// rows.
/// </summary>
internal sealed class Minibatch<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Loss<T> _loss;
    private readonly Layer<T>[] _layers;
    private readonly LayerPass<T>[] _passes;
    private readonly PickedSamples<T>? _picked;
    private readonly Matrix<T> _predictions;

    /// <summary>
    /// Whether the network's last layer is the activation that the loss includes; otherwise it predicts what the loss
    /// is given.
    /// </summary>
    private readonly bool _endsInLoss;
    private readonly bool _isStochastic;
    private readonly int[] _classes;
    private readonly int[] _best;
    private double _weight;

    /// <summary>Whether the last forward pass still belongs to the current samples and weights.</summary>
    private bool _hasForward;

    /// <param name="network">The network; the layer that the loss includes is left to the loss.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="gradients">For each layer the gradients of its parameters.</param>
    /// <param name="inputGradient">Where to put dLoss/dX; null if nobody asks.</param>
    /// <param name="workers">Threads that share the work; null for none.</param>
    /// <param name="isWhole">Whether the batch is gathered once for all steps.</param>
    /// <param name="targetsAreInputs">Whether every sample is its own target: both are then one matrix, unless somebody
    /// may write to it.</param>
    public Minibatch(Network<T> network, Loss<T> loss, int rows, Matrix<T>[][] gradients, Matrix<T>? inputGradient, Workers? workers, bool isWhole = true,
        bool targetsAreInputs = false)
    {
        CheckSize(network, rows);
        _loss = loss;
        _layers = OutputStage.LayersBeforeLoss(network, loss);
        _isStochastic = _layers.Any(layer => layer.IsStochastic);
        _endsInLoss = _layers.Length < network.Layers.Count;
        X = MatrixAccess.New<T>(rows, network.Inputs);
        Y = targetsAreInputs && loss.GradientSource == GradientSource.Library ? X : MatrixAccess.New<T>(rows, network.Outputs);
        RowWeights = new T[rows];
        T share = T.CreateTruncating(1.0 / rows);
        for (int i = 0; i < rows; i++)
            RowWeights[i] = share;
        _weight = rows;
        _classes = new int[rows];
        _best = new int[rows];

        bool mayPick = !isWhole && !targetsAreInputs && _layers.Length > 0;
        if (mayPick && _layers[0] is Dense<T> first && ProductBlocks<T>.PickingPays(rows, network.Inputs, first.Weights.ColumnCount))
            _picked = new PickedSamples<T>(rows, network.Inputs);
        _passes = new LayerPass<T>[_layers.Length];
        Matrix<T> input = X;
        Matrix<T>? gradient = inputGradient;
        for (int i = 0; i < _layers.Length; i++)
        {
            Matrix<T> output = MatrixAccess.New<T>(rows, network.Widths[i]);
            Matrix<T> outputGradient = MatrixAccess.New<T>(rows, network.Widths[i]);
            _passes[i] = new LayerPass<T>(input, output, outputGradient, gradient, gradients[i], workers, i == 0 ? _picked : null);
            (input, gradient) = (output, outputGradient);
        }

        LossInput = input;
        LossGradient = gradient ?? MatrixAccess.New<T>(rows, network.Outputs);
        _predictions = loss.IncludedActivation is null ? input : MatrixAccess.New<T>(rows, network.Outputs);
    }

    public Matrix<T> X { get; }

    public Matrix<T> Y { get; }

    /// <summary>Weights of the rows, of sum 1.</summary>
    public T[] RowWeights { get; }

    public int Rows => X.RowCount;

    /// <summary>
    /// How much the batch counts beside others: its rows, or the sum of their weights before these were scaled to 1.
    /// </summary>
    public double Weight => _weight;

    /// <summary>The loss of the last forward pass, without penalties.</summary>
    public double Value { get; private set; }

    /// <summary>What the loss is given: the outputs of the last layer before it.</summary>
    public Matrix<T> LossInput { get; }

    /// <summary>dLoss/dLossInput.</summary>
    public Matrix<T> LossGradient { get; }

    /// <summary>The layers' share of the last step, up to the one whose outputs the loss is given.</summary>
    public ReadOnlySpan<LayerPass<T>> Passes => _passes;

    /// <summary>Refuses batches whose outputs do not fit into an array.</summary>
    /// <exception cref="ArgumentException">There are too many rows for a layer.</exception>
    public static void CheckSize(Network<T> network, int rows)
    {
        for (int i = 0; i < network.Widths.Length; i++)
        {
            if (rows > MatrixAccess.Longest(network.Widths[i]))
                RefuseSize(network, i, rows);
        }
    }

    private static void RefuseSize(Network<T> network, int layer, int rows)
        => throw new ArgumentException($"A batch of {Check.Text(rows)} samples is too large for layer {Check.Text(layer)} ({network.Layers[layer]}), which "
            + $"can take {Check.Text(MatrixAccess.Longest(network.Widths[layer]))} at most: {MatrixAccess.LimitText}. In training the size is the "
            + $"{nameof(TrainingOptions.BatchSize)}.");

    /// <summary>Fetches samples.</summary>
    public void Gather(TrainingData<T> data, ReadOnlySpan<int> indices, Workers? workers)
    {
        if (_picked is null)
            RowGathering<T>.Gather(data.Inputs, data.X, indices, X.Values(), workers);
        else
            _picked.Pick(data.X, indices);
        if (data.TargetsAreInputs && !ReferenceEquals(X, Y))
            X.Values().AsSpan().CopyTo(Y.Values());
        else if (!data.TargetsAreInputs)
            RowGathering<T>.Gather(data.Outputs, data.Y, indices, Y.Values(), workers);
        if (data.Weights is not null)
            _weight = data.GatherWeights(indices, RowWeights);
        if (data.Classes is { } classes)
        {
            for (int i = 0; i < indices.Length; i++)
                _classes[i] = classes[indices[i]];
        }

        _hasForward = false;
    }

    /// <summary>Copies samples that are in dense matrices.</summary>
    public void Take(Matrix<T> x, Matrix<T> y)
    {
        x.Values().CopyTo(X.Values(), 0);
        y.Values().CopyTo(Y.Values(), 0);
        _hasForward = false;
    }

    /// <summary>Forgets the last forward pass, because weights or samples have been changed from outside.</summary>
    public void Invalidate() => _hasForward = false;

    /// <summary>Runs the layers and the loss; a second call for the same samples and weights costs nothing.</summary>
    /// <returns>The loss of the batch.</returns>
    public double Forward(int seed, long step)
    {
        if (_hasForward)
            return Value;
        if (_isStochastic)
            RestartRandom(seed, step);
        for (int i = 0; i < _layers.Length; i++)
            _layers[i].ForwardTraining(_passes[i]);
        Value = _loss.Evaluate(LossInput, Y, RowWeights, LossGradient);
        _hasForward = true;
        return Value;
    }

    private void RestartRandom(int seed, long step)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            if (_layers[i].IsStochastic)
                _passes[i].Random.Restart(seed, RandomUse.Layer, step * _layers.Length + i);
        }
    }

    /// <summary>Runs the layers backwards; the parameters are about to change.</summary>
    public void Backward()
    {
        for (int i = _layers.Length - 1; i >= 0; i--)
            _layers[i].Backward(_passes[i]);
        _hasForward = false;
    }

    /// <summary>Runs the layers backwards for each sample by itself.</summary>
    /// <param name="outputGradient">What takes the place of the gradient of the loss, <c>N x outputs</c>.</param>
    /// <param name="gradients">The gradient of each sample, <c>N x P</c> and column-major, P being the number of
    /// elements of all parameters in order.</param>
    public void BackwardBySample(Matrix<T> outputGradient, Span<T> gradients)
    {
        outputGradient.Values().CopyTo(LossGradient.Values(), 0);
        int end = gradients.Length;
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            int length = 0;
            foreach (Matrix<T> parameter in _passes[i].ParameterGradients)
                length += Rows * parameter.RowCount * parameter.ColumnCount;
            _layers[i].BackwardBySample(_passes[i], gradients.Slice(end - length, length));
            end -= length;
        }

        _hasForward = false;
    }

    /// <summary>One batch of all samples, with copies of everything it computes.</summary>
    public static Explanation<T> Explain(Network<T> network, Loss<T> loss, TrainingData<T> data)
    {
        var state = new TrainingState<T>(network, new Sgd());
        var batch = new Minibatch<T>(network, loss, data.Count, state.Gradients, MatrixAccess.New<T>(data.Count, data.Inputs), workers: null);
        batch.Gather(data, [.. Enumerable.Range(0, data.Count)], workers: null);
        double value = batch.Forward(seed: 0, step: 0);
        batch.Backward();
        var layers = new List<LayerExplanation<T>>();
        for (int i = 0; i < batch._passes.Length; i++)
        {
            LayerPass<T> pass = batch._passes[i];
            ParameterExplanation<T>[] parameters =
                [.. network.Layers[i].Parameters.Select((parameter, k) =>
                new ParameterExplanation<T>(parameter.Name, parameter.Value.Clone(), state.Gradients[i][k]))];
            layers.Add(new LayerExplanation<T>(i, network.Layers[i], pass.Input, pass.Output, pass.OutputGradient, pass.InputGradient!, parameters));
        }

        if (layers.Count < network.Layers.Count)
        {
            Layer<T> included = network.Layers[^1];
            included.Forward(batch.LossInput, batch._predictions);
            layers.Add(new LayerExplanation<T>(layers.Count, included, batch.LossInput, batch._predictions, null, batch.LossGradient, []));
        }

        return new Explanation<T>(loss.ToString(), value, layers);
    }

    /// <summary>Adds the scores of the last forward pass, its loss with the penalties.</summary>
    public void AddScores(ref ScoreSums sums, RightAnswers<T>? answers, double penalty)
    {
        _loss.IncludedActivation?.Forward(LossInput, _predictions);
        sums.Add(Value + penalty, _weight, _predictions, _endsInLoss ? _predictions : LossInput, Y, RowWeights, answers, _classes, _best);
    }

    /// <summary>Where the gradient that the loss gave is not finite; null if it is finite everywhere.</summary>
    public (int Row, int Column, T Value)? FirstNonFiniteLossGradient()
    {
        foreach ((int row, int column, T value) in LossGradient.EnumerateIndexed())
        {
            if (!T.IsFinite(value))
                return (row, column, value);
        }

        return null;
    }

    /// <summary>Which layer handed the loss what: a loss may overflow on finite values.</summary>
    public string DescribeLossInput()
    {
        string source = _layers.Length == 0 ? "the data" : $"layer {Check.Text(_layers.Length - 1)} ({_layers[^1]})";
        return $"values of up to {Check.Text(LargestLossInput())} from {source}";
    }

    /// <summary>The largest magnitude that the loss was given.</summary>
    public double LargestLossInput()
    {
        T largest = T.Zero;
        foreach (T value in LossInput.Values())
            largest = T.Max(largest, T.Abs(value));
        return double.CreateTruncating(largest);
    }

    /// <summary>The first layer whose outputs are not all finite; null if all are.</summary>
    public int? FirstNonFiniteLayer()
    {
        for (int i = 0; i < _passes.Length; i++)
        {
            if (!Reductions<T>.AllFinite(_passes[i].Output.Values()))
                return i;
        }

        return null;
    }
}
