using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Plots;

/// <summary>Argument checks; every message names the argument, what came, where, and what was expected.</summary>
internal static class PlotCheck
{
    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static void Range(int value, string name, int lowest, int highest)
    {
        if (value < lowest || value > highest)
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {Text(value)}, but a number from {Text(lowest)} to {Text(highest)} was expected.");
    }

    public static void Names(IReadOnlyList<string>? names, string name, int count, string unit)
    {
        if (names is null)
            return;
        if (names.Count != count)
            throw new ArgumentException($"'{name}' has {Text(names.Count)} names, but there are {Text(count)} {unit}.", name);
        for (int i = 0; i < count; i++)
        {
            if (names[i] is null)
                throw new ArgumentException($"'{name}'[{Text(i)}] is null.", name);
        }
    }

    public static void Finite<T>(Matrix<T> matrix, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < matrix.RowCount; i++)
        {
            for (int j = 0; j < matrix.ColumnCount; j++)
            {
                if (!T.IsFinite(matrix[i, j]))
                    throw new ArgumentException($"'{name}' holds {matrix[i, j].ToString(null, CultureInfo.InvariantCulture)} at row {Text(i)}, column "
                        + $"{Text(j)}, but only finite values can be drawn.", name);
            }
        }
    }

    /// <summary>At least so many numbers, all finite.</summary>
    public static void Numbers(IReadOnlyList<double> values, string name, int fewest)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.Count < fewest)
            throw new ArgumentException($"'{name}' has {Text(values.Count)} numbers, but at least {Text(fewest)} {(fewest == 1 ? "is" : "are")} needed for a "
                + "picture.",
                name);
        for (int i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"'{name}'[{Text(i)}] is {values[i].ToString(CultureInfo.InvariantCulture)}, but only finite values can be drawn.",
                    name);
        }
    }

    /// <summary>At least so many numbers, all from 0 to 1.</summary>
    public static void Shares(IReadOnlyList<double> values, string name, int fewest)
    {
        Numbers(values, name, fewest);
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is < 0 or > 1)
                throw new ArgumentException($"'{name}'[{Text(i)}] is {values[i].ToString("G6", CultureInfo.InvariantCulture)}, but a number from 0 to 1 was "
                    + "expected.",
                    name);
        }
    }

    public static void SameLength(int count, string name, int expected, string expectedName)
    {
        if (count != expected)
            throw new ArgumentException($"'{name}' has {Text(count)} numbers, but '{expectedName}' has {Text(expected)}: each needs one.", name);
    }

    /// <summary>The height of images that are stored as rows of so many values.</summary>
    public static (int Width, int Height) ImageSize(int values, int? imageWidth, string what)
    {
        int width = imageWidth ?? (int)Math.Round(Math.Sqrt(values));
        if (imageWidth is null && width * width != values)
            throw new ArgumentException($"{what} {Text(values)} values, which is no square: 'imageWidth' is needed to tell how wide an image is.",
                nameof(imageWidth));
        if (width < 1 || values % width != 0)
            throw new ArgumentOutOfRangeException(nameof(imageWidth), width,
                $"'imageWidth' is {Text(width)}, but {what.ToLowerInvariant()} {Text(values)} values, which are not rows of that width.");
        return (width, values / width);
    }
}
