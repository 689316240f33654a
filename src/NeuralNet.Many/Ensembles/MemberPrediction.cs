using System.Buffers;
using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Many.Ensembles;

internal delegate Matrix<T> PredictMatrix<T>(Matrix<T> x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

internal delegate void PredictSample<T>(ReadOnlySpan<T> x, Span<T> y)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>
/// Means and deviations over what members predict, added up in double and in their order: the same bits for a sample
/// alone and among others.
/// </summary>
internal sealed class MemberPrediction<T>(int outputs, (PredictMatrix<T> Samples, PredictSample<T> Sample)[] members)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A stack has room for so many; more are rented.
    private const int MostOnStack = 128;

    public Matrix<T> Mean(Matrix<T> x)
    {
        Matrix<T>[] each = Each(x);
        return Matrix<T>.Build.Dense(x.RowCount, outputs, (i, j) => Finite(Mean(each, i, j), j));
    }

    /// <summary>Divided by the number of members, not by one less.</summary>
    public Matrix<T> Deviation(Matrix<T> x)
    {
        Matrix<T>[] each = Each(x);
        return Matrix<T>.Build.Dense(x.RowCount, outputs, (i, j) =>
        {
            double mean = Mean(each, i, j), squares = 0;
            foreach (Matrix<T> y in each)
            {
                double difference = double.CreateTruncating(y.At(i, j)) - mean;
                squares += difference * difference;
            }

            return Finite(Math.Sqrt(squares / each.Length), j);
        });
    }

    public void Mean(ReadOnlySpan<T> x, Span<T> y)
    {
        if (y.Length != outputs)
            throw new ArgumentException($"The ensemble has {Text.Of(outputs)} outputs, but 'y' has room for {Text.Of(y.Length)} values.", nameof(y));
        if (outputs <= MostOnStack)
        {
            Mean(x, y, stackalloc double[outputs], stackalloc T[outputs]);
            return;
        }

        double[] sums = ArrayPool<double>.Shared.Rent(outputs);
        T[] one = ArrayPool<T>.Shared.Rent(outputs);
        Mean(x, y, sums.AsSpan(0, outputs), one.AsSpan(0, outputs));
        ArrayPool<double>.Shared.Return(sums);
        ArrayPool<T>.Shared.Return(one);
    }

    private void Mean(ReadOnlySpan<T> x, Span<T> y, Span<double> sums, Span<T> one)
    {
        sums.Clear();
        foreach ((_, PredictSample<T> predict) in members)
        {
            predict(x, one);
            for (int j = 0; j < sums.Length; j++)
                sums[j] += double.CreateTruncating(one[j]);
        }

        for (int j = 0; j < sums.Length; j++)
            one[j] = Finite(sums[j] / members.Length, j);
        one.CopyTo(y);
    }

    private Matrix<T>[] Each(Matrix<T> x) => [.. members.Select(member => member.Samples(x))];

    private static double Mean(Matrix<T>[] each, int row, int column)
    {
        double sum = 0;
        foreach (Matrix<T> y in each)
            sum += double.CreateTruncating(y.At(row, column));
        return sum / each.Length;
    }

    private static T Finite(double value, int column)
    {
        T result = T.CreateTruncating(value);
        return T.IsFinite(result)
            ? result
            : throw new ArgumentException($"Output {Text.Of(column)} would be {value.ToString(CultureInfo.InvariantCulture)}: what the members predict is too "
                + $"large to be added up in {typeof(T).Name}.");
    }
}
