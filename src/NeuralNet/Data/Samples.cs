using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>One's own arrays as matrices.</summary>
public static class Samples
{
    /// <summary>A matrix with one row for each array.</summary>
    /// <param name="rows">N arrays of one length, at least 1.</param>
    /// <returns><c>N x length</c>.</returns>
    /// <exception cref="ArgumentException">There is no row, a row is null or empty, or its length differs from the
    /// first.</exception>
    public static Matrix<T> FromRows<T>(IReadOnlyList<T[]> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(rows);
        Check.Precision<T>();
        if (rows.Count == 0)
            throw new ArgumentException("'rows' is empty, but at least one sample is needed.", nameof(rows));
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i] is null)
                throw new ArgumentException($"'rows'[{Check.Text(i)}] is null.", nameof(rows));
            if (rows[i].Length == 0)
                throw new ArgumentException($"'rows'[{Check.Text(i)}] is empty, but a sample has at least one value.", nameof(rows));
            if (rows[i].Length != rows[0].Length)
                throw new ArgumentException($"'rows'[{Check.Text(i)}] has {Check.Text(rows[i].Length)} values, but 'rows'[0] has "
                    + $"{Check.Text(rows[0].Length)}: all samples need the same number.", nameof(rows));
        }

        Matrix<T> matrix = MatrixAccess.New<T>(rows.Count, rows[0].Length);
        for (int i = 0; i < rows.Count; i++)
        {
            for (int j = 0; j < rows[i].Length; j++)
                matrix.At(i, j, rows[i][j]);
        }

        return matrix;
    }
}
