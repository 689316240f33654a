using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using NeuralNet.Numerics;

namespace NeuralNet;

/// <summary>What targets look like, which decides whether an accuracy means anything.</summary>
internal enum TargetKind
{
    /// <summary>Other values than two that stand for no and yes.</summary>
    Continuous,

    /// <summary>Independent zeros and ones, in one or several columns.</summary>
    Binary,

    /// <summary>One 1 in each row, the others 0.</summary>
    OneHot,

    /// <summary>Independent -1 and +1, in one or several columns.</summary>
    Signed,

    /// <summary>Two or more columns with one +1 in each row, the others -1.</summary>
    SignedOneHot,
}

internal static class TargetKinds
{
    /// <remarks>
    /// One column is never one-hot by its looks: a column of ones is the second of two classes unless whoever made the
    /// data set says that there is one.
    /// </remarks>
    public static TargetKind Of<T>(Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = targets.Values();
        bool hasZero = false, isSigned = false;
        foreach (T value in values)
        {
            hasZero |= value == T.Zero;
            isSigned |= value == -T.One;
            if (T.Abs(value) != T.One && value != T.Zero)
                return TargetKind.Continuous;
        }

        if (isSigned && hasZero)
            return TargetKind.Continuous;
        if (targets.ColumnCount > 1 && HasOneYesInEachRow(targets))
            return isSigned ? TargetKind.SignedOneHot : TargetKind.OneHot;
        return isSigned ? TargetKind.Signed : TargetKind.Binary;
    }

    /// <summary>Whether each row is of one class.</summary>
    public static bool IsOneHot(this TargetKind kind) => kind is TargetKind.OneHot or TargetKind.SignedOneHot;

    /// <summary>Whether one column tells two classes apart.</summary>
    public static bool IsTwoClasses(this TargetKind kind, int columns) => columns == 1 && kind is TargetKind.Binary or TargetKind.Signed;

    /// <summary>Between no and yes.</summary>
    public static double Middle(this TargetKind kind) => kind is TargetKind.Signed or TargetKind.SignedOneHot ? 0 : 0.5;

    private static bool HasOneYesInEachRow<T>(Matrix<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < targets.RowCount; i++)
        {
            int yes = 0;
            for (int j = 0; j < targets.ColumnCount; j++)
                yes += targets.At(i, j) == T.One ? 1 : 0;
            if (yes != 1)
                return false;
        }

        return true;
    }
}
