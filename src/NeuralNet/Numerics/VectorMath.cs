using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// exp, log, tanh and the sigmoid of each lane, from additions, multiplications and fused multiply-adds alone: the same bits in every vector width.
/// exp: x = n log 2 + r with |r| at most log(2)/2 (log 2 in two parts), a Taylor polynomial in r, times 2^n in two factors so that results
/// below the normal range are right (Muller, "Elementary Functions", chapters 5 and 11). log: x = m 2^e, then the series of the inverse
/// hyperbolic tangent of (m - 1)/(m + 1) (fdlibm's e_log.c describes the idea). tanh through exp(2|x|) - 1, which keeps its digits near 0.
/// </summary>
internal static class VectorMath
{
    /// <summary>exp(x), within 1 unit in the last place; infinite above, 0 below the range; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, L, T>(V x)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Beyond these bounds the result is infinity or 0 anyway, and n would leave the range of an exponent. NaN passes both comparisons.
        V high = Constant<V, L, T>(710, 90);
        V low = Constant<V, L, T>(-746, -105);
        x = L.IfGreater(x, high, high, x);
        x = L.IfGreater(low, x, low, x);
        V n = Round<V, L, T>(L.Multiply(x, Constant<V, L, T>(Log2E)));
        V r = Reduce<V, L, T>(x, n);
        V y = L.MultiplyAdd(ExpMinusOne<V, L, T>(r), L.Create(T.One), L.Create(T.One));
        V half = Round<V, L, T>(L.Multiply(n, Constant<V, L, T>(0.5)));
        return L.Multiply(L.Multiply(y, L.PowerOfTwo(half)), L.PowerOfTwo(L.Subtract(n, half)));
    }

    /// <summary>1 / (1 + exp(-x)), computed from exp(-|x|): neither overflows nor loses its small values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V, L, T>(V x)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V e = Exp<V, L, T>(L.CopySign(x, L.Create(-T.One)));
        V numerator = L.IfGreater(L.Create(T.Zero), x, e, L.Create(T.One));
        return L.Divide(numerator, L.Add(L.Create(T.One), e));
    }

    /// <summary>tanh(x) = t / (t + 2) with t = exp(2|x|) - 1, with the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V, L, T>(V x)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // tanh rounds to 1 from 19.1 on in double, from 9.02 in float.
        V bound = Constant<V, L, T>(20, 10);
        V magnitude = L.Abs(x);
        magnitude = L.IfGreater(magnitude, bound, bound, magnitude);
        V y = L.Add(magnitude, magnitude);
        V n = Round<V, L, T>(L.Multiply(y, Constant<V, L, T>(Log2E)));
        V q = ExpMinusOne<V, L, T>(Reduce<V, L, T>(y, n));
        V power = L.PowerOfTwo(n);
        V t = L.MultiplyAdd(power, q, L.Subtract(power, L.Create(T.One)));
        return L.CopySign(L.Divide(t, L.Add(t, Constant<V, L, T>(2))), x);
    }

    /// <summary>log(x) of a positive normal number, within 2 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V, L, T>(V x)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // m in [1/sqrt(2), sqrt(2)], so that log(m) is small where the exponent is 0 and nothing cancels.
        V m = L.Mantissa(x);
        V e = L.Exponent(x);
        V root = Constant<V, L, T>(1.4142135623730951);
        e = L.IfGreater(m, root, L.Add(e, L.Create(T.One)), e);
        m = L.IfGreater(m, root, L.Multiply(m, Constant<V, L, T>(0.5)), m);
        V f = L.Subtract(m, L.Create(T.One));
        V s = L.Divide(f, L.Add(f, Constant<V, L, T>(2)));
        V z = L.Multiply(s, s);
        V series = L.Multiply(z, AtanhSeries<V, L, T>(z));

        // log(m) = f - s (f - series) with 2s + ... written so that the large part f is exact.
        V halfSquare = L.Multiply(L.Multiply(f, f), Constant<V, L, T>(0.5));
        V correction = L.MultiplyAdd(s, L.Add(halfSquare, series), L.Multiply(e, Constant<V, L, T>(Log2Low, Log2LowSingle)));
        return L.MultiplyAdd(e, Constant<V, L, T>(Log2High, Log2HighSingle), L.Subtract(f, L.Subtract(halfSquare, correction)));
    }

    /// <summary>log(1 + x) for x in [0, 1]; the digits that 1 + x drops are put back to first order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogOnePlus<V, L, T>(V x)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V u = L.Add(L.Create(T.One), x);
        V dropped = L.Subtract(x, L.Subtract(u, L.Create(T.One)));
        return L.Add(Log<V, L, T>(u), L.Divide(dropped, u));
    }

    private const double Log2E = 1.4426950408889634;

    // log 2 in two parts; the high one has enough zero bits at its end for n * high to be exact.
    private const double Log2High = 6.93147180369123816490e-01;
    private const double Log2Low = 1.90821492927058770002e-10;
    private const double Log2HighSingle = 0.693359375;
    private const double Log2LowSingle = -2.12194440054690583e-4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant<V, L, T>(double value)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => L.Create(T.CreateTruncating(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Constant<V, L, T>(double inDouble, double inSingle)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => L.Create(T.CreateTruncating(typeof(T) == typeof(float) ? inSingle : inDouble));

    /// <summary>The nearest integer, even on ties, of a number far below 2^51 (2^22 in float).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Round<V, L, T>(V x)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V rounder = Constant<V, L, T>(FloatFormat.DoubleRounder, FloatFormat.SingleRounder);
        return L.Subtract(L.Add(x, rounder), rounder);
    }

    /// <summary>x - n log 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reduce<V, L, T>(V x, V n)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => L.MultiplyAdd(n, Constant<V, L, T>(-Log2Low, -Log2LowSingle), L.MultiplyAdd(n, Constant<V, L, T>(-Log2High, -Log2HighSingle), x));

    /// <summary>exp(r) - 1 = r + r^2 (1/2! + r/3! + ...) for |r| up to log(2)/2: terms up to 1/13! leave 4e-18 in double, up to 1/8! 2e-10 in float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpMinusOne<V, L, T>(V r)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V p;
        if (typeof(T) == typeof(float))
        {
            p = Constant<V, L, T>(1.0 / 40320);
        }
        else
        {
            p = Constant<V, L, T>(1.0 / 6227020800);
            p = L.MultiplyAdd(p, r, Constant<V, L, T>(1.0 / 479001600));
            p = L.MultiplyAdd(p, r, Constant<V, L, T>(1.0 / 39916800));
            p = L.MultiplyAdd(p, r, Constant<V, L, T>(1.0 / 3628800));
            p = L.MultiplyAdd(p, r, Constant<V, L, T>(1.0 / 362880));
            p = L.MultiplyAdd(p, r, Constant<V, L, T>(1.0 / 40320));
        }

        p = L.MultiplyAdd(p, r, Constant<V, L, T>(1.0 / 5040));
        p = L.MultiplyAdd(p, r, Constant<V, L, T>(1.0 / 720));
        p = L.MultiplyAdd(p, r, Constant<V, L, T>(1.0 / 120));
        p = L.MultiplyAdd(p, r, Constant<V, L, T>(1.0 / 24));
        p = L.MultiplyAdd(p, r, Constant<V, L, T>(1.0 / 6));
        p = L.MultiplyAdd(p, r, Constant<V, L, T>(0.5));
        return L.MultiplyAdd(L.Multiply(r, r), p, r);
    }

    /// <summary>2/3 + 2/5 z + 2/7 z^2 + ..., so that 2 atanh(s) = 2s + s z series(z) with z = s^2; |s| up to 0.1716 leaves below 1e-18 after 2/25.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AtanhSeries<V, L, T>(V z)
        where L : ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V p;
        if (typeof(T) == typeof(float))
        {
            p = Constant<V, L, T>(2.0 / 11);
        }
        else
        {
            p = Constant<V, L, T>(2.0 / 23);
            p = L.MultiplyAdd(p, z, Constant<V, L, T>(2.0 / 21));
            p = L.MultiplyAdd(p, z, Constant<V, L, T>(2.0 / 19));
            p = L.MultiplyAdd(p, z, Constant<V, L, T>(2.0 / 17));
            p = L.MultiplyAdd(p, z, Constant<V, L, T>(2.0 / 15));
            p = L.MultiplyAdd(p, z, Constant<V, L, T>(2.0 / 13));
            p = L.MultiplyAdd(p, z, Constant<V, L, T>(2.0 / 11));
        }

        p = L.MultiplyAdd(p, z, Constant<V, L, T>(2.0 / 9));
        p = L.MultiplyAdd(p, z, Constant<V, L, T>(2.0 / 7));
        p = L.MultiplyAdd(p, z, Constant<V, L, T>(2.0 / 5));
        return L.MultiplyAdd(p, z, Constant<V, L, T>(2.0 / 3));
    }
}
