using System.Numerics;

namespace NeuralNet.Tests;

public sealed class NormalizerInDouble : NormalizerTests<double>;

public sealed class NormalizerInFloat : NormalizerTests<float>;

/// <summary>Samples of 3, -4, 0 and the like, whose norms are known, and those whose norm is 0.</summary>
public abstract class NormalizerTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double _tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-15;

    [Theory]
    [InlineData(SampleNorm.L1, new[] { 3 / 7.0, -4 / 7.0, 0 })]
    [InlineData(SampleNorm.L2, new[] { 0.6, -0.8, 0 })]
    [InlineData(SampleNorm.Max, new[] { 1, -4 / 3.0, 0 })]
    public void A_sample_is_divided_by_its_norm_whatever_its_size(SampleNorm norm, double[] expected)
    {
        double large = typeof(T) == typeof(float) ? 1e37 : 1e300;
        double[] sizes = [1, large, 1 / large];

        foreach (double size in sizes)
            Normalized(norm, 3 * size, -4 * size, 0).Should().HaveCount(3).And.Equal(expected, (found, wanted) => Math.Abs(found - wanted) <= _tolerance);
    }

    [Theory]
    [InlineData(SampleNorm.L1)]
    [InlineData(SampleNorm.L2)]
    [InlineData(SampleNorm.Max)]
    public void A_sample_whose_norm_is_0_stays_as_it_is(SampleNorm norm) => Normalized(norm, 0, 0, 0).Should().Equal(0, 0, 0);

    [Fact]
    public void The_largest_value_may_be_0_or_below()
    {
        Normalized(SampleNorm.Max, -2, 0, -1).Should().Equal(-2, 0, -1);
        Normalized(SampleNorm.Max, -2, -8, -4).Should().Equal(1, 4, 2);
    }

    [Fact]
    public void A_broken_value_stays_visible()
    {
        Normalized(SampleNorm.L2, 1, double.NaN, 2).Should().OnlyContain(value => double.IsNaN(value));
        Normalized(SampleNorm.L1, 1, double.PositiveInfinity, 2).Should().Contain(value => double.IsNaN(value));
    }

    [Theory]
    [InlineData(SampleNorm.L1)]
    [InlineData(SampleNorm.L2)]
    [InlineData(SampleNorm.Max)]
    public void The_gradient_is_that_of_central_differences(SampleNorm norm)
    {
        Network<double> network = Network.WithInputs<double>(3).Dense(4).Normalizer(norm).Dense(2).Normalizer(norm).Build(seed: 3);

        GradientReport report = GradientCheck.Run(network, new MeanSquaredError<double>(), Some.Matrix<double>(9, 3), Some.Matrix<double>(9, 2, seed: 5));

        report.IsCorrect.Should().BeTrue(report.ToString());
    }

    [Fact]
    public void A_norm_that_is_none_is_refused()
    {
        Action making = () => _ = new Normalizer<T>((SampleNorm)7);

        making.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*'norm' is 7*");
    }

    private static double[] Normalized(SampleNorm norm, params double[] sample)
    {
        Matrix<T> x = Matrix<T>.Build.Dense(1, sample.Length, (_, j) => T.CreateTruncating(sample[j]));
        Matrix<T> y = Matrix<T>.Build.Dense(1, sample.Length);
        new Normalizer<T>(norm).Forward(x, y);
        return [.. y.Row(0).Select(double.CreateTruncating)];
    }
}
