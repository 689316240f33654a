using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// A sample of rows, spread over a part of the data, that the network is asked about as in prediction: before training,
/// and with its final weights.
/// </summary>
internal sealed class SamplePass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsAtOnce = 32;

    private readonly Network<T> _network;
    private readonly Loss<T> _loss;
    private readonly TrainingData<T> _data;

    public SamplePass(Network<T> network, Loss<T> loss, TrainingData<T> data, int rows, IReadOnlyList<double>? classWeights)
    {
        _network = network;
        _loss = loss;
        _data = data;
        Rows = new int[Math.Min(rows, data.Count)];
        for (int i = 0; i < Rows.Length; i++)
            Rows[i] = (int)((long)i * data.Count / Rows.Length);
        Targets = new double[Rows.Length * data.Outputs];
        Weights = new double[Rows.Length];
        double sum = 0;
        for (int i = 0; i < Rows.Length; i++)
        {
            for (int j = 0; j < data.Outputs; j++)
                Targets[i * data.Outputs + j] = double.CreateTruncating(data.Y[Rows[i] * data.Outputs + j]);
            Weights[i] = data.Weights?[Rows[i]] ?? 1;

            // Validation scores are plain; to be compared with what was trained they must weigh alike.
            if (classWeights is not null)
                Weights[i] *= classWeights[data.Classes?[Rows[i]] ?? (Targets[i] > 0 ? 1 : 0)];
            sum += Weights[i];
        }

        for (int i = 0; i < Rows.Length; i++)
            Weights[i] = sum > 0 ? Weights[i] / sum : 1.0 / Rows.Length;
    }

    /// <summary>Which rows of the data.</summary>
    public int[] Rows { get; }

    /// <summary>Their targets, a row after the other.</summary>
    public double[] Targets { get; }

    /// <summary>Their weights, of sum 1.</summary>
    public double[] Weights { get; }

    /// <summary>The inputs as they reach the first layer that learns.</summary>
    public Matrix<T> Inputs()
    {
        int preparing = 0;
        while (preparing < _network.Layers.Count && _network.Layers[preparing].Parameters.Count == 0)
            preparing++;
        return Forward(preparing);
    }

    /// <summary>What the loss is given for these rows by the network as it is now.</summary>
    public Matrix<T> Answers() => Forward(OutputStage.LayersBeforeLoss(_network, _loss).Length);

    /// <summary>How good the network's answers are as it is now.</summary>
    public Performance Judged() => Judge(Answers());

    /// <summary>How good answers are.</summary>
    public Performance Judge(Matrix<T> answers)
    {
        double[] given = RowMajor(answers), predictions = given;
        if (_loss.IncludedActivation is { } activation)
        {
            Matrix<T> applied = MatrixAccess.New<T>(answers.RowCount, answers.ColumnCount);
            activation.Forward(answers, applied);
            predictions = RowMajor(applied);
        }

        return Performance.Of(_loss, given, predictions, Targets, Weights);
    }

    /// <summary>
    /// What comes out of so many layers, a part of the rows after the other: new memory costs more than the pass. The
    /// last part overlaps the one before.
    /// </summary>
    private Matrix<T> Forward(int layers)
    {
        int rows = Math.Min(Rows.Length, RowsAtOnce);
        var passed = new Matrix<T>[layers + 1];
        for (int i = 0; i <= layers; i++)
            passed[i] = MatrixAccess.New<T>(rows, i == 0 ? _data.Inputs : _network.Widths[i - 1]);
        Matrix<T> outputs = MatrixAccess.New<T>(Rows.Length, passed[layers].ColumnCount);
        for (int end = 0; end < Rows.Length;)
        {
            end = Math.Min(end + rows, Rows.Length);
            RowGathering<T>.Gather(_data.Inputs, _data.X, Rows.AsSpan(end - rows, rows), passed[0].Values(), workers: null);
            for (int i = 0; i < layers; i++)
                _network.Layers[i].Forward(passed[i], passed[i + 1]);
            Network<T>.CopyRows(passed[layers], 0, outputs, end - rows, rows);
        }

        return outputs;
    }

    public static double[] RowMajor(Matrix<T> matrix)
    {
        T[] values = matrix.Values();
        int rows = matrix.RowCount, columns = matrix.ColumnCount;
        var result = new double[rows * columns];
        for (int j = 0; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
                result[i * columns + j] = double.CreateTruncating(values[j * rows + i]);
        }

        return result;
    }
}
