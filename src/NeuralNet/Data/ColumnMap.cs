using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>What scalers do to each element, in double.</summary>
internal static class ColumnMap
{
    public static Matrix<T> Apply<T>(Matrix<T> x, int columns, Func<double, int, double> function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ColumnCount != columns)
            throw new ArgumentException($"The scaler was fitted to {Check.Text(columns)} columns, but 'x' has {Check.Text(x.ColumnCount)} ({Check.Shape(x)}).", nameof(x));
        Matrix<T> result = MatrixAccess.New<T>(x.RowCount, x.ColumnCount);
        for (int j = 0; j < x.ColumnCount; j++)
        {
            for (int i = 0; i < x.RowCount; i++)
                result.At(i, j, T.CreateTruncating(function(double.CreateTruncating(x.At(i, j)), j)));
        }

        return result;
    }
}
