using System.Numerics;
using NeuralNet.Numerics;
using Column = MathNet.Numerics.LinearAlgebra.Vector<double>;

namespace NeuralNet.Tests.Numerics;

public sealed class CholeskyInDouble : CholeskyTests<double>;

public sealed class CholeskyInFloat : CholeskyTests<float>;

/// <summary>The symmetric product and the decomposition beside MathNet's in double.</summary>
public abstract class CholeskyTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double _rounding = typeof(T) == typeof(double) ? Math.ScaleB(1, -53) : Math.ScaleB(1, -24);

    public static TheoryData<int> Sizes => [1, 2, 7, 12, 13, 31, 33, 47, 48, 49, 61, 95, 96, 97, 130, 205];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void J_transposed_times_J_has_the_sums_of_512_bits_for_each_element_and_block_of_rows(int size)
    {
        foreach (int rows in new[] { 5, 16, 53 })
        {
            Matrix<T> j = Some.Matrix<T>(2 * rows, size);

            SymmetricMatrix<T> gram = Gram(j, rows, workers: null);

            for (int column = 0; column < size; column++)
            {
                for (int row = column; row < size; row++)
                    gram[row, column].Should().Be(Dot(j, 0, rows, row, column) + Dot(j, rows, rows, row, column), "that is element {0}, {1}", row, column);
            }
        }
    }

    [Fact]
    public void J_transposed_times_J_leaves_nothing_beyond_the_edge()
    {
        SymmetricMatrix<T> gram = Gram(Some.Matrix<T>(40, 50), 10, workers: null);

        for (int column = 0; column < 50; column++)
            gram.Values.AsSpan((column * gram.Stride) + 50, gram.Stride - 50).ToArray().Should().AllBeEquivalentTo(T.Zero);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void L_times_its_transpose_is_the_matrix(int size)
    {
        Matrix<T> j = Some.Matrix<T>(2 * size, size);
        SymmetricMatrix<T> l = Gram(j, j.RowCount, workers: null);
        Matrix<double> expected = Full(l);

        Cholesky<T>.Factor(l, new T[Cholesky<T>.PanelsLength(size)], workers: null).Should().BeTrue();

        Matrix<double> lower = Full(l).LowerTriangle();
        ((lower * lower.Transpose() - expected).InfinityNorm() / expected.InfinityNorm()).Should().BeLessThan(4 * size * _rounding);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Solutions_fulfil_their_equations_and_the_inverse_has_the_diagonal_of_MathNets(int size)
    {
        Matrix<T> j = Some.Matrix<T>(3 * size + 5, size);
        SymmetricMatrix<T> l = Gram(j, j.RowCount, workers: null);
        Matrix<double> matrix = Full(l);
        Matrix<T> b = Some.Matrix<T>(size, 1, seed: 4);
        var diagonal = new double[size];

        Cholesky<T>.Factor(l, new T[Cholesky<T>.PanelsLength(size)], workers: null);
        T[] x = b.ToColumnMajorArray();
        Cholesky<T>.Solve(l, x);
        Cholesky<T>.InverseDiagonal(l, diagonal, workers: null);

        double tolerance = 100 * size * _rounding * matrix.ConditionNumber();
        Column solution = matrix.Cholesky().Solve(b.Column(0).Map(double.CreateChecked));
        x.Zip(solution, (actual, value) => Math.Abs(double.CreateChecked(actual) - value)).Max().Should().BeLessThan(tolerance * solution.InfinityNorm());
        double[] inverse = [.. matrix.Inverse().Diagonal()];
        diagonal.Zip(inverse, (actual, value) => Math.Abs(actual / value - 1)).Max().Should().BeLessThan(tolerance);
        Cholesky<T>.LogDeterminant(l).Should().BeApproximately(matrix.Cholesky().DeterminantLn, tolerance * Math.Max(1, size));
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        // Enough rows for J'J to be shared, too.
        Matrix<T> j = Some.Matrix<T>(300, 205);
        using var workers = new Workers(WorkerMemory.ForThreads(3));

        T[] alone = Factor(null), shared = Factor(workers);

        shared.Should().Equal(alone);

        T[] Factor(Workers? threads)
        {
            SymmetricMatrix<T> l = Gram(j, 100, threads);
            Cholesky<T>.Factor(l, new T[Cholesky<T>.PanelsLength(l.Size)], threads).Should().BeTrue();
            var diagonal = new double[l.Size];
            Cholesky<T>.InverseDiagonal(l, diagonal, threads);
            return [.. Full(l).LowerTriangle().Enumerate().Concat(diagonal).Select(T.CreateChecked)];
        }
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused()
    {
        foreach (T last in new[] { T.Zero, -T.One, T.NaN, T.PositiveInfinity })
        {
            var matrix = new SymmetricMatrix<T>(60);
            for (int k = 0; k < 60; k++)
                matrix[k, k] = k == 57 ? last : T.One;

            Cholesky<T>.Factor(matrix, new T[Cholesky<T>.PanelsLength(60)], workers: null).Should().BeFalse();
        }
    }

    [Fact]
    public void A_row_whose_pivot_is_rounding_is_left_out_of_solution_and_inverse()
    {
        // The third column is the sum of the first two.
        Matrix<T> j = Some.Matrix<T>(20, 4);
        j.SetColumn(2, j.Column(0) + j.Column(1));
        SymmetricMatrix<T> l = Gram(j, 20, workers: null);
        Matrix<double> without = Full(l).RemoveRow(2).RemoveColumn(2);
        T[] bounds = [.. Enumerable.Range(0, 4).Select(k => l[k, k] * T.CreateChecked(64 * 4 * _rounding))];
        T[] x = [T.One, T.One, T.One, T.One];
        var diagonal = new double[4];

        Cholesky<T>.Factor(l, bounds, new T[Cholesky<T>.PanelsLength(4)], workers: null).Should().BeTrue();
        Cholesky<T>.Solve(l, x);
        Cholesky<T>.InverseDiagonal(l, diagonal, workers: null);

        (x[2], diagonal[2]).Should().Be((T.Zero, 0));
        Column expected = without.Solve(Column.Build.Dense(3, 1));
        double tolerance = 1000 * _rounding * without.ConditionNumber();
        new[] { x[0], x[1], x[3] }.Zip(expected, (actual, value) => Math.Abs(double.CreateChecked(actual) - value)).Max().Should()
            .BeLessThan(tolerance * expected.InfinityNorm());
        Cholesky<T>.LogDeterminant(l).Should().BeApproximately(Math.Log(without.Determinant()), tolerance);
    }

    /// <summary>J'J, some rows of J at a time.</summary>
    private static SymmetricMatrix<T> Gram(Matrix<T> j, int rowsAtOnce, Workers? workers)
    {
        int size = j.ColumnCount;
        var gram = new SymmetricMatrix<T>(size);
        var block = new T[rowsAtOnce * GramProduct<T>.Padded(size)];
        for (int first = 0; first < j.RowCount; first += rowsAtOnce)
        {
            j.SubMatrix(first, rowsAtOnce, 0, size).ToColumnMajorArray().CopyTo(block, 0);
            GramProduct<T>.Add(gram, rowsAtOnce, block, workers);
        }

        return gram;
    }

    /// <summary>Row k adds to sum k modulo lanes; the sums are folded by halves.</summary>
    private static T Dot(Matrix<T> j, int first, int rows, int row, int column)
    {
        var sums = new T[typeof(T) == typeof(double) ? 8 : 16];
        for (int k = 0; k < rows; k++)
            sums[k % sums.Length] = T.FusedMultiplyAdd(j[first + k, row], j[first + k, column], sums[k % sums.Length]);
        for (int half = sums.Length / 2; half > 0; half /= 2)
        {
            for (int k = 0; k < half; k++)
                sums[k] += sums[k + half];
        }

        return sums[0];
    }

    private static Matrix<double> Full(SymmetricMatrix<T> matrix)
        => Matrix<double>.Build.Dense(matrix.Size, matrix.Size, (i, j) => double.CreateChecked(matrix[Math.Max(i, j), Math.Min(i, j)]));
}
