using System.Numerics;

namespace NeuralNet.Tests.Numerics;

/// <summary>
/// Sizes at which vectors of 2 to 16 elements, pairs of them and blocks of tiles end, and numbers to fill them with.
/// </summary>
internal static class KernelData
{
    public static readonly int[] Sizes = [1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 100, 127, 129];

    /// <summary>Numbers between -scale and scale; a different seed gives different ones.</summary>
    public static T[] Random<T>(int count, int seed = 1, double scale = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var values = new T[count];
        for (int i = 0; i < count; i++)
            values[i] = T.CreateChecked(scale * (2 * random.NextDouble() - 1));
        return values;
    }

    /// <summary>Picked rows of a row-major matrix as a column-major one.</summary>
    public static T[] ColumnMajor<T>(ReadOnlySpan<T> rowMajor, int[] picked, int columns)
    {
        var result = new T[picked.Length * columns];
        for (int i = 0; i < picked.Length; i++)
        {
            for (int j = 0; j < columns; j++)
                result[j * picked.Length + i] = rowMajor[picked[i] * columns + j];
        }

        return result;
    }

    public static double[] InDouble<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new double[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = double.CreateChecked(values[i]);
        return result;
    }

    /// <summary>The rounding of T: what a relative error is measured by.</summary>
    public static double Epsilon<T>() => typeof(T) == typeof(float) ? 1.1920929e-7 : 2.220446049250313e-16;

    /// <summary>|actual - expected| at most some roundings of the magnitude of what was added up.</summary>
    public static void ShouldBeNear<T>(double actual, double expected, double magnitude, double roundings, string where)
        => Math.Abs(actual - expected).Should().BeLessThanOrEqualTo(roundings * Epsilon<T>() * magnitude, "{0} expects {1:R} but has {2:R}", where, expected,
            actual);
}
