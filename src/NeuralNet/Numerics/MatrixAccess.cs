using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Storage;

namespace NeuralNet.Numerics;

/// <summary>The one place that takes MathNet's column-major array out of a dense matrix.</summary>
internal static class MatrixAccess
{
    /// <summary>The elements of a dense matrix, column by column: element (i, j) stands at j * rows + i. The array is the matrix, not a copy.</summary>
    public static T[] Values<T>(this Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => matrix.Storage is DenseColumnMajorMatrixStorage<T> dense
            ? dense.Data
            : throw new ArgumentException($"Layers and losses compute on dense matrices, but a {matrix.GetType().Name} was given. Predict and Fit take any matrix.");

    /// <summary>The matrix itself if its storage is dense, otherwise a dense copy.</summary>
    public static Matrix<T> AsDense<T>(this Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (matrix.Storage is DenseColumnMajorMatrixStorage<T>)
            return matrix;
        Matrix<T> dense = New<T>(matrix.RowCount, matrix.ColumnCount);
        matrix.CopyTo(dense);
        return dense;
    }

    public static Matrix<T> New<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Matrix<T>.Build.Dense(rows, columns);
}
