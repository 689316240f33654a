using System.Numerics;

namespace NeuralNet.Tests;

public sealed class ScalerInDouble : StandardScalerTests<double>;

public sealed class ScalerInFloat : StandardScalerTests<float>;

public abstract class StandardScalerTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Columns 2, 4, 4, 4, 5, 5, 7, 9 (mean 5, population deviation 2), the same in millions, and a constant.
    private static readonly Matrix<T> _x = Matrix<T>.Build.Dense(8, 3, (i, j) => T.CreateChecked(j switch
    {
        0 => (double)Column(i),
        1 => 1e6 * Column(i),
        _ => 0.1,
    }));

    private static readonly double _tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-15;

    [Fact]
    public void Columns_get_mean_0_and_population_deviation_1()
    {
        var scaler = StandardScaler.Fit(_x);
        Matrix<T> scaled = scaler.Transform(_x);

        scaler.Means[0].Should().Be(5);
        scaler.Deviations[0].Should().Be(2);
        scaler.Means[1].Should().Be(5e6);
        scaler.Deviations[1].Should().Be(2e6);
        scaled.Column(0).Select(double.CreateChecked).Should().Equal(-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2);
        scaled.Column(1).Select(double.CreateChecked).Should().Equal(-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2);
    }

    [Fact]
    public void A_constant_column_becomes_0_also_for_other_data()
    {
        var scaler = StandardScaler.Fit(_x);

        scaler.Deviations[2].Should().Be(0);
        scaler.Transform(_x).Column(2).All(T.IsZero).Should().BeTrue();
        scaler.Transform(_x.Multiply(T.CreateChecked(3))).Column(2).All(T.IsZero).Should().BeTrue();
    }

    [Fact]
    public void Restoring_undoes_scaling()
    {
        var scaler = StandardScaler.Fit(_x);

        Matrix<T> restored = scaler.Restore(scaler.Transform(_x));

        (restored - _x).Column(0).Concat((restored - _x).Column(2)).Max(value => Math.Abs(double.CreateChecked(value))).Should().BeLessThan(_tolerance);
    }

    [Fact]
    public void A_large_mean_does_not_drown_the_deviation()
    {
        // 1e8 and 1e8 + 8 are exact in float, too; the squares of their sum are not.
        Matrix<T> x = Matrix<T>.Build.Dense(2, 1, [T.CreateChecked(1e8), T.CreateChecked(1e8 + 8)]);

        var scaler = StandardScaler.Fit(x);

        scaler.Means[0].Should().Be(1e8 + 4);
        scaler.Deviations[0].Should().Be(4);
    }

    [Fact]
    public void One_sample_has_no_deviation()
        => StandardScaler.Fit(_x.SubMatrix(0, 1, 0, 3)).Transform(_x.SubMatrix(0, 1, 0, 3)).Enumerate().All(T.IsZero).Should().BeTrue();

    private static int Column(int i) => new[] { 2, 4, 4, 4, 5, 5, 7, 9 }[i];
}
