using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Fills in missing values (NaN), each column with one value taken from the data it was fitted to.</summary>
/// <remarks>
/// Fit it to training data only, and apply it to all data. What is filled in takes part in training as if it had been
/// measured.
/// </remarks>
public sealed class Imputer
{
    /// <summary>An imputer with given values, for constants or to take up an earlier one.</summary>
    /// <param name="values">What is filled in, one finite value for each column.</param>
    /// <exception cref="ArgumentException">There is no value, or one is NaN or infinite.</exception>
    public Imputer(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("'values' is empty, but at least one column is needed.", nameof(values));
        for (int j = 0; j < values.Count; j++)
        {
            if (!double.IsFinite(values[j]))
                throw new ArgumentException($"'values'[{Check.Text(j)}] is {Check.Text(values[j])}, but a finite number was expected.", nameof(values));
        }

        Values = [.. values];
    }

    /// <summary>What is filled in, one value for each column.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Fills in the mean of the column's other values.</summary>
    /// <param name="x">
    /// Training samples, <c>N x columns</c>, NaN where a value is missing; each column needs a value.
    /// </param>
    /// <exception cref="ArgumentException">A column has no value at all, or x holds infinity.</exception>
    public static Imputer Mean<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Fit(x, values => values.Average(value => value - values[0]) + values[0]);

    /// <summary>
    /// Fills in the median of the column's other values; of an even number of values, the mean of the two in the
    /// middle.
    /// </summary>
    /// <param name="x">
    /// Training samples, <c>N x columns</c>, NaN where a value is missing; each column needs a value.
    /// </param>
    /// <exception cref="ArgumentException">A column has no value at all, or x holds infinity.</exception>
    public static Imputer Median<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Fit(x, values =>
        {
            Array.Sort(values);
            double above = values[values.Length / 2];
            return values.Length % 2 == 1 ? above : (values[values.Length / 2 - 1] / 2) + (above / 2);
        });

    /// <summary>
    /// Fills in the value that is most frequent in the column, the smallest of several; for columns of categories.
    /// </summary>
    /// <param name="x">
    /// Training samples, <c>N x columns</c>, NaN where a value is missing; each column needs a value.
    /// </param>
    /// <exception cref="ArgumentException">A column has no value at all, or x holds infinity.</exception>
    public static Imputer MostFrequent<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Fit(x, values => values.GroupBy(value => value).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key);

    /// <summary>Fills in one value in all columns.</summary>
    /// <param name="value">A finite number.</param>
    /// <param name="columns">The number of columns, at least 1.</param>
    public static Imputer Constant(double value, int columns)
    {
        Check.Count(columns, nameof(columns), "column");
        Check.Range(value, nameof(value), double.NegativeInfinity, double.PositiveInfinity);
        Check.Room(columns, nameof(columns), columns, sizeof(double));
        return new Imputer([.. Enumerable.Repeat(value, columns)]);
    }

    /// <summary>Fills in the missing values.</summary>
    /// <param name="x">Samples, <c>N x columns</c>, NaN where a value is missing.</param>
    /// <returns>A new matrix of the same shape, without NaN.</returns>
    /// <exception cref="ArgumentException">x has another number of columns than the fitted data.</exception>
    public Matrix<T> Transform<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ColumnCount != Values.Count)
            throw new ArgumentException($"The imputer was fitted to {Check.Text(Values.Count)} columns, but 'x' has {Check.Text(x.ColumnCount)} "
                + $"({Check.Shape(x)}).", nameof(x));
        Matrix<T> result = MatrixAccess.New<T>(x.RowCount, x.ColumnCount);
        for (int j = 0; j < x.ColumnCount; j++)
        {
            T fill = T.CreateTruncating(Values[j]);
            for (int i = 0; i < x.RowCount; i++)
                result.At(i, j, T.IsNaN(x.At(i, j)) ? fill : x.At(i, j));
        }

        return result;
    }

    private static Imputer Fit<T>(Matrix<T> x, Func<double[], double> summary)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        var values = new double[x.ColumnCount];
        for (int j = 0; j < values.Length; j++)
        {
            var present = new List<double>(x.RowCount);
            for (int i = 0; i < x.RowCount; i++)
            {
                double value = double.CreateTruncating(x.At(i, j));
                if (double.IsInfinity(value))
                    throw new ArgumentException($"'x' holds {Check.Text(value)} at row {Check.Text(i)}, column {Check.Text(j)}: only NaN stands for a "
                        + "missing value.", nameof(x));
                if (!double.IsNaN(value))
                    present.Add(value);
            }

            if (present.Count == 0)
                throw new ArgumentException($"Column {Check.Text(j)} of 'x' has no value in any of its {Check.Text(x.RowCount)} rows, so there is nothing "
                    + "to fill in. Leave the column out, or give a constant.", nameof(x));
            values[j] = summary([.. present]);
            if (!double.IsFinite(values[j]))
                throw new ArgumentException($"Column {Check.Text(j)} of 'x' starts with {Check.Text(present[0])} and its values are too large to be "
                    + "averaged.", nameof(x));
        }

        return new Imputer(values);
    }
}
