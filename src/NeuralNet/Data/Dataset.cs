using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>Samples with their targets, and a weight for each if they do not count alike.</summary>
/// <param name="X">Features, <c>N x inputs</c>, a row a sample.</param>
/// <param name="Y">Targets, <c>N x outputs</c>; one-hot rows for classes.</param>
public sealed record Dataset<T>(Matrix<T> X, Matrix<T> Y)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Samples with class labels, kept as one-hot rows.</summary>
    /// <param name="x">Features, <c>N x inputs</c>.</param>
    /// <param name="labels">N labels from 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="classes">The number of classes, at least 1: the outputs of the network.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside its range.</exception>
    public Dataset(Matrix<T> x, IReadOnlyList<int> labels, int classes)
        : this(x, Labels.ToOneHot<T>(labels, classes))
    {
    }

    /// <summary>N weights, finite and at least 0, not all 0; null if all samples count alike. Only their ratios matter.</summary>
    public IReadOnlyList<double>? SampleWeights { get; init; }

    /// <summary>The samples at the given rows, in that order.</summary>
    /// <param name="rows">Row numbers, from 0; a row may appear more than once.</param>
    /// <exception cref="ArgumentException">There is no such row, or X, Y and the weights do not have the same number.</exception>
    public Dataset<T> Subset(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        CheckRows();
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i] < 0 || rows[i] >= X.RowCount)
                throw new ArgumentOutOfRangeException(nameof(rows), rows[i], $"'rows'[{Check.Text(i)}] is {Check.Text(rows[i])}, but the data has rows 0 to {Check.Text(X.RowCount - 1)}.");
        }

        return new Dataset<T>(Rows(X, rows), Rows(Y, rows))
        {
            SampleWeights = SampleWeights is { } weights ? [.. rows.Select(row => weights[row])] : null,
        };
    }

    /// <summary>Throws unless each row of X has one of Y and a weight, if there are weights.</summary>
    internal void CheckRows()
    {
        ArgumentNullException.ThrowIfNull(X);
        ArgumentNullException.ThrowIfNull(Y);
        Check.SameRows(X, nameof(X), Y.RowCount, nameof(Y), "rows");
        if (SampleWeights is { } weights)
            Check.SameRows(X, nameof(X), weights.Count, nameof(SampleWeights), "values");
    }

    private static Matrix<T> Rows(Matrix<T> matrix, IReadOnlyList<int> rows)
    {
        Matrix<T> result = MatrixAccess.New<T>(rows.Count, matrix.ColumnCount);
        for (int j = 0; j < matrix.ColumnCount; j++)
        {
            for (int i = 0; i < rows.Count; i++)
                result.At(i, j, matrix.At(rows[i], j));
        }

        return result;
    }
}
