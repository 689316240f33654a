using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// What a loss of the user's says of the answers before and after training, and of the best constant answer, found by
/// descent along its gradient.
/// </summary>
/// <remarks>
/// Made when the run is over, of a copy of the loss; one that answers differently when asked the same twice has a state
/// and is left in peace.
/// </remarks>
internal static class OwnLossTrial
{
    private const int Descents = 25;

    public static OwnLossFacts? Run<T>(Loss<T> loss, Matrix<T> before, Matrix<T> after, double[] targets, double[] weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return Ask(loss.ShallowCopy(), before, after, targets, weights);
        }
        catch (Exception)
        {
            // A loss may refuse what is no answer to it, such as rows that are no distribution; the run is over and
            // stands.
            return null;
        }
    }

    private static OwnLossFacts? Ask<T>(Loss<T> loss, Matrix<T> before, Matrix<T> after, double[] targets, double[] weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = after.RowCount, outputs = after.ColumnCount;
        Matrix<T> y = Matrix<T>.Build.Dense(rows, outputs, (i, j) => T.CreateTruncating(targets[i * outputs + j])),
            gradient = MatrixAccess.New<T>(rows, outputs);
        T[] share = [.. weights.Select(T.CreateTruncating)];
        double start = loss.Evaluate(before, y, share, gradient), end = loss.Evaluate(after, y, share, gradient);
        bool isZero = Elements.AreZero<T>(gradient.Values());
        if (loss.Evaluate(after, y, share, gradient) != end || !double.IsFinite(end) || !double.IsFinite(start))
            return null;
        var constant = new double[outputs];
        for (int j = 0; j < outputs; j++)
            constant[j] = Enumerable.Range(0, rows).Average(i => double.CreateTruncating(before[i, j]));
        double[] wanted = [.. constant.Select((_, j) => Enumerable.Range(0, rows).Average(i => targets[i * outputs + j]))];

        // Where the first answers are flat no slope leads away; targets may be what is wanted.
        if (Value(loss, wanted, y, share, gradient) < Value(loss, constant, y, share, gradient))
            constant = wanted;
        return new OwnLossFacts(start, end, Descend(loss, constant, y, share, gradient), isZero);
    }

    /// <summary>
    /// Steps along the sign of each output's slope, longer while they help, shorter when they do not.
    /// </summary>
    private static double Descend<T>(Loss<T> loss, double[] constant, Matrix<T> y, T[] share, Matrix<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double best = Value(loss, constant, y, share, gradient), step = 0.25;
        double[] slopes = Slopes();
        for (int i = 0; i < Descents; i++)
        {
            double[] next = [.. constant.Select((value, j) => value - step * Math.Sign(slopes[j]))];
            double value = Value(loss, next, y, share, gradient);
            if (!(value < best))
            {
                step /= 3;
                continue;
            }

            (best, constant, slopes) = (value, next, Slopes());
            step *= 2;
        }

        return best;

        double[] Slopes()
        {
            var sums = new double[gradient.ColumnCount];
            for (int j = 0; j < sums.Length; j++)
            {
                foreach (T value in gradient.Values().AsSpan(j * gradient.RowCount, gradient.RowCount))
                    sums[j] += double.CreateTruncating(value);
            }

            return sums;
        }
    }

    /// <summary>The loss of a constant answer.</summary>
    private static double Value<T>(Loss<T> loss, double[] answer, Matrix<T> y, T[] share, Matrix<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> p = MatrixAccess.New<T>(y.RowCount, y.ColumnCount);
        for (int j = 0; j < answer.Length; j++)
            p.Values().AsSpan(j * p.RowCount, p.RowCount).Fill(T.CreateTruncating(answer[j]));
        double value = loss.Evaluate(p, y, share, gradient);
        return double.IsFinite(value) ? value : double.PositiveInfinity;
    }
}
