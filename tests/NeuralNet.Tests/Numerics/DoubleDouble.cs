namespace NeuralNet.Tests.Numerics;

/// <summary>
/// A number of about 32 digits as the unevaluated sum of two doubles, and the elementary functions in it, as what the
/// kernels' results are compared with. Dekker, "A floating-point technique for extending the available precision",
/// Numerische Mathematik 18 (1971); products through fused multiply-adds.
/// </summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>log 2 to 32 digits: 0.693147180559945309417232121458176568.</summary>
    private static readonly DoubleDouble _log2 = new(0.6931471805599453, 2.3190468138462996e-17);

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        double sum = a.High + b.High;
        double part = sum - a.High;
        double rest = a.High - (sum - part) + (b.High - part);
        return Normalised(sum, rest + a.Low + b.Low);
    }

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double product = a.High * b.High;
        return Normalised(product, Math.FusedMultiplyAdd(a.High, b.High, -product) + (a.High * b.Low + a.Low * b.High));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double quotient = a.High / b.High;
        DoubleDouble rest = a - b * quotient;
        double second = rest.High / b.High;
        rest -= b * second;
        return Normalised(quotient, second) + rest.High / b.High;
    }

    /// <summary>exp(x) - 1, with all digits near 0. |x| up to 700.</summary>
    public static DoubleDouble ExpMinusOne(DoubleDouble x)
    {
        int n = (int)Math.Round(x.High / _log2.High);
        if (n == 0)
            return SmallExpMinusOne(x);
        DoubleDouble e = SmallExpMinusOne(x - _log2 * n) + 1;
        return new DoubleDouble(Math.ScaleB(e.High, n), Math.ScaleB(e.Low, n)) - 1;
    }

    /// <summary>exp(x) divided by 2^exponent, so that it stays in the normal range.</summary>
    public static DoubleDouble Exp(DoubleDouble x, out int exponent)
    {
        exponent = (int)Math.Round(x.High / _log2.High);
        return SmallExpMinusOne(x - _log2 * exponent) + 1;
    }

    /// <summary>log(1 + x) for x in [0, 1], by Newton's method on exp(y) - 1 = x.</summary>
    public static DoubleDouble LogOnePlus(double x)
    {
        DoubleDouble y = x < 1e-8 ? x * (1 - x / 2) : Math.Log(1 + x);
        for (int round = 0; round < 2; round++)
        {
            DoubleDouble e = ExpMinusOne(y);
            y -= (e - x) / (e + 1);
        }

        return y;
    }

    /// <summary>
    /// The Taylor series for x / 2^10, then ten times e(2 + e), which doubles the argument of exp - 1.
    /// </summary>
    private static DoubleDouble SmallExpMinusOne(DoubleDouble x)
    {
        const int halvings = 10, terms = 9;
        if (Math.Abs(x.High) < 1e-150)
            return x;
        DoubleDouble r = new(Math.ScaleB(x.High, -halvings), Math.ScaleB(x.Low, -halvings));
        DoubleDouble sum = 1;
        for (int k = terms; k > 1; k--)
            sum = 1 + r * sum / k;
        sum = r * sum;
        for (int i = 0; i < halvings; i++)
            sum *= sum + 2;
        return sum;
    }

    private static DoubleDouble Normalised(double high, double low)
    {
        double sum = high + low;
        return new DoubleDouble(sum, low - (sum - high));
    }
}
