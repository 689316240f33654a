using System.Globalization;
using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// Argument checks; every message names the argument, what came, where, and what was expected.
/// </summary>
internal static class Checks
{
    /// <summary>The elements of a dense matrix, column by column: the array is the matrix, not a copy.</summary>
    public static T[] Values<T>(this Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => matrix.AsColumnMajorArray() ?? throw new ArgumentException($"Layers and losses compute on dense matrices, but a {matrix.GetType().Name} was given.");

    /// <summary>The elements column by column; a copy if the matrix is not dense.</summary>
    public static T[] Elements<T>(this Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => matrix.AsColumnMajorArray() ?? matrix.ToColumnMajorArray();

    public static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Shape<T>(Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => $"{Text(matrix.RowCount)} x {Text(matrix.ColumnCount)}";

    public static void AtLeast(int value, string name, int smallest)
    {
        if (value < smallest)
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {Text(value)}, but at least {Text(smallest)} was expected.");
    }

    /// <summary>Above 0 and below 1.</summary>
    public static void Share(double value, string name)
    {
        if (!(value > 0 && value < 1))
            throw new ArgumentOutOfRangeException(name, value, $"'{name}' is {Text(value)}, but a number above 0 and below 1 was expected.");
    }

    public static void Finite<T>(Matrix<T> matrix, string name, string advice)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        T[] values = matrix.Elements();
        for (int k = 0; k < values.Length; k++)
        {
            if (!T.IsFinite(values[k]))
                throw new ArgumentException($"'{name}' holds {values[k].ToString(null, CultureInfo.InvariantCulture)} at row {Text(k % matrix.RowCount)}, "
                    + $"column {Text(k / matrix.RowCount)}. {advice}", name);
        }
    }

    public static void SameShape<T>(Matrix<T> a, string aName, Matrix<T> b, string bName)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(a, aName);
        ArgumentNullException.ThrowIfNull(b, bName);
        if (a.RowCount != b.RowCount || a.ColumnCount != b.ColumnCount)
            throw new ArgumentException($"'{aName}' is {Shape(a)}, but '{bName}' is {Shape(b)}: both need the same shape.", bName);
    }

    public static void HasRows<T>(Matrix<T> matrix, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        if (matrix.RowCount == 0)
            throw new ArgumentException($"'{name}' has no rows, but at least one sample is needed.", name);
    }

    /// <summary>
    /// Throws unless the matrices of an evaluation have one shape and there is a weight for each row.
    /// </summary>
    public static void Evaluation<T>(Matrix<T> predictions, Matrix<T> targets, ReadOnlySpan<T> rowWeights, Matrix<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SameShape(predictions, nameof(predictions), targets, nameof(targets));
        SameShape(predictions, nameof(predictions), gradient, nameof(gradient));
        if (rowWeights.Length != predictions.RowCount)
            throw new ArgumentException($"There are {Text(rowWeights.Length)} row weights, but '{nameof(predictions)}' is {Shape(predictions)}: each row needs "
                + "one.", nameof(rowWeights));
    }

    /// <summary>
    /// Throws unless the columns come in groups and all columns of a group are equal: a loss of several outputs for one
    /// target is given that target once for each.
    /// </summary>
    public static void Repeated<T>(Matrix<T> targets, string name, int group, string loss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (targets.ColumnCount % group != 0)
            throw new ArgumentException($"'{name}' has {Text(targets.ColumnCount)} columns, but a multiple of {Text(group)} was expected. "
                + RepeatAdvice(loss, group), name);
        T[] values = targets.Elements();
        int rows = targets.RowCount;
        for (int j = 0; j < targets.ColumnCount; j++)
        {
            int first = j / group * group;
            int different = values.AsSpan(j * rows, rows).CommonPrefixLength(values.AsSpan(first * rows, rows));
            if (different < rows)
                throw new ArgumentException($"'{name}' differs at row {Text(different)} between columns {Text(first)} and {Text(j)}, but both stand for one "
                    + $"target. {RepeatAdvice(loss, group)}", name);
        }
    }

    private static string RepeatAdvice(string loss, int group)
        => $"{loss}.TargetsFor(y) repeats each column of y {Text(group)} times, once for each output that belongs to it.";

    /// <summary>Each column so many times, one beside the other.</summary>
    public static Matrix<T> Repeat<T>(Matrix<T> y, string name, int times)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(y, name);
        return Matrix<T>.Build.Dense(y.RowCount, y.ColumnCount * times, (i, j) => y[i, j / times]);
    }
}
