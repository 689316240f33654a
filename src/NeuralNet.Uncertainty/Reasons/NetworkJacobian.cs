using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>Derivatives of outputs by inputs.</summary>
public static class NetworkJacobian
{
    // The matrices of a pass stay in the cache.
    private const int RowsPerBlock = 256;

    /// <summary>
    /// The derivatives of all outputs by all inputs at each sample, exact up to rounding: a pass forward and one back
    /// for each output. Dropout is left out, as in prediction.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="x">Samples, <c>N x inputs</c>, finite; N may be 0.</param>
    /// <returns>
    /// N matrices, <c>outputs x inputs</c>: element (k, j) is dy[k]/dx[j]. Without a hidden layer that is the transpose
    /// of the weights.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// x has another number of columns, or holds NaN or infinity; or a layer of one's own draws random numbers.
    /// </exception>
    public static IReadOnlyList<Matrix<T>> Jacobian<T>(this Network<T> network, Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(x);
        if (x.ColumnCount != network.Inputs)
            throw new ArgumentException($"The network has {Checks.Text(network.Inputs)} inputs, but '{nameof(x)}' has {Checks.Text(x.ColumnCount)} columns "
                + $"({Checks.Shape(x)}).", nameof(x));
        Checks.Finite(x, nameof(x), "Derivatives are taken at finite inputs.");
        Network<T>? layers = AsInPrediction(network);
        var jacobians = new Matrix<T>[x.RowCount];
        for (int i = 0; i < jacobians.Length; i++)
            jacobians[i] = layers is null ? Matrix<T>.Build.DenseIdentity(network.Inputs) : Matrix<T>.Build.Dense(network.Outputs, network.Inputs);
        for (int start = 0; layers is not null && start < x.RowCount; start += RowsPerBlock)
            Fill(jacobians, start, layers, x.SubMatrix(start, Math.Min(RowsPerBlock, x.RowCount - start), 0, x.ColumnCount));
        return jacobians;
    }

    /// <summary>The derivatives of all outputs by all inputs at one sample.</summary>
    /// <param name="network">The network.</param>
    /// <param name="x">The sample, <c>inputs</c> values, finite.</param>
    /// <returns><c>outputs x inputs</c>.</returns>
    /// <inheritdoc cref="Jacobian{T}(Network{T}, Matrix{T})" path="/exception"/>
    public static Matrix<T> Jacobian<T>(this Network<T> network, T[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        return network.Jacobian(Matrix<T>.Build.Dense(1, x.Length, [.. x]))[0];
    }

    private static void Fill<T>(Matrix<T>[] jacobians, int start, Network<T> network, Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> targets = Matrix<T>.Build.Dense(x.RowCount, network.Outputs);
        for (int k = 0; k < network.Outputs; k++)
        {
            Matrix<T> gradient = network.Explain(new OneOutput<T>(k), x, targets).Layers[0].InputGradient;
            for (int i = 0; i < x.RowCount; i++)
            {
                for (int j = 0; j < x.ColumnCount; j++)
                    jacobians[start + i][k, j] = gradient[i, j];
            }
        }
    }

    /// <summary>The network without its Dropout layers; null if nothing is left.</summary>
    private static Network<T>? AsInPrediction<T>(Network<T> network)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            if (network.Layers[i] is { IsStochastic: true } and not Dropout<T>)
                throw new ArgumentException($"Layer {Checks.Text(i)} ({network.Layers[i]}) draws random numbers in training, so that its derivative is not "
                    + "that of "
                    + "prediction.", nameof(network));
        }

        Layer<T>[] layers = [.. network.Layers.Where(layer => layer is not Dropout<T>)];
        return layers.Length == 0 ? null : layers.Length == network.Layers.Count ? network : new Network<T>(network.Inputs, layers);
    }

    /// <summary>The sum of one output over all rows, whose gradient is 1 there.</summary>
    private sealed class OneOutput<T>(int output) : Loss<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override double Evaluate(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
        {
            gradient.Clear();
            gradient.Values().AsSpan(output * gradient.RowCount, gradient.RowCount).Fill(T.One);
            return 0;
        }
    }
}
