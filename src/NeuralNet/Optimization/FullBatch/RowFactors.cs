using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// The curvature of a loss row by row as H = S S', for a block of samples: J' H J is then the sum over the columns r of
/// S of the squares of the matrices S_r' J, each of which is one pass of the network backwards.
/// </summary>
internal sealed class RowFactors<T>(Loss<T> loss, int rows, int outputs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// What is below this share of its diagonal element is rounding: the Hessian of a softmax has rank outputs - 1.
    /// </summary>
    private readonly T _rounding = T.CreateTruncating(16 * outputs) * (T.BitIncrement(T.One) - T.One);

    private readonly Matrix<T>[] _columns = [.. Enumerable.Range(0, outputs).Select(_ => MatrixAccess.New<T>(rows, outputs))];

    /// <summary>Column r of the factor of each row, <c>N x outputs</c>.</summary>
    public Matrix<T> this[int r] => _columns[r];

    /// <summary>Computes the factors at the last forward pass of a batch.</summary>
    /// <param name="batch">The batch, of as many rows as there is room for.</param>
    /// <param name="share">What the Hessians are multiplied by.</param>
    /// <returns>False if the loss has no curvature.</returns>
    public bool Compute(Minibatch<T> batch, double share)
    {
        for (int r = 0; r < outputs; r++)
        {
            if (!loss.Hessian(r, batch.LossInput, batch.Y, batch.RowWeights, _columns[r]))
                return false;
        }

        T factor = T.CreateTruncating(share);
        if (outputs == 1)
        {
            foreach (ref T curvature in _columns[0].Values().AsSpan())
                curvature = curvature > T.Zero ? T.Sqrt(factor * curvature) : T.Zero;
            return true;
        }

        Span<T> diagonal = stackalloc T[Math.Min(outputs, 256)];
        if (outputs > diagonal.Length)
            diagonal = new T[outputs];
        for (int n = 0; n < rows; n++)
            Factor(n, factor, diagonal);
        return true;
    }

    /// <summary>Whether a column is 0 in all rows.</summary>
    public bool IsZero(int r) => Reductions<T>.SumOfAbsolutes(_columns[r].Values()) == 0;

    /// <summary>
    /// Cholesky's decomposition of the matrix of one row, in which a pivot that is not above rounding is left out with
    /// its column.
    /// </summary>
    private void Factor(int n, T share, Span<T> diagonal)
    {
        for (int r = 0; r < outputs; r++)
            diagonal[r] = At(n, r, r);
        for (int r = 0; r < outputs; r++)
        {
            T pivot = At(n, r, r);
            bool counts = pivot > _rounding * diagonal[r];
            T scale = counts ? T.Sqrt(share / pivot) : T.Zero;
            for (int k = r + 1; k < outputs && counts; k++)
            {
                T ratio = At(n, r, k) / pivot;
                for (int l = k; l < outputs && ratio != T.Zero; l++)
                    At(n, k, l) -= ratio * At(n, r, l);
            }

            for (int k = 0; k < outputs; k++)
                At(n, r, k) = k < r ? T.Zero : At(n, r, k) * scale;
        }
    }

    private ref T At(int n, int column, int k) => ref _columns[column].Values()[k * rows + n];
}
