using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// exp, log, tanh and the sigmoid of each lane, from additions, multiplications and fused multiply-adds alone: the same
/// bits in every vector width. exp: x = n log 2 + r with |r| at most log(2)/2 (log 2 in two parts), a Taylor polynomial
/// in r, times 2^n in two factors so that results below the normal range are right (Muller, "Elementary Functions",
/// chapters 5 and 11). log: x = m 2^e, then the series of the inverse hyperbolic tangent of (m - 1)/(m + 1) (fdlibm's
/// e_log.c describes the idea). tanh through exp(-2|x|) - 1, which keeps its digits near 0.
/// </summary>
internal static partial class VectorMath<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>exp(x), within 1 unit in the last place; infinite above, 0 below the range; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        // Beyond these bounds the result is infinity or 0 anyway, and n would leave the range of an exponent. NaN
        // passes both comparisons.
        V high = Constant(710, 90);
        V low = Constant(-746, -105);
        x = V.IfGreater(x, high, high, x);
        x = V.Max(low, x);
        V n = Round(x * Constant(Log2E));
        V r = Reduce(x, n, out V rest);
        V sum = AddExactly(Constant(1), r, out V dropped);
        V series = V.MultiplyAdd(r * r, ExpSeries(r), typeof(T) == typeof(float) ? dropped + rest : dropped);
        V y = sum + series;
        V half = Round(n * Constant(0.5));
        V first = PowerOfTwo(half);
        V second = PowerOfTwo(n - half);
        return y * first * second;
    }

    /// <summary>1 / (1 + exp(-x)), computed from exp(-|x|): neither overflows nor loses its small values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x) => Sigmoid(x, out _);

    /// <summary>The sigmoid of x and exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x, out V e)
    {
        V zero = Constant(0);
        V one = Constant(1);
        e = ExpOfNegative(x | V.Broadcast(T.NegativeZero), out V rest);
        V sum = AddExactly(one, e, out V dropped);
        V quotient = V.IfGreater(zero, x, e, one) / sum;
        if (typeof(T) != typeof(float))
            return quotient;

        // What exp and 1 + e have rounded off, put back to first order, with 3/4 in place of 1 / (1 + e), which lies
        // between 1/2 and 1.
        V lost = V.IfGreater(zero, x, rest, zero) - dropped;
        return V.MultiplyAdd(quotient * lost, Constant(0.75), quotient);
    }

    /// <summary>tanh(x) = -t / (2 + t) with t = exp(-2|x|) - 1, with the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        // tanh rounds to 1 from 19.1 on in double, from 9.02 in float.
        V bound = Constant(20, 10);
        V magnitude = V.Abs(x);
        magnitude = V.IfGreater(magnitude, bound, bound, magnitude);
        V t = ExpMinusOne(-(magnitude + magnitude), out V rest);
        return CopySign(Divide(t, rest, Constant(2), t, rest), x);
    }

    /// <summary>exp(x) - 1 for x of at most 0, with all its digits where x is small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpMinusOne(V x)
    {
        // It rounds to -1 from -37.5 on in double, from -17.4 in float.
        V t = ExpMinusOne(V.Max(Constant(-40, -20), x), out V rest);
        return typeof(T) == typeof(float) ? t + rest : t;
    }

    /// <summary>min(max(x, -bound), bound); NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Clamp(V x, double bound)
    {
        V high = Constant(bound);
        return V.Max(Constant(-bound), V.IfGreater(x, high, high, x));
    }

    /// <summary>log(x) of a positive normal number, within 2 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        // m in [1/sqrt(2), sqrt(2)], so that log(m) is small where the exponent is 0 and nothing cancels.
        V m = Mantissa(x);
        V e = Exponent(x);
        V root = Constant(1.4142135623730951);
        e = V.IfGreater(m, root, e + Constant(1), e);
        m = V.IfGreater(m, root, m * Constant(0.5), m);
        V f = m - Constant(1);
        V s = f / (f + Constant(2));
        V z = s * s;

        // log(m) = 2 atanh(s) = f - (f f / 2 - s (f f / 2 + series)): the large part f is exact.
        V halfSquare = f * f * Constant(0.5);
        V correction = V.MultiplyAdd(s, V.MultiplyAdd(z, AtanhSeries(z), halfSquare), e * Constant(Log2Low, Log2LowSingle));
        return V.MultiplyAdd(e, Constant(Log2High, Log2HighSingle), f - (halfSquare - correction));
    }

    /// <summary>log(1 + x) for x in [0, 1]; the digits that 1 + x drops are put back to first order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogOnePlus(V x)
    {
        V u = Constant(1) + x;
        V dropped = x - (u - Constant(1));
        return Log(u) + dropped / u;
    }

    /// <summary>The magnitude of x with the sign of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V CopySign(V x, V y) => V.Abs(x) | (y & V.Broadcast(T.NegativeZero));

    /// <summary>
    /// Not by T.CreateTruncating, which takes longer to compile than the rest of the sigmoid: half of the time in
    /// float.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Constant(double value)
        => V.Broadcast(typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)value) : Unsafe.BitCast<double, T>(value));
}
