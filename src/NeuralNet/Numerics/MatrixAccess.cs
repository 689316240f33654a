using System.Numerics;
using System.Runtime.CompilerServices;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Storage;

namespace NeuralNet.Numerics;

/// <summary>The one place that takes MathNet's column-major array out of a dense matrix.</summary>
internal static class MatrixAccess
{
    /// <summary>
    /// Columns or rows of an operand that a product copies at a time, at most: 48, and room between them.
    /// </summary>
    private const int CopiedAtOnce = 64;

    /// <summary>
    /// The elements of a dense matrix, column by column: element (i, j) stands at j * rows + i. The array is the
    /// matrix, not a copy.
    /// </summary>
    public static T[] Values<T>(this Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // An exact comparison is two instructions, a cast a call; this is asked some thirty times in a step of an XOR
        // network.
        MatrixStorage<T> storage = matrix.Storage;
        return storage.GetType() == typeof(DenseColumnMajorMatrixStorage<T>) ? Unsafe.As<DenseColumnMajorMatrixStorage<T>>(storage).Data
            : ThrowNotDense(matrix);
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

    private static T[] ThrowNotDense<T>(Matrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => throw new ArgumentException($"Layers and losses compute on dense matrices, but a {matrix.GetType().Name} was given. "
            + "Predict and Fit take any matrix.");

    /// <summary>Why <see cref="Longest"/> is what it is, for messages.</summary>
    public static string LimitText => $"a matrix, and the copy that a product makes of up to {Check.Text(CopiedAtOnce)} of its columns, must fit into an "
        + $"array of {Check.Text(Array.MaxLength)} elements";

    /// <summary>How long one side of a matrix that takes part in products may be, given the other.</summary>
    public static int Longest(int otherSide) => Array.MaxLength / Math.Max(otherSide, CopiedAtOnce);

    /// <summary>
    /// A matrix of zeros. MathNet multiplies its sides without looking for overflow: 65,536 x 65,536 would be an array
    /// of no elements.
    /// </summary>
    public static Matrix<T> New<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => (long)rows * columns <= Array.MaxLength ? Matrix<T>.Build.Dense(rows, columns) : ThrowTooLarge<T>(rows, columns);

    private static Matrix<T> ThrowTooLarge<T>(int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => throw new ArgumentException($"A matrix of {Check.Text(rows)} x {Check.Text(columns)} has {Check.Text((long)rows * columns)} elements, but at most "
            + $"{Check.Text(Array.MaxLength)} fit into an array.");
}
