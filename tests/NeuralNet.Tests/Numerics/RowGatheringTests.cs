using System.Numerics;
using NeuralNet.Numerics;

namespace NeuralNet.Tests.Numerics;

public sealed class RowGatheringInDouble : RowGatheringTests<double>;

public sealed class RowGatheringInFloat : RowGatheringTests<float>;

/// <summary>Moving samples: every element in its place, for every shape, and nothing written beside.</summary>
public abstract class RowGatheringTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int[] _columns = [1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100];

    [Fact]
    public void Picked_rows_become_rows_of_the_minibatch()
    {
        foreach (int rows in KernelData.Sizes)
        {
            foreach (int columns in _columns)
                ShouldGather(rows, columns, samples: 50, null);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Threads_that_share_a_minibatch_leave_no_row_out(int threads)
    {
        using var workers = new Workers(WorkerMemory.ForThreads(threads));
        foreach ((int rows, int columns) in ((int, int)[])[(128, 784), (7, 9001), (15, 9001), (16, 9001), (33, 5003), (1, 70_000), (4099, 17)])
            ShouldGather(rows, columns, samples: 11, workers);
    }

    [Fact]
    public void A_column_major_matrix_is_written_row_by_row()
    {
        foreach (int rows in KernelData.Sizes)
        {
            foreach (int columns in _columns)
            {
                T[] source = Numbers(rows * columns);
                var destination = new GuardedSpan<T>(source.Length, shift: rows % 5);

                RowGathering<T>.ToRowMajor(rows, columns, source, destination.Span);

                for (int i = 0; i < rows; i++)
                {
                    for (int j = 0; j < columns; j++)
                    {
                        if (destination.Span[i * columns + j] != source[j * rows + i])
                            Assert.Fail($"Row {i}, column {j} of {rows} x {columns} is wrong.");
                    }
                }

                destination.GuardsShouldStand();
            }
        }
    }

    private static void ShouldGather(int rows, int columns, int samples, Workers? workers)
    {
        T[] source = Numbers(samples * columns);
        int[] indices = [.. Enumerable.Range(0, rows).Select(i => (i * 31 + 5) % samples)];
        var destination = new GuardedSpan<T>(rows * columns, shift: columns % 5);

        RowGathering<T>.Gather(columns, source, indices, destination.Span, workers);

        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                if (destination.Span[j * rows + i] != source[indices[i] * columns + j])
                    Assert.Fail($"Row {i}, column {j} of {rows} x {columns} is wrong.");
            }
        }

        destination.GuardsShouldStand();
    }

    private static T[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(T.CreateChecked)];
}
