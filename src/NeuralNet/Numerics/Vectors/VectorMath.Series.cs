using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// What the functions are made of: numbers taken apart and put together, sums whose rounding is kept, and the series.
/// </summary>
internal static partial class VectorMath<V, T>
{
    // log 2 in two parts; the high one has enough zero bits at its end for n * high to be exact.
    private const double Log2High = 6.93147180369123816490e-01;
    private const double Log2Low = 1.90821492927058770002e-10;
    private const double Log2HighSingle = 0.693359375;
    private const double Log2LowSingle = -2.12194440054690583e-4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant(double inDouble, double inSingle)
        => V.Broadcast(typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)inSingle) : Unsafe.BitCast<double, T>(inDouble));

    /// <summary>The nearest integer, even on ties: above 1.5 * 2^mantissa bits there are no fractions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Round(V x)
    {
        V rounder = Constant(6755399441055744, 12582912);
        return x + rounder - rounder;
    }

    /// <summary>
    /// 2^n for an integer n in the range of normal exponents: n and the bias, in the lowest bits of a number near
    /// 2^mantissa bits, become the exponent.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PowerOfTwo(V n) => V.MoveToExponent(n + Constant(4503599627370496.0 + 1023, 8388608.0 + 127));

    /// <summary>The exponent e of a positive normal x = m 2^e with m in [1, 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exponent(V x)
        => (V.MoveFromExponent(x) | Constant(4503599627370496, 8388608)) - Constant(4503599627370496.0 + 1023, 8388608.0 + 127);

    /// <summary>The m of a positive normal x = m 2^e with m in [1, 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Mantissa(V x)
    {
        // Taken as numbers, the mantissa bits alone are the largest number below the normal range.
        V mantissaBits = Constant(BitConverter.UInt64BitsToDouble(0x000FFFFFFFFFFFFF), BitConverter.UInt32BitsToSingle(0x007FFFFF));
        return (x & mantissaBits) | Constant(1);
    }

    /// <summary>
    /// exp(x) for x of at most 0 within 1 unit in the last place, and what its last addition rounded off, as a share of
    /// it to first order.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpOfNegative(V x, out V rest)
    {
        V low = Constant(-746, -105);
        x = V.Max(low, x);
        V n = Round(x * Constant(Log2E));
        V r = V.MultiplyAdd(n, Constant(-Log2High, -Log2HighSingle), x);
        r = V.MultiplyAdd(n, Constant(-Log2Low, -Log2LowSingle), r);
        V y = AddExactly(Constant(1), V.MultiplyAdd(r * r, ExpSeries(r), r), out rest);

        // Two factors: the first keeps y normal, so results below the normal range are rounded once.
        V smallest = Constant(-1022, -126);
        V normal = V.Max(smallest, n);
        return y * PowerOfTwo(normal) * PowerOfTwo(n - normal);
    }

    /// <summary>
    /// exp(x) - 1 for x from -40 to 0 in double, -20 in float, and in float what its rounding dropped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpMinusOne(V x, out V rest)
    {
        V n = Round(x * Constant(Log2E));
        V r = Reduce(x, n, out rest);
        V power = PowerOfTwo(n);
        V q = AddExactly(r, V.MultiplyAdd(r * r, ExpSeries(r), rest), out rest);
        V start = power - Constant(1);
        V t = V.MultiplyAdd(power, q, start);
        rest = typeof(T) == typeof(float) ? V.MultiplyAdd(power, q, start - t) + power * rest : rest;
        return t;
    }

    /// <summary>a + b for |a| at least |b|, and what its rounding dropped (Dekker, 1971).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddExactly(V a, V b, out V dropped)
    {
        V sum = a + b;
        dropped = b - (sum - a);
        return sum;
    }

    /// <summary>x - n log 2, and in float what its rounding dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduce(V x, V n, out V rest)
    {
        V low = Constant(-Log2Low, -Log2LowSingle);
        V exact = V.MultiplyAdd(n, Constant(-Log2High, -Log2HighSingle), x);
        V r = V.MultiplyAdd(n, low, exact);
        rest = typeof(T) == typeof(float) ? V.MultiplyAdd(n, low, exact - r) : Constant(0);
        return r;
    }

    /// <summary>
    /// (x + xRest) / (a + b + bRest) for a in {1, 2} and |b| at most 1. In float the small parts and the digits of b
    /// that a + b drops are put back to first order, with 3/4 in place of 1 / (a + b), which lies between 1/2 and 1: a
    /// quarter of them is left.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Divide(V x, V xRest, V a, V b, V bRest)
    {
        V sum = AddExactly(a, b, out V dropped);
        V quotient = x / sum;
        return typeof(T) == typeof(float)
            ? V.MultiplyAdd(V.MultiplyAdd(-quotient, dropped + bRest, xRest), Constant(0.75), quotient)
            : quotient;
    }

    /// <summary>
    /// (exp(r) - 1 - r) / r^2 = 1/2! + r/3! + ... for |r| up to log(2)/2: terms up to 1/13! leave 4e-18 in double, up
    /// to 1/8! 2e-10 in float. Summed in pairs (Estrin), for a small network waits for one such sum after the other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpSeries(V r)
    {
        V r2 = r * r;
        V r4 = r2 * r2;
        V p23 = V.MultiplyAdd(Constant(1.0 / 6), r, Constant(0.5));
        V p45 = V.MultiplyAdd(Constant(1.0 / 120), r, Constant(1.0 / 24));
        V p67 = V.MultiplyAdd(Constant(1.0 / 5040), r, Constant(1.0 / 720));
        V p2345 = V.MultiplyAdd(p45, r2, p23);
        if (typeof(T) == typeof(float))
            return V.MultiplyAdd(V.MultiplyAdd(Constant(1.0 / 40320), r2, p67), r4, p2345);

        V p89 = V.MultiplyAdd(Constant(1.0 / 362880), r, Constant(1.0 / 40320));
        V p1011 = V.MultiplyAdd(Constant(1.0 / 39916800), r, Constant(1.0 / 3628800));
        V p1213 = V.MultiplyAdd(Constant(1.0 / 6227020800), r, Constant(1.0 / 479001600));
        V p6789 = V.MultiplyAdd(p89, r2, p67);
        V p10111213 = V.MultiplyAdd(p1213, r2, p1011);
        return V.MultiplyAdd(p10111213, r4 * r4, V.MultiplyAdd(p6789, r4, p2345));
    }

    /// <summary>
    /// 2/3 + 2/5 z + 2/7 z^2 + ..., so that 2 atanh(s) = 2s + s z series(z) with z = s^2; |s| up to 0.1716 leaves below
    /// 1e-18 after 2/23.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AtanhSeries(V z)
    {
        V p;
        if (typeof(T) == typeof(float))
        {
            p = Constant(2.0 / 11);
        }
        else
        {
            p = Constant(2.0 / 23);
            p = V.MultiplyAdd(p, z, Constant(2.0 / 21));
            p = V.MultiplyAdd(p, z, Constant(2.0 / 19));
            p = V.MultiplyAdd(p, z, Constant(2.0 / 17));
            p = V.MultiplyAdd(p, z, Constant(2.0 / 15));
            p = V.MultiplyAdd(p, z, Constant(2.0 / 13));
            p = V.MultiplyAdd(p, z, Constant(2.0 / 11));
        }

        p = V.MultiplyAdd(p, z, Constant(2.0 / 9));
        p = V.MultiplyAdd(p, z, Constant(2.0 / 7));
        p = V.MultiplyAdd(p, z, Constant(2.0 / 5));
        return V.MultiplyAdd(p, z, Constant(2.0 / 3));
    }
}
