using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// What Bayesian regularisation leaves with a network: the precision beta of the noise and the factor L of
/// H = beta J'J + alpha P = L L' at the final weights. It is immutable, and says nothing of other weights.
/// </summary>
internal sealed class OutputUncertainty<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsPerBlock = 64;

    private readonly T[] _weights;
    private SymmetricMatrix<T>? _unpacked;

    /// <param name="network">The network with the weights that the factor belongs to.</param>
    /// <param name="noisePrecision">beta, above 0.</param>
    /// <param name="factor">
    /// The lower triangle of L, column by column; a diagonal element of 0 stands for a weight that is taken to be
    /// known.
    /// </param>
    public OutputUncertainty(Network<T> network, double noisePrecision, T[] factor)
    {
        _weights = WeightsOf(network);
        NoisePrecision = noisePrecision;
        Factor = factor;
    }

    public double NoisePrecision { get; }

    public T[] Factor { get; }

    /// <summary>Elements of the factor of a network with P trained weights: P (P + 1) / 2.</summary>
    public static long FactorLength(Network<T> network)
    {
        long weights = network.Parameters.Sum(parameter => (long)parameter.Span.Length);
        return weights * (weights + 1) / 2;
    }

    /// <summary>Packs a factor, times a number.</summary>
    public static T[] Pack(SymmetricMatrix<T> factor, double scale)
    {
        var packed = new T[(long)factor.Size * (factor.Size + 1) / 2];
        T times = T.CreateTruncating(scale);
        for (int j = 0, k = 0; j < factor.Size; j++)
        {
            foreach (T value in factor.From(j))
                packed[k++] = T.IsFinite(value) ? value * times : T.Zero;
        }

        return packed;
    }

    /// <summary>Whether the network still has the weights that the factor belongs to.</summary>
    public bool IsOf(Network<T> network) => WeightsOf(network).AsSpan().SequenceEqual(_weights);

    /// <summary>sqrt(1 / beta + j' H^-1 j) for each sample and output, where j is the gradient of the output.</summary>
    public Matrix<T> Deviations(Network<T> network, Matrix<T> x)
    {
        SymmetricMatrix<T> factor = LazyInitializer.EnsureInitialized(ref _unpacked, () => Unpack(network));
        Matrix<T> deviations = MatrixAccess.New<T>(x.RowCount, network.Outputs);
        var state = new TrainingState<T>(network, new Sgd());
        for (int start = 0; start < x.RowCount; start += RowsPerBlock)
        {
            Matrix<T> rows = x.SubMatrix(start, Math.Min(RowsPerBlock, x.RowCount - start), 0, x.ColumnCount);
            Add(network, state, factor, rows, start, deviations);
        }

        return deviations;
    }

    private void Add(
        Network<T> network, TrainingState<T> state, SymmetricMatrix<T> factor, Matrix<T> x, int start, Matrix<T> deviations)
    {
        int rows = x.RowCount, outputs = network.Outputs;
        var data = new TrainingData<T>(new Dataset<T>(x, MatrixAccess.New<T>(rows, outputs)), TargetKind.Continuous, weights: null);
        var batch = new Minibatch<T>(network, new MeanSquaredError<T>(), rows, state.Gradients, inputGradient: null, workers: null);
        batch.Gather(data, [.. Enumerable.Range(0, rows)], workers: null);
        batch.Forward(seed: 0, step: 0);
        var jacobian = new T[rows * factor.Size];
        var row = new T[factor.Size];
        for (int output = 0; output < outputs; output++)
        {
            Matrix<T> one = MatrixAccess.New<T>(rows, outputs);
            one.Values().AsSpan(output * rows, rows).Fill(T.One);
            batch.BackwardBySample(one, jacobian);
            for (int n = 0; n < rows; n++)
            {
                for (int k = 0; k < row.Length; k++)
                    row[k] = jacobian[k * rows + n];
                Cholesky<T>.SolveLower(factor, 0, row);
                double variance = 1 / NoisePrecision + Reductions<T>.SumOfSquares(row);
                deviations.At(start + n, output, T.CreateTruncating(Math.Sqrt(variance)));
            }
        }
    }

    private SymmetricMatrix<T> Unpack(Network<T> network)
    {
        var factor = new SymmetricMatrix<T>(network.Parameters.Sum(parameter => parameter.Span.Length));
        for (int j = 0, k = 0; j < factor.Size; j++)
        {
            Span<T> column = factor.From(j);
            Factor.AsSpan(k, column.Length).CopyTo(column);
            if (column[0] == T.Zero)
                column[0] = T.PositiveInfinity;
            k += column.Length;
        }

        return factor;
    }

    private static T[] WeightsOf(Network<T> network)
        => [.. network.Layers.SelectMany(layer => layer.Stored).SelectMany(parameter => parameter.Value.Values())];
}
