using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>Sums in a fixed order, the same for every vector width and number of threads.</summary>
internal static class Reductions
{
    /// <summary>sums[j] = sum over i of x[i, j]; x is rows x sums.Length, column-major: the bias gradient.</summary>
    public static void ColumnSums<T>(int rows, ReadOnlySpan<T> x, Span<T> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int j = 0; j < sums.Length; j++)
        {
            T sum = T.Zero;
            for (int i = 0; i < rows; i++)
                sum += x[j * rows + i];
            sums[j] = sum;
        }
    }

    public static double SumOfSquares<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double value = double.CreateTruncating(x[i]);
            sum += value * value;
        }

        return sum;
    }

    public static double SumOfAbsolutes<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += double.CreateTruncating(T.Abs(x[i]));
        return sum;
    }

    public static double SumOfAbsoluteDifferences<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += double.CreateTruncating(T.Abs(x[i] - y[i]));
        return sum;
    }

    /// <summary>Whether no element is NaN or infinite.</summary>
    public static bool AllFinite<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (T value in x)
        {
            if (!T.IsFinite(value))
                return false;
        }

        return true;
    }

    /// <summary>best[i] = the column of the largest element of row i, the lowest on ties; x is best.Length x columns, column-major.</summary>
    public static void RowArgmax<T>(int columns, ReadOnlySpan<T> x, Span<int> best)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = best.Length;
        best.Clear();
        for (int j = 1; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                if (x[j * rows + i] > x[best[i] * rows + i])
                    best[i] = j;
            }
        }
    }
}
