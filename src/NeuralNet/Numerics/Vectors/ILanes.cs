using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>
/// What a kernel may do with a few neighbouring elements at once. Kernels are written once over V and compiled for
/// 512-, 256- and 128-bit vectors and for a single element, in float and double. Every operation rounds each lane by
/// itself, so an element's bits do not depend on the width. Static abstract members of a struct cost nothing after JIT.
/// MultiplyAdd casts by way of object, which leaves no trace in optimised code and takes half as long to compile as
/// calls of As.
/// </summary>
internal interface ILanes<V, T> : IRows<V, V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract V operator +(V a, V b);

    static abstract V operator -(V a, V b);

    static abstract V operator *(V a, V b);

    static abstract V operator /(V a, V b);

    static abstract V operator -(V a);

    static abstract V operator &(V a, V b);

    static abstract V operator |(V a, V b);

    static abstract V Abs(V a);

    static abstract V Sqrt(V a);

    /// <summary>a > b ? a : b in each lane; b where a or b is NaN.</summary>
    static abstract V Max(V a, V b);

    /// <summary>a > b ? x : y in each lane; y where a or b is NaN.</summary>
    static abstract V IfGreater(V a, V b, V x, V y);

    /// <summary>a == b ? x : y in each lane; y where a or b is NaN.</summary>
    static abstract V IfEqual(V a, V b, V x, V y);

    /// <summary>The sum of the lanes by halves: lane k plus lane k + half, again and again.</summary>
    T Fold();

    /// <summary>
    /// The bits of a, taken as integers, moved up by the length of the stored mantissa: an integer becomes an exponent.
    /// </summary>
    static abstract V MoveToExponent(V a);

    /// <summary>
    /// The bits of a, taken as integers, moved down by the length of the stored mantissa: the exponent becomes an
    /// integer.
    /// </summary>
    static abstract V MoveFromExponent(V a);
}
