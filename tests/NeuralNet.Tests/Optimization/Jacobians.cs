using System.Numerics;

namespace NeuralNet.Tests;

internal static class Jacobians
{
    /// <summary>
    /// The derivatives of all outputs: rows are sample 0 output 0, sample 0 output 1, ...; columns are the parameters,
    /// each column by column.
    /// </summary>
    public static Matrix<T> Of<T>(Network<T> network, Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var state = new TrainingState<T>(network, new Sgd());
        int count = state.Parameters.Sum(parameter => parameter.Values.Length), outputs = network.Outputs, rows = x.RowCount;
        var data = new TrainingData<T>(new Dataset<T>(x, Matrix<T>.Build.Dense(rows, outputs)), TargetKind.Continuous, weights: null);
        var batch = new Minibatch<T>(network, new MeanSquaredError<T>(), rows, state.Gradients, inputGradient: null, workers: null);
        batch.Gather(data, [.. Enumerable.Range(0, rows)], workers: null);
        batch.Forward(seed: 0, step: 0);
        var jacobian = Matrix<T>.Build.Dense(rows * outputs, count);
        var block = new T[rows * count];
        for (int output = 0; output < outputs; output++)
        {
            batch.BackwardBySample(Matrix<T>.Build.Dense(rows, outputs, (_, j) => j == output ? T.One : T.Zero), block);
            for (int n = 0; n < rows; n++)
            {
                for (int k = 0; k < count; k++)
                    jacobian[n * outputs + output, k] = block[k * rows + n];
            }
        }

        return jacobian;
    }
}
