using System.Numerics;

namespace NeuralNet.Numerics;

/// <summary>
/// What a kernel needs of a vector of a fixed width, so that it is written once for all widths, both precisions and single elements.
/// Every operation is exactly rounded in each lane, so a kernel that treats elements alone gives the same bits in every width.
/// </summary>
/// <typeparam name="V">The vector: a Vector512, Vector256, Vector128 of T, or T itself.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal interface ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract int Count { get; }

    static abstract V Load(ref T source, int index);

    static abstract void Store(V value, ref T destination, int index);

    static abstract V Create(T value);

    static abstract V Add(V x, V y);

    static abstract V Subtract(V x, V y);

    static abstract V Multiply(V x, V y);

    static abstract V Divide(V x, V y);

    /// <summary>x y + z, rounded once.</summary>
    static abstract V MultiplyAdd(V x, V y, V z);

    static abstract V Sqrt(V x);

    static abstract V Abs(V x);

    /// <summary>The magnitude of x with the sign bit of y.</summary>
    static abstract V CopySign(V x, V y);

    /// <summary>a > b ? x : y in each lane; y where a or b is NaN.</summary>
    static abstract V IfGreater(V a, V b, V x, V y);

    /// <summary>a == b ? x : y in each lane; y where a or b is NaN.</summary>
    static abstract V IfEqual(V a, V b, V x, V y);

    /// <summary>The sum of the lanes, by halves: lane k plus lane k + half, again and again.</summary>
    static abstract T Fold(V x);

    /// <summary>2^n for an integer n of the normal exponent range.</summary>
    static abstract V PowerOfTwo(V n);

    /// <summary>The exponent e of a positive normal x = m 2^e with m in [1, 2).</summary>
    static abstract V Exponent(V x);

    /// <summary>The m of a positive normal x = m 2^e with m in [1, 2).</summary>
    static abstract V Mantissa(V x);
}

/// <summary>The bit layout of float and double, for the exponent operations.</summary>
internal static class FloatFormat
{
    /// <summary>1.5 * 2^mantissa bits: adding it to a small number rounds that to an integer, which then stands in the lowest bits.</summary>
    public const double DoubleRounder = 6755399441055744;
    public const float SingleRounder = 12582912;
    public const int DoubleBias = 1023;
    public const int SingleBias = 127;
    public const int DoubleMantissaBits = 52;
    public const int SingleMantissaBits = 23;
    public const long DoubleMantissaMask = 0x000FFFFFFFFFFFFF;
    public const int SingleMantissaMask = 0x007FFFFF;
    public const long DoubleOne = 0x3FF0000000000000;
    public const int SingleOne = 0x3F800000;

    /// <summary>2^mantissa bits, whose bit pattern holds an integer in its lowest bits.</summary>
    public const double DoubleInteger = 4503599627370496;
    public const float SingleInteger = 8388608;
}
