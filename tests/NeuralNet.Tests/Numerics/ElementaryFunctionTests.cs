using NeuralNet.Numerics;
using Xunit.Abstractions;

namespace NeuralNet.Tests.Numerics;

/// <summary>
/// exp, the sigmoid, tanh and log(1 + x) over the whole range of float and double: how far they are from the true
/// values. One float in 1009 is looked at; every one, in some minutes, with <c>NEURALNET_EVERY_FLOAT=1 dotnet test -c
/// Release --filter ElementaryFunction</c>.
/// </summary>
public sealed class ElementaryFunctionTests(ITestOutputHelper output)
{
    private const int BlockLength = 4096;

    private static readonly uint _step = Environment.GetEnvironmentVariable("NEURALNET_EVERY_FLOAT") == "1" ? 1u : 1009u;

    public enum Function
    {
        Exp,
        Sigmoid,
        Tanh,
        LogOnePlus,
    }

    private static readonly double[] _edges =
    [
        0, -0.0, 1, -1, 0.5, -0.5, double.Epsilon, -double.Epsilon, 2.2250738585072014e-308, -2.2250738585072014e-308, 1e-300, -1e-300, 1e-17, -1e-17,
            1.1102230246251565e-16,
        2.220446049250313e-16, -2.220446049250313e-16, 1e-8, -1e-8, 0.34657359027997264, 0.3465735902799727, -0.34657359027997264, 0.6931471805599453,
            -0.6931471805599453,
        18.7, 19.06, 19.0615, 19.1, -19.0615, 36.7, 36.7368005696771, 37, -36.7, -37, 700, -700, -708.3964185322641, -708.3964185322642, 709.782712893384,
            709.7827128933841, 710,
        711, -710, -744.4400719213812, -745.1332191019411, -745.1332191019412, -745.14, -746, -747, 1000, -1000, 1e10, -1e10, double.MaxValue, double.MinValue,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    [Theory]
    [InlineData(Function.Exp)]
    [InlineData(Function.Sigmoid)]
    [InlineData(Function.Tanh)]
    [InlineData(Function.LogOnePlus)]
    public void In_float_results_are_within_2_units_in_the_last_place(Function function)
    {
        (ulong first, ulong end) = function == Function.LogOnePlus ? (0UL, BitConverter.SingleToUInt32Bits(1) + 1UL) : (0, 1UL << 32);
        long blocks = (long)((end - first + BlockLength * _step - 1) / (BlockLength * _step));
        (double Error, float X) worst = default;
        object gate = new();

        Parallel.For(0, blocks, block =>
        {
            ulong start = first + (ulong)block * BlockLength * _step;
            int count = (int)Math.Min(BlockLength, (end - start + _step - 1) / _step);
            var x = new float[count];
            var y = new float[count];
            for (int i = 0; i < count; i++)
                x[i] = BitConverter.UInt32BitsToSingle((uint)(start + (uint)i * _step));
            Apply<float>(function, x, y);
            (double Error, float X) largest = default;
            for (int i = 0; i < count; i++)
            {
                double error = UnitsInTheLastPlace(y[i], True(function, x[i]));
                if (!(error <= largest.Error))
                    largest = (error, x[i]);
            }

            lock (gate)
            {
                if (!(largest.Error <= worst.Error))
                    worst = largest;
            }
        });

        output.WriteLine($"{function}, float: at most {worst.Error:F3} units in the last place, at {worst.X:R}");
        worst.Error.Should().BeLessThanOrEqualTo(2, "at {0:R}", worst.X);
    }

    [Theory]
    [InlineData(Function.Exp)]
    [InlineData(Function.Sigmoid)]
    [InlineData(Function.Tanh)]
    [InlineData(Function.LogOnePlus)]
    public void In_double_results_are_within_a_relative_error_of_4e_15(Function function)
    {
        double[] x = Arguments(function);
        var y = new double[x.Length];

        Apply<double>(function, x, y);

        (double Error, double X) worst = default;
        for (int i = 0; i < x.Length; i++)
        {
            double error = RelativeError(function, x[i], y[i]);
            if (!(error <= worst.Error))
                worst = (error, x[i]);
        }

        output.WriteLine($"{function}, double: a relative error of at most {worst.Error:E2}, at {worst.X:R}");
        worst.Error.Should().BeLessThanOrEqualTo(4e-15, "at {0:R}", worst.X);
    }

    [Fact]
    public void Infinities_NaN_and_zeros_give_the_limits()
    {
        double[] x = [double.NegativeInfinity, double.PositiveInfinity, double.NaN, 0, -0.0];

        Results(Function.Exp, x).Should().Equal(0, double.PositiveInfinity, double.NaN, 1, 1);
        Results(Function.Sigmoid, x).Should().Equal(0, 1, double.NaN, 0.5, 0.5);
        Results(Function.Tanh, x).Should().Equal(-1, 1, double.NaN, 0, -0.0);
        double.IsNegative(Results(Function.Tanh, x)[4]).Should().BeTrue("the sign of a zero stays");
    }

    [Fact]
    public void Double_double_arithmetic_agrees_with_published_digits()
    {
        // e, 1/e, tanh(1/2) and log(3/2) to 32 digits, each as its nearest double and the rest.
        ShouldBe(DoubleDouble.ExpMinusOne(1) + 1, 2.718281828459045, 1.4456468917292502e-16);
        ShouldBe(DoubleDouble.ExpMinusOne(-1) + 1, 0.36787944117144233, -1.2428753672788363e-17);
        ShouldBe(DoubleDouble.ExpMinusOne(1) / (DoubleDouble.ExpMinusOne(1) + 2), 0.46211715726000974, 2.1916603238260928e-17);
        ShouldBe(DoubleDouble.LogOnePlus(0.5), 0.4054651081081644, -2.8811380259626426e-18);

        static void ShouldBe(DoubleDouble actual, double high, double low)
            => Math.Abs((actual - new DoubleDouble(high, low)).High / high).Should().BeLessThan(1e-30);
    }

    private static double[] Results(Function function, double[] x)
    {
        var y = new double[x.Length];
        Apply<double>(function, x, y);
        return y;
    }

    private static void Apply<T>(Function function, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        switch (function)
        {
            case Function.Exp:
                VectorMathOnSpans.Exp(x, y);
                break;
            case Function.Sigmoid:
                Elementwise<T>.Sigmoid(x, y);
                break;
            case Function.Tanh:
                Elementwise<T>.Tanh(x, y);
                break;
            default:
                VectorMathOnSpans.LogOnePlus(x, y);
                break;
        }
    }

    /// <summary>Doubles of every size by their bits, doubles where the functions bend, and edges.</summary>
    private static double[] Arguments(Function function)
    {
        var random = new Random(1);
        IEnumerable<double> bits = Enumerable.Range(0, 100_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
        IEnumerable<double> ordinary = new[] { 0.35, 1, 20, 40, 750 }.SelectMany(width => Enumerable.Range(0, 40_000)
            .Select(_ => width * (2 * random.NextDouble() - 1)));
        IEnumerable<double> all = bits.Concat(ordinary).Concat(_edges);
        return [.. function == Function.LogOnePlus ? all.Select(Math.Abs).Select(x => x > 1 ? 1 / x : x).Where(x => !double.IsNaN(x)) : all];
    }

    /// <summary>
    /// In double; its own errors are a billionth of a float's last place. log(1 + x) as in Higham, "Accuracy and
    /// Stability of Numerical Algorithms", section 1.14.1.
    /// </summary>
    private static double True(Function function, double x) => function switch
    {
        Function.Exp => Math.Exp(x),
        Function.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Function.Tanh => Math.Tanh(x),
        _ => 1 + x == 1 ? x : Math.Log(1 + x) * (x / (1 + x - 1)),
    };

    private static double UnitsInTheLastPlace(float y, double exact)
    {
        if (float.IsNaN(y) || double.IsNaN(exact))
            return float.IsNaN(y) == double.IsNaN(exact) ? 0 : double.PositiveInfinity;
        const double infinity = 340282366920938463463374607431768211456.0;
        double unit = Math.Abs(exact) < 1.1754943508222875e-38 ? 1.401298464324817e-45
            : Math.ScaleB(1, Math.Max(Math.ILogB(Math.Clamp(exact, -infinity, infinity)), -126) - 23);
        return Math.Abs(Math.Clamp((double)y, -infinity, infinity) - Math.Clamp(exact, -infinity, infinity)) / unit;
    }

    /// <summary>
    /// Below the normal range the last place, in which a result cannot but be off by half, counts as 4e-15.
    /// </summary>
    private static double RelativeError(Function function, double x, double y)
    {
        if (double.IsNaN(x) || double.IsNaN(y))
            return double.IsNaN(x) && double.IsNaN(y) ? 0 : double.PositiveInfinity;
        if (double.IsInfinity(x))
            return y == True(function, x) ? 0 : double.PositiveInfinity;
        (DoubleDouble exact, int exponent) = Exact(function, x);
        if (exact.High == 0)
            return y == 0 ? 0 : double.PositiveInfinity;
        double rounded = Math.ScaleB(exact.High, exponent);
        if (double.IsInfinity(rounded) || double.IsInfinity(y))
            return rounded == y ? 0 : double.PositiveInfinity;
        if (Math.Abs(rounded) < 2.2250738585072014e-308)
            return Math.Abs(y - rounded) / double.Epsilon * 4e-15;
        int half = exponent / 2;
        double scaled = Math.ScaleB(Math.ScaleB(y, -half), half - exponent);
        return Math.Abs(((scaled - exact) / exact).High);
    }

    private static (DoubleDouble Value, int Exponent) Exact(Function function, double x)
    {
        double bounded = Math.Clamp(x, -1500, 1500);
        switch (function)
        {
            case Function.Exp:
                return (DoubleDouble.Exp(bounded, out int exponent), exponent);
            case Function.Sigmoid when x < 0:
                DoubleDouble small = DoubleDouble.Exp(bounded, out int power);
                return (small / (1 + DoubleDouble.ExpMinusOne(Math.Max(bounded, -600)) + 1), power);
            case Function.Sigmoid:
                return (1 / (DoubleDouble.ExpMinusOne(-Math.Min(bounded, 600)) + 2), 0);
            case Function.Tanh:
                DoubleDouble e = DoubleDouble.ExpMinusOne(2 * Math.Min(Math.Abs(x), 300));
                DoubleDouble tanh = Math.Abs(x) < 1e-150 ? Math.Abs(x) : e / (e + 2);
                return (double.IsNegative(x) ? -tanh : tanh, 0);
            default:
                return (DoubleDouble.LogOnePlus(x), 0);
        }
    }
}
