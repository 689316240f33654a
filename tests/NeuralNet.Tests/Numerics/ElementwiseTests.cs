using System.Numerics;
using System.Runtime.InteropServices;
using NeuralNet.Numerics;

namespace NeuralNet.Tests.Numerics;

public sealed class ElementwiseInDouble : ElementwiseTests<double>;

public sealed class ElementwiseInFloat : ElementwiseTests<float>;

/// <summary>
/// Every element-by-element kernel against its formula: at all sizes, at any place in memory, in place, and with
/// nothing written beside the output.
/// </summary>
public abstract class ElementwiseTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly T _slope = T.CreateChecked(0.01);

    private static readonly T[] _special =
    [
        T.Zero, T.NegativeZero, T.One, T.NegativeOne, T.Epsilon, -T.Epsilon, T.PositiveInfinity, T.NegativeInfinity, T.NaN, T.CreateChecked(0.75),
            T.CreateChecked(-0.75),
    ];

    private delegate void Unary(ReadOnlySpan<T> x, Span<T> y);

    private delegate void Binary(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z);

    [Fact]
    public void ReLU_is_the_larger_of_0_and_x_and_keeps_NaN()
        => ShouldBe(Elementwise<T>.ReLU, x => x < T.Zero ? T.Zero : x);

    [Fact]
    public void LeakyReLU_is_x_where_positive_and_slope_x_elsewhere()
        => ShouldBe((x, y) => Elementwise<T>.LeakyReLU(_slope, x, y), x => x > T.Zero ? x : _slope * x);

    [Fact]
    public void The_gradient_of_LeakyReLU_is_dy_where_x_is_positive_and_slope_dy_elsewhere()
        => ShouldBe((x, dy, dx) => Elementwise<T>.LeakyReLUGradient(_slope, x, dy, dx), (x, dy) => x > T.Zero ? dy : _slope * dy);

    [Fact]
    public void The_gradient_of_the_sigmoid_is_dy_times_y_times_1_minus_y()
        => ShouldBe(Elementwise<T>.SigmoidGradient, (y, dy) => dy * (y * (T.One - y)));

    [Fact]
    public void The_gradient_of_tanh_is_dy_times_1_minus_the_square_of_y()
        => ShouldBe(Elementwise<T>.TanhGradient, (y, dy) => dy * (T.One - y * y));

    [Fact]
    public void Products_are_taken_element_by_element()
        => ShouldBe(Elementwise<T>.Multiply, (x, y) => x * y);

    [Fact]
    public void Scaling_multiplies_every_element()
        => ShouldBe((x, y) => InPlace(x, y, z => Elementwise<T>.Scale(_slope, z)), x => _slope * x);

    [Fact]
    public void Clamping_keeps_NaN_and_moves_what_lies_outside_to_the_bound()
        => ShouldBe((x, y) => InPlace(x, y, z => Elementwise<T>.Clamp(T.CreateChecked(0.5), z)),
            x => T.IsNaN(x) ? x : T.Clamp(x, T.CreateChecked(-0.5), T.CreateChecked(0.5)));

    [Fact]
    public void The_gradient_of_the_penalties_is_l2_w_plus_l1_times_the_sign_of_w()
    {
        T l1 = T.CreateChecked(0.125), l2 = T.CreateChecked(0.3);

        ShouldBe(
            (w, g, sum) =>
            {
                T[] weights = w.ToArray();
                g.CopyTo(sum);
                Elementwise<T>.AddPenaltyGradient(l1, l2, weights, sum);
            },
            (w, g) => T.FusedMultiplyAdd(l2, w, g) + (w > T.Zero ? l1 : w < T.Zero ? -l1 : T.Zero));
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Elementary_functions_have_the_same_bits_wherever_in_a_span_a_value_stands(string name)
    {
        Unary function = Function(name);
        bool isLogarithm = name == nameof(VectorMathOnSpans.LogOnePlus);

        ShouldBe(
            (x, y) => function(isLogarithm ? Fractions(x) : x, y),
            x =>
            {
                var y = new T[1];
                function(isLogarithm ? Fractions([x]) : [x], y);
                return y[0];
            });

        static T[] Fractions(ReadOnlySpan<T> x) => [.. x.ToArray().Select(value => T.IsFinite(value) ? T.Abs(value) / T.CreateChecked(20) : T.One)];
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Elementary_functions_have_the_same_bits_in_vectors_of_every_width(string name)
    {
        T[] x = [.. KernelData.Random<T>(8192, seed: 1, scale: 20), .. KernelData.Random<T>(8192, seed: 2), .. KernelData.Random<T>(8192, seed: 3, scale: 800),
            .. Enumerable.Repeat(_special, 64).SelectMany(values => values)];
        if (name == nameof(VectorMathOnSpans.LogOnePlus))
            x = [.. x.Select(T.Abs).Where(value => value <= T.One)];
        x = x[..(x.Length / 64 * 64)];
        T[] single = Walk<Lanes1<T>>(name, x);

        Walk<Lanes128<T>>(name, x).Should().Equal(single, SameBits);
        Walk<Lanes256<T>>(name, x).Should().Equal(single, SameBits);
        Walk<Lanes512<T>>(name, x).Should().Equal(single, SameBits);
        Walk<Doubled<Lanes128<T>, T>>(name, x).Should().Equal(single, SameBits);
        Walk<Doubled<Lanes256<T>, T>>(name, x).Should().Equal(single, SameBits);
        Walk<Doubled<Lanes512<T>, T>>(name, x).Should().Equal(single, SameBits);
    }

    [Fact]
    public void The_greater_of_two_is_the_second_where_they_are_equal_or_one_is_not_a_number()
    {
        T[] values = [.. _special, T.Zero, T.NegativeZero, T.One, -T.One, T.NaN, T.PositiveInfinity, T.NegativeInfinity];
        (T A, T B)[] pairs = [.. values.SelectMany(a => values.Select(b => (a, b)))];
        T[] expected = [.. pairs.Select(pair => pair.A > pair.B ? pair.A : pair.B)];

        Greater<Lanes1<T>>(pairs).Should().Equal(expected, SameBits);
        Greater<Lanes128<T>>(pairs).Should().Equal(expected, SameBits);
        Greater<Lanes256<T>>(pairs).Should().Equal(expected, SameBits);
        Greater<Lanes512<T>>(pairs).Should().Equal(expected, SameBits);
        Greater<Doubled<Lanes256<T>, T>>(pairs).Should().Equal(expected, SameBits);
    }

    public static TheoryData<string> Functions()
        => [nameof(VectorMathOnSpans.Exp), nameof(Elementwise<T>.Sigmoid), nameof(Elementwise<T>.Tanh), nameof(VectorMathOnSpans.LogOnePlus)];

    private static Unary Function(string name) => name switch
    {
        nameof(VectorMathOnSpans.Exp) => VectorMathOnSpans.Exp,
        nameof(Elementwise<T>.Sigmoid) => Elementwise<T>.Sigmoid,
        nameof(Elementwise<T>.Tanh) => Elementwise<T>.Tanh,
        _ => VectorMathOnSpans.LogOnePlus,
    };

    private static unsafe T[] Walk<V>(string name, T[] x)
        where V : unmanaged, ILanes<V, T>
    {
        var y = new T[x.Length];
        fixed (T* px = x, py = y)
        {
            for (int i = 0; i < x.Length; i += V.Count)
            {
                V value = V.Load(px + i);
                V result = name switch
                {
                    nameof(VectorMathOnSpans.Exp) => VectorMath<V, T>.Exp(value),
                    nameof(Elementwise<T>.Sigmoid) => VectorMath<V, T>.Sigmoid(value),
                    nameof(Elementwise<T>.Tanh) => VectorMath<V, T>.Tanh(value),
                    _ => VectorMath<V, T>.LogOnePlus(value),
                };
                result.Store(py + i);
            }
        }

        return y;
    }

    private static unsafe T[] Greater<V>((T A, T B)[] pairs)
        where V : unmanaged, ILanes<V, T>
    {
        var greater = new T[pairs.Length];
        T* lanes = stackalloc T[V.Count];
        for (int i = 0; i < pairs.Length; i++)
        {
            V.Max(V.Broadcast(pairs[i].A), V.Broadcast(pairs[i].B)).Store(lanes);
            greater[i] = lanes[V.Count - 1];
        }

        return greater;
    }

    private static void InPlace(ReadOnlySpan<T> x, Span<T> y, Action<T[]> change)
    {
        T[] copy = x.ToArray();
        change(copy);
        copy.CopyTo(y);
    }

    private static void ShouldBe(Unary kernel, Func<T, T> formula)
        => ShouldBe((x, _, z) => kernel(x, z), (x, _) => formula(x));

    private static void ShouldBe(Binary kernel, Func<T, T, T> formula)
    {
        T[] x = [.. _special, .. KernelData.Random<T>(200, seed: 1, scale: 20), .. _special];
        T[] y = [.. KernelData.Random<T>(200, seed: 2), .. _special, .. _special];
        foreach (int n in KernelData.Sizes)
        {
            for (int shift = 0; shift < 5; shift++)
            {
                ReadOnlySpan<T> left = x.AsSpan(shift, n), right = y.AsSpan(shift, n);
                T[] expected = [.. left.ToArray().Zip(right.ToArray(), formula)];
                var separate = new GuardedSpan<T>(n, shift);
                var overLeft = new GuardedSpan<T>(n, shift);
                var overRight = new GuardedSpan<T>(n, shift);
                left.CopyTo(overLeft.Span);
                right.CopyTo(overRight.Span);

                kernel(left, right, separate.Span);
                kernel(overLeft.Span, right, overLeft.Span);
                kernel(left, overRight.Span, overRight.Span);

                foreach (GuardedSpan<T> output in (GuardedSpan<T>[])[separate, overLeft, overRight])
                {
                    output.Span.ToArray().Should().Equal(expected, SameBits, "of {0} elements", n);
                    output.GuardsShouldStand();
                }
            }
        }
    }

    /// <summary>A NaN is a NaN; its payload means nothing.</summary>
    private static bool SameBits(T a, T b)
        => T.IsNaN(a) ? T.IsNaN(b) : MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in a)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in b)));
}
