using System.Numerics;

namespace NeuralNet.Onnx.Tests;

internal static class Agreement
{
    /// <summary>1e-6 in float, 1e-12 in double.</summary>
    public static double Tolerance<T>() => typeof(T) == typeof(float) ? 1e-6 : 1e-12;

    /// <summary>
    /// Largest difference between two predictions, relative to the largest number of its row, or to another number if
    /// that is smaller.
    /// </summary>
    public static double Error<T>(Matrix<T> expected, Matrix<T> actual, double smallestScale = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (actual.RowCount, actual.ColumnCount).Should().Be((expected.RowCount, expected.ColumnCount));
        double worst = 0;
        for (int i = 0; i < expected.RowCount; i++)
        {
            double scale = Math.Max(smallestScale, Enumerable.Range(0, expected.ColumnCount).Max(j => Math.Abs(double.CreateChecked(expected[i, j]))));
            for (int j = 0; j < expected.ColumnCount; j++)
            {
                double difference = Math.Abs(double.CreateChecked(expected[i, j]) - double.CreateChecked(actual[i, j]));
                worst = double.IsNaN(difference) ? double.PositiveInfinity : difference == 0 ? worst : Math.Max(worst, difference / scale);
            }
        }

        return worst;
    }

    public static void ShouldAgreeWith<T>(this Matrix<T> actual, Matrix<T> expected, string because = "", double smallestScale = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Error(expected, actual, smallestScale).Should().BeLessThanOrEqualTo(Tolerance<T>(), "{0}", because);
}
