using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Storage;

namespace NeuralNet.Numerics;

/// <summary>The one place that takes MathNet's column-major array out of a dense matrix.</summary>
internal static class MatrixAccess
{
    /// <summary>The elements of a dense matrix, column by column: element (i, j) stands at j * rows + i. The array is the matrix, not a copy.</summary>
    public static T[] Values<T>(this Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Debug.Assert(matrix.Storage is DenseColumnMajorMatrixStorage<T>);
        return Unsafe.As<DenseColumnMajorMatrixStorage<T>>(matrix.Storage).Data;
    }

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
