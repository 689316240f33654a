using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// What is computed for each row of column-major matrices: a vector holds one column of several rows.
/// </summary>
internal interface IRowKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes V.Count rows from the given one on.</summary>
    void Run<V>(int row)
        where V : unmanaged, ILanes<V, T>;
}

/// <summary>
/// Takes all rows with the widest vectors that they fill, and those that are left with narrower ones, for a row must
/// not be written twice. Each width is compiled when the first rows need it: with all four in one method the first
/// epoch of a classifier of 6-64-8-4 took 86 ms, and not 72.
/// </summary>
internal static class RowWalk<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static void Run<TKernel>(in TKernel kernel, int rows)
        where TKernel : struct, IRowKernel<T>
    {
        int row = 0;
        if (Vector512.IsHardwareAccelerated && rows >= 2 * Lanes256<T>.Count)
            row = RunWide<TKernel>(kernel, rows);
        if (Vector256.IsHardwareAccelerated && rows - row >= Lanes256<T>.Count)
            row = Run<Lanes256<T>, TKernel>(kernel, row, rows);
        if (row < rows)
            RunNarrow<TKernel>(kernel, row, rows);
    }

    // Apart, like the next, so that a small network does not load the types of vectors that it does not use: see
    // SpanWalk.
    private static int RunWide<TKernel>(in TKernel kernel, int rows)
        where TKernel : struct, IRowKernel<T>
        => Run<Lanes512<T>, TKernel>(kernel, 0, rows);

    private static void RunNarrow<TKernel>(in TKernel kernel, int row, int rows)
        where TKernel : struct, IRowKernel<T>
    {
        if (Vector128.IsHardwareAccelerated && rows - row >= Lanes128<T>.Count)
            row = Run<Lanes128<T>, TKernel>(kernel, row, rows);
        if (row < rows)
            Run<Lanes1<T>, TKernel>(kernel, row, rows);
    }

    /// <returns>The first row that is left.</returns>
    // At once: the first 100 epochs of 20-64-10 with softmax take 151 ms, by tiers 339.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Run<V, TKernel>(in TKernel kernel, int row, int rows)
        where V : unmanaged, ILanes<V, T>
        where TKernel : struct, IRowKernel<T>
    {
        for (; row <= rows - V.Count; row += V.Count)
            kernel.Run<V>(row);
        return row;
    }
}
