using System.Numerics;
using System.Runtime.InteropServices;
using NeuralNet.Numerics;

namespace NeuralNet.Tests.Numerics;

public sealed class MatrixProductTests
{
    private static readonly int[] _odd = [1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 15, 16, 17, 24, 25, 31, 32, 33, 37, 48, 49];
    private static readonly (int M, int N, int K)[] _larger =
    [
        (64, 65, 100), (65, 64, 127), (100, 75, 300), (127, 10, 784), (128, 50, 512), (129, 127, 63), (200, 13, 1024), (257, 100, 255), (1, 75, 784),
        (2, 33, 1024), (3, 129, 100), (1030, 9, 260), (40, 30, 4096), (300, 260, 2), (33, 3, 3000),
        (1030, 70, 65), (257, 100, 1024), (64, 61, 512), (70, 512, 64), (35, 256, 40), (1024, 75, 40), (2100, 64, 33),
        (64, 24, 2048), (32, 2048, 64), (256, 36, 2048), (512, 64, 512), (1024, 16, 1024), (48, 1024, 128), (4096, 13, 32), (200, 50, 3072), (3072, 50, 20),
        (23, 36, 2300), (25, 40, 2100), (6, 41, 2000), (48, 51, 1700), (9, 56, 1700), (50, 57, 1500), (7, 63, 1500), (1000, 50, 40), (961, 34, 9),
        (784, 64, 128), (785, 32, 65), (201, 16, 300), (97, 64, 2048), (1000, 64, 300),
        (1, 300, 784), (1, 10, 75), (1, 1000, 33), (1, 75, 512), (1, 24, 1024), (1, 49, 1536), (1, 23, 2560), (1, 17, 2048), (1, 5, 4096), (1, 4097, 3),
            (1, 1, 5000),
    ];

    private enum Form
    {
        Plain,
        PlainWithOffset,
        TransposedLeft,
        TransposedRight,
        PickedWithOffset,
        PickedTransposedLeft,
    }

    /// <summary>
    /// Of more than the operations from which a product is shared: parts of rows and of columns, which lie farther
    /// apart than they are long, with tiles of columns left over that are cut into rows.
    /// </summary>
    private static readonly (int M, int N, int K)[] _shared =
    [
        (128, 150, 400), (400, 150, 128), (127, 149, 401), (33, 512, 512), (512, 33, 512), (512, 512, 33), (2048, 7, 512), (5, 2048, 512), (200, 201, 199),
            (1, 2048, 2048), (200, 50, 700), (130, 35, 900),
        (128, 300, 784), (64, 75, 300), (160, 37, 200), (193, 299, 70), (784, 64, 128), (600, 32, 2048),
    ];

    [Fact]
    public void Products_in_float_have_the_bits_of_the_naive_chain() => ShouldEqualNaive<float>(Small().Concat(_larger), null);

    [Fact]
    public void Products_in_double_have_the_bits_of_the_naive_chain() => ShouldEqualNaive<double>(Small().Concat(_larger), null);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Products_that_threads_share_have_the_bits_of_the_naive_chain(int threads)
    {
        using var workers = new Workers(WorkerMemory.ForThreads(threads));

        _shared.Count(size => 2.0 * size.M * size.N * size.K >= Workers.SmallestProduct).Should().BeGreaterThan(6);
        ShouldEqualNaive<float>(_shared, workers);
        ShouldEqualNaive<double>(_shared, workers);
    }

    /// <summary>
    /// Of a processor with so little memory near it that every product is taken in many steps, and of some that there
    /// are.
    /// </summary>
    private static readonly BlockSizes[] _blocks = [new(1 << 10, 1 << 13), new(32 << 10, 512 << 10), new(48 << 10, 2 << 20), new(128 << 10, 16 << 20)];

    [Fact]
    public void Products_in_float_have_the_same_bits_whatever_the_caches_and_the_blocks() => ShouldEqualNaiveInAllBlocks<float>();

    [Fact]
    public void Products_in_double_have_the_same_bits_whatever_the_caches_and_the_blocks() => ShouldEqualNaiveInAllBlocks<double>();

    private static unsafe void ShouldEqualNaiveInAllBlocks<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = KernelData.Random<T>(5_000_000, scale: 0.5);
        T zero = T.Zero;
        foreach ((int m, int n, int k) in _larger.Concat(_shared).Where(size => size.M > 1))
        {
            int[] rows = PickedIndices(m), steps = PickedIndices(k);
            var actual = new GuardedSpan<T>(m * n);
            var expected = new T[m * n];
            ReadOnlySpan<T> left = values.AsSpan(0, m * k), right = values.AsSpan(1000, k * n);
            fixed (T* a = values, b = &values[1000], c = actual.Span)
            fixed (int* pickedRows = rows, pickedSteps = steps)
            {
                Operand<T> plain = new(a, 1, m), transposed = new(a, k, 1), columns = new(b, 1, k), to = new(c, 1, m), start = new(&zero, 0, 0);

                NaiveProduct.Multiply(m, n, k, left, right, default, expected);
                ShouldBeEqual(new ProductOperands<T>(k, plain, columns, to, start));

                NaiveProduct.MultiplyTransposedLeft(m, n, k, left, right, expected);
                ShouldBeEqual(new ProductOperands<T>(k, transposed, columns, to, start));

                NaiveProduct.MultiplyTransposedRight(m, n, k, left, right, expected);
                ShouldBeEqual(new ProductOperands<T>(k, plain, new(b, n, 1), to, start));

                NaiveProduct.Multiply(m, n, k, KernelData.ColumnMajor(left, rows, k), right, default, expected);
                ShouldBeEqual(new ProductOperands<T>(k, transposed, columns, to, start, pickedRows, Picks.Rows));

                NaiveProduct.MultiplyTransposedLeft(m, n, k, KernelData.ColumnMajor(left, steps, m), right, expected);
                ShouldBeEqual(new ProductOperands<T>(k, plain, columns, to, start, pickedSteps, Picks.Columns));
            }

            void ShouldBeEqual(ProductOperands<T> operands)
            {
                foreach (BlockSizes sizes in _blocks)
                {
                    actual.Span.Fill(T.NaN);
                    ProductBlocks<T>.Run(m, n, operands, sizes);
                    if (!MemoryMarshal.AsBytes(actual.Span).SequenceEqual(MemoryMarshal.AsBytes<T>(expected)))
                        Assert.Fail($"{m} x {k} and {k} x {n} in {typeof(T).Name} differs from the naive product with blocks of {sizes.PackedBytes} bytes.");
                    actual.GuardsShouldStand();
                }
            }
        }
    }

    private static IEnumerable<(int M, int N, int K)> Small() => _odd.SelectMany(m => _odd.SelectMany(n => _odd.Select(k => (m, n, k))));

    private static void ShouldEqualNaive<T>(IEnumerable<(int M, int N, int K)> sizes, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = KernelData.Random<T>(5_000_000, scale: 0.5);
        foreach ((int m, int n, int k) in sizes)
        {
            foreach (Form form in Enum.GetValues<Form>())
                ShouldEqualNaive(form, m, n, k, values, workers);
        }
    }

    private static void ShouldEqualNaive<T>(Form form, int m, int n, int k, T[] values, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int shift = (m + n + k) % 5;
        ReadOnlySpan<T> a = values.AsSpan(shift, m * k);
        ReadOnlySpan<T> b = values.AsSpan(1000 + shift, k * n);
        ReadOnlySpan<T> offset = form is Form.PlainWithOffset or Form.PickedWithOffset ? values.AsSpan(500, n) : default;
        var actual = new GuardedSpan<T>(m * n, shift);
        var expected = new T[m * n];

        switch (form)
        {
            case Form.TransposedLeft:
                MatrixProduct<T>.MultiplyTransposedLeft(m, n, k, a, b, actual.Span, workers);
                NaiveProduct.MultiplyTransposedLeft(m, n, k, a, b, expected);
                break;
            case Form.TransposedRight:
                MatrixProduct<T>.MultiplyTransposedRight(m, n, k, a, b, actual.Span, workers);
                NaiveProduct.MultiplyTransposedRight(m, n, k, a, b, expected);
                break;
            case Form.PickedWithOffset:
                int[] rows = PickedIndices(m);
                MatrixProduct<T>.MultiplyPicked(n, k, a, rows, b, offset, actual.Span, workers);
                NaiveProduct.Multiply(m, n, k, KernelData.ColumnMajor(a, rows, k), b, offset, expected);
                break;
            case Form.PickedTransposedLeft:
                int[] steps = PickedIndices(k);
                MatrixProduct<T>.MultiplyPickedTransposed(m, n, a, steps, b, actual.Span, workers);
                NaiveProduct.MultiplyTransposedLeft(m, n, k, KernelData.ColumnMajor(a, steps, m), b, expected);
                break;
            default:
                MatrixProduct<T>.Multiply(m, n, k, a, b, offset, actual.Span, workers);
                NaiveProduct.Multiply(m, n, k, a, b, offset, expected);
                break;
        }

        if (!MemoryMarshal.AsBytes(actual.Span).SequenceEqual(MemoryMarshal.AsBytes<T>(expected)))
            Assert.Fail($"{form} of {m} x {k} and {k} x {n} in {typeof(T).Name} differs from the naive product.");
        actual.GuardsShouldStand();
    }

    /// <summary>Samples in no order, some more than once.</summary>
    private static int[] PickedIndices(int count) => [.. Enumerable.Range(0, count).Select(i => i * 31 % count / 2)];
}
