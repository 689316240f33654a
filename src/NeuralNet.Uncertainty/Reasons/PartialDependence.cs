using System.Globalization;
using System.Numerics;
using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace NeuralNet.Uncertainty;

/// <summary>
/// How outputs depend on one column: for each of some values the mean of the outputs over all samples, had every one of
/// them that value. It mixes in samples that cannot be where columns depend on each other.
/// </summary>
/// <remarks>Friedman, 2001.</remarks>
public sealed class PartialDependence
{
    private PartialDependence(int column, IReadOnlyList<double> values, Matrix<double> outputs)
    {
        Column = column;
        Values = values;
        Outputs = outputs;
    }

    /// <summary>The column, from 0.</summary>
    public int Column { get; }

    /// <summary>The values, rising.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The mean outputs, <c>values x outputs</c>.</summary>
    public Matrix<double> Outputs { get; }

    /// <summary>Computes the dependence of any model.</summary>
    /// <param name="predict">From inputs, <c>N x inputs</c>, to outputs, <c>N x outputs</c>; it must not change
    /// them.</param>
    /// <param name="x">Samples, <c>N x inputs</c>, finite, at least one row.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="points">
    /// The most values, at least 2. They are all values of the column if there are no more, otherwise as many of them
    /// at equal steps of their rank, from the lowest to the highest: never one that does not occur.
    /// </param>
    /// <exception cref="ArgumentException">There is no row or no such column, or a value is NaN or
    /// infinite.</exception>
    public static PartialDependence Of<T>(Func<Matrix<T>, Matrix<T>> predict, Matrix<T> x, int column, int points = 20)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predict);
        Checks.HasRows(x, nameof(x));
        Checks.Finite(x, nameof(x), "Dependence is on finite values.");
        Checks.AtLeast(points, nameof(points), 2);
        if (column < 0 || column >= x.ColumnCount)
            throw new ArgumentOutOfRangeException(nameof(column), column, $"'{nameof(column)}' is {Checks.Text(column)}, but with {Checks.Text(x.ColumnCount)} "
                + $"columns they run from 0 to {Checks.Text(x.ColumnCount - 1)}.");
        T[] values = Grid([.. x.Column(column)], points);
        Matrix<T> moved = Matrix<T>.Build.Dense(x.RowCount, x.ColumnCount, x.ToColumnMajorArray());
        Matrix<double>? outputs = null;
        for (int k = 0; k < values.Length; k++)
        {
            moved.Values().AsSpan(column * x.RowCount, x.RowCount).Fill(values[k]);
            Matrix<T> predicted = predict(moved);
            outputs ??= Matrix<double>.Build.Dense(values.Length, predicted.ColumnCount);
            for (int j = 0; j < predicted.ColumnCount; j++)
                outputs[k, j] = predicted.Column(j).Average(double.CreateChecked);
        }

        return new PartialDependence(column, [.. values.Select(double.CreateChecked)], outputs!);
    }

    /// <summary>Computes the dependence of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="x">Samples, <c>N x inputs</c>, finite, at least one row.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="points">The most values, at least 2.</param>
    /// <exception cref="ArgumentException">There is no row or no such column, x does not fit the network, or a value is
    /// NaN or infinite.</exception>
    public static PartialDependence Of<T>(Network<T> network, Matrix<T> x, int column, int points = 20)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        return Of(network.Predict, x, column, points);
    }

    /// <summary>A line for each value.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{$"column {Column}",12}{"mean output",16}");
        for (int k = 0; k < Values.Count; k++)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"{Values[k],12:G5}");
            for (int j = 0; j < Outputs.ColumnCount; j++)
                text.Append(CultureInfo.InvariantCulture, $"{Outputs[k, j],16:G5}");
        }

        return text.ToString();
    }

    private static T[] Grid<T>(T[] column, int points)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] distinct = [.. column.Distinct().Order()];
        if (distinct.Length <= points)
            return distinct;
        Array.Sort(column);
        return [.. Enumerable.Range(0, points).Select(k => column[(int)((long)k * (column.Length - 1) / (points - 1))]).Distinct()];
    }
}
