using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet.Tests.Numerics;

public sealed class ReductionsInDouble : ReductionsTests<double>;

public sealed class ReductionsInFloat : ReductionsTests<float>;

/// <summary>
/// Sums, the largest of a row, and the test for finite numbers, against sums in 32 digits and plain loops.
/// </summary>
public abstract class ReductionsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Up to and beyond the chunks that long sums are taken in.</summary>
    private static readonly int[] _lengths = [0, .. KernelData.Sizes, 1000, 4095, 4096, 4097, 4111, 8192, 8193, 20_000];

    private delegate double Reduction(ReadOnlySpan<T> x, ReadOnlySpan<T> y);

    [Fact]
    public void Sums_are_right_at_every_length() => ShouldSum((x, _) => Reductions<T>.Sum(x), (x, _) => x);

    [Fact]
    public void Sums_of_squares_are_right_at_every_length() => ShouldSum((x, _) => Reductions<T>.SumOfSquares(x), (x, _) => x * x);

    [Fact]
    public void Sums_of_absolutes_are_right_at_every_length() => ShouldSum((x, _) => Reductions<T>.SumOfAbsolutes(x), (x, _) => Math.Abs(x));

    [Fact]
    public void Sums_of_absolute_differences_are_right_at_every_length() => ShouldSum(Reductions<T>.SumOfAbsoluteDifferences, (x, y) => Math.Abs(x - y));

    [Fact]
    public void A_sum_of_many_equal_numbers_keeps_its_digits()
    {
        var ones = new T[3_000_001];
        Array.Fill(ones, T.CreateChecked(0.1));
        double tenth = double.CreateChecked(ones[0]);

        KernelData.ShouldBeNear<T>(Reductions<T>.Sum(ones), tenth * ones.Length, tenth * ones.Length, 256, "the sum");
    }

    [Fact]
    public void The_bits_of_a_sum_do_not_depend_on_where_the_numbers_lie()
    {
        T[] x = KernelData.Random<T>(5000);
        double expected = Reductions<T>.Sum(x);
        for (int shift = 1; shift < 20; shift++)
        {
            var moved = new T[x.Length + shift];
            x.CopyTo(moved, shift);

            Reductions<T>.Sum(moved.AsSpan(shift)).Should().Be(expected);
        }
    }

    [Fact]
    public void Column_sums_are_right_at_every_shape_and_write_nothing_else()
    {
        foreach (int rows in KernelData.Sizes)
        {
            foreach (int columns in (int[])[1, 2, 3, 7, 16, 17])
            {
                T[] x = KernelData.Random<T>(rows * columns, seed: rows + columns);
                var sums = new GuardedSpan<T>(columns, shift: rows % 5);

                Reductions<T>.ColumnSums(rows, x, sums.Span);

                for (int j = 0; j < columns; j++)
                    KernelData.ShouldBeNear<T>(double.CreateChecked(sums.Span[j]), Exact(KernelData.InDouble<T>(x.AsSpan(j * rows, rows))), rows, 2,
                        $"column {j} of {rows} x {columns}");
                sums.GuardsShouldStand();
            }
        }
    }

    [Fact]
    public void One_number_that_is_not_finite_is_found_wherever_it_stands()
    {
        foreach (int n in _lengths.Where(n => n is > 0 and < 5000))
        {
            T[] x = KernelData.Random<T>(n);
            Reductions<T>.AllFinite(x).Should().BeTrue();
            foreach (int place in (int[])[0, n / 3, n / 2, n - 1])
            {
                foreach (T bad in (T[])[T.NaN, T.PositiveInfinity, T.NegativeInfinity])
                {
                    T good = x[place];
                    x[place] = bad;
                    Reductions<T>.AllFinite(x).Should().BeFalse("there is {0} at {1} of {2}", bad, place, n);
                    x[place] = good;
                }
            }
        }

        Reductions<T>.AllFinite([T.CreateChecked(1e38), T.CreateChecked(1e38), T.CreateChecked(1e38), T.CreateChecked(1e38)]).Should()
            .BeTrue("an overflowing sum is no infinite element");
    }

    [Fact]
    public void The_largest_of_a_row_is_found_in_every_column_and_the_first_of_equal_ones_counts()
    {
        foreach (int rows in KernelData.Sizes)
        {
            foreach (int columns in (int[])[1, 2, 3, 7, 16, 17, 300])
            {
                // Few different numbers, so that there are ties.
                T[] x = [.. KernelData.Random<T>(rows * columns, seed: rows, scale: 4).Select(value => T.Round(value))];
                int[] memory = new int[rows + 2];
                memory[0] = memory[^1] = -1;

                Reductions<T>.RowArgmax(columns, x, memory.AsSpan(1, rows));

                for (int i = 0; i < rows; i++)
                {
                    double[] row = [.. Enumerable.Range(0, columns).Select(j => double.CreateChecked(x[j * rows + i]))];
                    memory[1 + i].Should().Be(Array.IndexOf(row, row.Max()));
                }

                memory[0].Should().Be(-1);
                memory[^1].Should().Be(-1);
            }
        }
    }

    private static double Exact(double[] terms) => terms.Aggregate((DoubleDouble)0, (sum, term) => sum + term).High;

    private static void ShouldSum(Reduction reduction, Func<double, double, double> term)
    {
        T[] x = KernelData.Random<T>(30_000, seed: 1), y = KernelData.Random<T>(30_000, seed: 2);
        foreach (int n in _lengths)
        {
            int shift = n % 7;
            double[] terms = [.. KernelData.InDouble<T>(x.AsSpan(shift, n)).Zip(KernelData.InDouble<T>(y.AsSpan(shift, n)), term)];

            double actual = reduction(x.AsSpan(shift, n), y.AsSpan(shift, n));

            KernelData.ShouldBeNear<T>(actual, Exact(terms), terms.Sum(Math.Abs), 8, $"the sum of {n}");
        }
    }
}
