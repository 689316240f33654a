using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>What targets look like, which decides whether an accuracy means anything.</summary>
internal enum TargetKind
{
    /// <summary>Values other than 0 and 1.</summary>
    Continuous,

    /// <summary>Independent zeros and ones, in one or several columns.</summary>
    Binary,

    /// <summary>Two or more columns with one 1 in each row.</summary>
    OneHot,
}

internal static class TargetKinds
{
    public static TargetKind Of<T>(Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = targets.Values();
        foreach (T value in values)
        {
            if (value != T.Zero && value != T.One)
                return TargetKind.Continuous;
        }

        int rows = targets.RowCount;
        if (targets.ColumnCount == 1)
            return TargetKind.Binary;
        for (int i = 0; i < rows; i++)
        {
            T sum = T.Zero;
            for (int j = 0; j < targets.ColumnCount; j++)
                sum += values[j * rows + i];
            if (sum != T.One)
                return TargetKind.Binary;
        }

        return TargetKind.OneHot;
    }
}
