using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet.Tests.Numerics;

public sealed class SoftmaxKernelsInDouble : SoftmaxKernelsTests<double>;

public sealed class SoftmaxKernelsInFloat : SoftmaxKernelsTests<float>;

/// <summary>
/// Softmax, its gradient and its cross-entropy at every shape, against the formulas in about 32 digits.
/// </summary>
public abstract class SoftmaxKernelsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int[] _columns = [1, 2, 3, 7, 10, 16, 17, 33];

    /// <summary>The fixtures' tolerance, and 2 units in the last place.</summary>
    private static readonly double _tolerance = typeof(T) == typeof(float) ? 2 * 1.1920929e-7 : 4e-15;

    [Fact]
    public void Softmax_is_exact_at_every_shape_and_writes_nothing_else()
    {
        foreach ((int rows, int columns) in Shapes())
        {
            T[] x = KernelData.Random<T>(rows * columns, seed: rows + columns, scale: rows % 2 == 0 ? 3 : 80);
            var y = new GuardedSpan<T>(x.Length, shift: rows % 5);

            SoftmaxKernels<T>.Softmax(rows, columns, x, y.Span);

            for (int i = 0; i < rows; i++)
            {
                double[] expected = Softmax([.. Row(x, rows, columns, i)]);
                for (int j = 0; j < columns; j++)
                {
                    // A sum of many columns and a difference from the maximum are rounded once each.
                    double allowed = (_tolerance + (columns + Math.Abs(Math.Log(expected[j]))) * KernelData.Epsilon<T>() / 2) * expected[j]
                        + double.CreateChecked(T.Epsilon);
                    Math.Abs(double.CreateChecked(y.Span[j * rows + i]) - expected[j]).Should()
                        .BeLessThanOrEqualTo(allowed, "row {0}, column {1} of {2} x {3}", i, j, rows, columns);
                }
            }

            y.GuardsShouldStand();
        }
    }

    [Fact]
    public void Softmax_of_a_row_has_the_same_bits_in_a_batch_of_any_size_and_in_place()
    {
        foreach ((int rows, int columns) in Shapes())
        {
            T[] x = KernelData.Random<T>(rows * columns, seed: 7, scale: 10);
            var y = new T[x.Length];
            SoftmaxKernels<T>.Softmax(rows, columns, x, y);

            for (int i = 0; i < rows; i++)
            {
                T[] row = [.. Row(x, rows, columns, i)];
                SoftmaxKernels<T>.Softmax(1, columns, row, row);
                row.Should().Equal(Row(y, rows, columns, i));
            }
        }
    }

    [Fact]
    public void The_gradient_of_softmax_is_its_whole_Jacobian_times_dy()
    {
        foreach ((int rows, int columns) in Shapes())
        {
            T[] y = [.. KernelData.Random<T>(rows * columns, seed: 1).Select(T.Abs)];
            T[] dy = KernelData.Random<T>(rows * columns, seed: 2);
            var dx = new GuardedSpan<T>(y.Length, shift: columns % 5);

            SoftmaxKernels<T>.SoftmaxGradient(rows, columns, y, dy, dx.Span);

            for (int i = 0; i < rows; i++)
            {
                double[] outputs = KernelData.InDouble<T>([.. Row(y, rows, columns, i)]), gradients = KernelData.InDouble<T>([.. Row(dy, rows, columns, i)]);
                for (int j = 0; j < columns; j++)
                {
                    // dy_k/dx_j = y_k ([k = j] - y_j).
                    double expected = Enumerable.Range(0, columns).Sum(k => gradients[k] * outputs[k] * ((k == j ? 1 : 0) - outputs[j]));
                    KernelData.ShouldBeNear<T>(double.CreateChecked(dx.Span[j * rows + i]), expected, columns, 2, $"row {i}, column {j} of {rows} x {columns}");
                }
            }

            dx.GuardsShouldStand();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    public void Cross_entropy_and_its_gradient_are_right_at_every_shape(double smoothing)
    {
        foreach ((int rows, int columns) in Shapes())
        {
            T[] z = KernelData.Random<T>(rows * columns, seed: rows, scale: 5), t = Targets(rows, columns);
            T[] weights = [.. KernelData.Random<T>(rows, seed: 5).Select(T.Abs)];
            var gradient = new GuardedSpan<T>(z.Length, shift: rows % 5);

            double value = CrossEntropyKernel<T>.Evaluate(T.CreateChecked(smoothing), rows, columns, z, t, weights, gradient.Span);

            double expected = 0;
            for (int i = 0; i < rows; i++)
            {
                double weight = double.CreateChecked(weights[i]);
                double[] softmax = Softmax([.. Row(z, rows, columns, i)]), targets = KernelData.InDouble<T>([.. Row(t, rows, columns, i)]);
                for (int j = 0; j < columns; j++)
                {
                    double smoothed = (1 - smoothing) * targets[j] + smoothing * targets.Sum() / columns;
                    expected -= weight * (smoothed == 0 ? 0 : smoothed * Math.Log(softmax[j]));
                    KernelData.ShouldBeNear<T>(double.CreateChecked(gradient.Span[j * rows + i]), weight * (softmax[j] * targets.Sum() - smoothed), 1,
                        8 + columns / 2, $"gradient {i}, {j} of {rows} x {columns}");
                }
            }

            KernelData.ShouldBeNear<T>(value, expected, 1 + Math.Abs(expected), 32, $"the loss of {rows} x {columns}");
            gradient.GuardsShouldStand();
        }
    }

    [Fact]
    public void A_class_that_is_ruled_out_costs_nothing_if_it_is_not_the_target_and_everything_if_it_is()
    {
        T[] z = [T.One, T.NegativeInfinity];
        var gradient = new T[2];

        double right = CrossEntropyKernel<T>.Evaluate(T.Zero, 1, 2, z, [T.One, T.Zero], [T.One], gradient);
        double wrong = CrossEntropyKernel<T>.Evaluate(T.Zero, 1, 2, z, [T.Zero, T.One], [T.One], gradient);

        right.Should().Be(0);
        wrong.Should().Be(double.PositiveInfinity);
    }

    private static IEnumerable<(int Rows, int Columns)> Shapes() => KernelData.Sizes.SelectMany(rows => _columns.Select(columns => (rows, columns)));

    private static T[] Targets(int rows, int columns)
    {
        var targets = new T[rows * columns];
        for (int i = 0; i < rows; i++)
            targets[i % columns * rows + i] = T.One;
        return targets;
    }

    private static IEnumerable<T> Row(T[] x, int rows, int columns, int i) => Enumerable.Range(0, columns).Select(j => x[j * rows + i]);

    /// <summary>exp(x_j) / sum exp(x), shifted by the largest, which is exact here, and summed in 32 digits.</summary>
    private static double[] Softmax(T[] row)
    {
        double[] x = KernelData.InDouble<T>(row);
        DoubleDouble[] exponentials = [.. x.Select(value => DoubleDouble.ExpMinusOne((DoubleDouble)value - x.Max()) + 1)];
        DoubleDouble sum = exponentials.Aggregate((a, b) => a + b);
        return [.. exponentials.Select(e => (e / sum).High)];
    }
}
