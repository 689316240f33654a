using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet;

/// <summary>
/// What the findings ask of gradients. The span methods that answer it are not precompiled for numbers: five methods
/// for each question instead of one.
/// </summary>
internal static class Elements
{
    /// <summary>Whether there is nothing but zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool AreZero<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (T value in values)
        {
            if (value != T.Zero)
                return false;
        }

        return true;
    }

    /// <summary>Whether two spans of one length hold the same values.</summary>
    public static bool AreEqual<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] != y[i])
                return false;
        }

        return true;
    }

    // Asked so seldom that compiling the vector loops of Reductions would cost more: 4 of 128 ms of a process that
    // trains XOR.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T value in values)
            sum += double.CreateTruncating(value) * double.CreateTruncating(value);
        return sum;
    }
}
