using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>
/// Scales each column by an offset and a width of its own, (x - offset) / width, in double: what
/// <see cref="StandardScaler"/> and <see cref="MinMaxScaler"/> have in common.
/// </summary>
/// <remarks>A column of width 0 is constant: it becomes 0, and its offset again when it is restored.</remarks>
public abstract class ColumnScaler
{
    /// <param name="offsets">What is subtracted.</param>
    /// <param name="widths">What is divided by.</param>
    /// <param name="widthName">What a width is called, for messages.</param>
    private protected ColumnScaler(double[] offsets, double[] widths, string widthName)
    {
        Offsets = offsets;
        Widths = widths;
        WidthName = widthName;
    }

    /// <summary>The number of columns.</summary>
    public int Columns => Offsets.Length;

    internal double[] Offsets { get; }

    internal double[] Widths { get; }

    internal string WidthName { get; }

    /// <summary>Scales samples.</summary>
    /// <param name="x">Samples, <c>N x columns</c>.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException">x has another number of columns than the scaler.</exception>
    public Matrix<T> Transform<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply(x, static (value, offset, width) => width == 0 ? 0 : (value - offset) / width);

    /// <summary>Undoes <see cref="Transform{T}"/>; a constant column gets its constant back.</summary>
    /// <param name="x">Scaled samples, <c>N x columns</c>.</param>
    /// <returns>A new matrix of the same shape.</returns>
    /// <exception cref="ArgumentException">x has another number of columns than the scaler.</exception>
    public Matrix<T> Restore<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Apply(x, static (value, offset, width) => value * width + offset);

    /// <summary>
    /// A copy of numbers that a constructor was given; throws unless there is one at least, as many as of another kind,
    /// and all are finite.
    /// </summary>
    private protected static double[] Copied(IReadOnlyList<double> values, string name, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.Count == 0)
            throw new ArgumentException($"'{name}' is empty, but at least one column is needed.", name);
        if (count is { } expected && values.Count != expected)
            throw new ArgumentException($"'{name}' has {Check.Text(values.Count)} values, but there are {Check.Text(expected)} columns.", name);
        for (int j = 0; j < values.Count; j++)
        {
            if (!double.IsFinite(values[j]))
                throw new ArgumentOutOfRangeException(name, values[j], $"'{name}'[{Check.Text(j)}] is {Check.Text(values[j])}, but a finite number was "
                    + "expected.");
        }

        return [.. values];
    }

    private Matrix<T> Apply<T>(Matrix<T> x, Func<double, double, double, double> function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ColumnCount != Columns)
            throw new ArgumentException($"The scaler was fitted to {Check.Text(Columns)} columns, but 'x' has {Check.Text(x.ColumnCount)} "
                + $"({Check.Shape(x)}).", nameof(x));
        Matrix<T> result = MatrixAccess.New<T>(x.RowCount, x.ColumnCount);
        for (int j = 0; j < x.ColumnCount; j++)
        {
            for (int i = 0; i < x.RowCount; i++)
                result.At(i, j, T.CreateTruncating(function(double.CreateTruncating(x.At(i, j)), Offsets[j], Widths[j])));
        }

        return result;
    }
}
