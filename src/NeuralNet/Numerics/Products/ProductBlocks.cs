using System.Numerics;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// Decides how C = A B goes: in which vectors, and which operands are copied first. They are read where they lie if
/// they lie well, which at the sizes of small networks beats packing. A is packed if its rows are not side by side (X'
/// D) or far apart from step to step, columns of B are staged if they would push each other out of the first-level
/// cache. <see cref="ProductCopies"/> copies, <see cref="ProductCover"/> multiplies.
/// </summary>
internal static unsafe class ProductBlocks
{
    /// <summary>Columns of C from which packing A in place pays: below, the copy is read too few times.</summary>
    private const int PackingColumns = 64;

    /// <summary>
    /// Bytes of A from which it is packed, the size of a second-level cache, and bytes from step to step, a page: 67 %
    /// of peak become 92 % for 1024 x 784 x 300.
    /// </summary>
    private const int PackingBytes = 1 << 20, PackingStride = 4096;

    /// <summary>
    /// Bytes of A from which K is taken in steps where C is small, and of some of its rows that a tile may read in
    /// place.
    /// </summary>
    private const int SteppingBytes = 512 * 1024, InPlaceBytes = 256 * 1024;

    /// <summary>
    /// Columns of B whose distance is a multiple of this fight for the same places of the first-level cache: 30 % of
    /// peak become 94 % for 256 x 2048 x 2048.
    /// </summary>
    private const int StagingStride = 2048;

    /// <summary>Rows of C and steps from which copying columns of B pays.</summary>
    private const int StagingRows = 32, StagingSteps = 32;

    /// <summary>
    /// Whether samples that a narrow layer reads are better not gathered as a whole: a matrix of them would not stay in
    /// the second-level cache.
    /// </summary>
    public static bool PickingPays<T>(nint samples, nint inputs, nint units)
        where T : unmanaged
        => units < PackingColumns && samples >= ProductCut.Rows && samples * inputs * sizeof(T) >= SteppingBytes;

    public static void Run<T>(nint m, nint n, in ProductOperands<T> o, Workers? workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (workers is null || 2.0 * m * n * o.K < Workers.SmallestProduct)
        {
            Run(m, n, o);
            return;
        }

        ProductCut cut = ProductCut.Of(m, n, o, workers.Threads);
        workers.Run(new ProductJob<T>(m, n, o, cut), (int)(cut.Parts + cut.Pieces));
    }

    public static void Run<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (o.A.Row != 1 && o.Picks == Picks.Nothing && m > 1 && FillsNoVector<T>(m))
            RunPadded(m, n, o);
        else if (Vector512.IsHardwareAccelerated && m >= 2 * Vector256<T>.Count)
            RunWide(m, n, o);
        else if (Vector256.IsHardwareAccelerated && m >= Vector256<T>.Count)
            Run<Lanes256<T>, T>(m, n, o);
        else
            RunNarrow(m, n, o);
    }

    /// <summary>Whether the machine has a vector that would hold all rows, and whose half would not.</summary>
    private static bool FillsNoVector<T>(nint m)
        where T : unmanaged
        => (Vector128.IsHardwareAccelerated && m < Vector128<T>.Count)
            || (Vector256.IsHardwareAccelerated && m > Vector128<T>.Count && m < Vector256<T>.Count)
            || (Vector512.IsHardwareAccelerated && m > Vector256<T>.Count && m < Vector512<T>.Count);

    private static void RunPadded<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (m < Vector128<T>.Count)
            ProductCopies.Padded<Lanes128<T>, T>(m, n, o);
        else if (m < Vector256<T>.Count)
            ProductCopies.Padded<Lanes256<T>, T>(m, n, o);
        else
            ProductCopies.Padded<Lanes512<T>, T>(m, n, o);
    }

    // Apart, like the next, so that a small network does not load the types of vectors that it does not use: see
    // SpanWalk.
    private static void RunWide<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Run<Lanes512<T>, T>(m, n, o);

    private static void RunNarrow<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector128.IsHardwareAccelerated && m >= Vector128<T>.Count)
            Run<Lanes128<T>, T>(m, n, o);
        else
            Run<Lanes1<T>, T>(m, n, o);
    }

    private static void Run<V, T>(nint m, nint n, in ProductOperands<T> o)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (ColumnsCollide(m, n, o))
        {
            using var scratch = new Scratch<T>(ProductPacking.ColumnsLength<T>(o.K));
            fixed (T* pinned = scratch)
                Run<V, T>(m, n, o, Scratch<T>.Align(pinned));
        }
        else
        {
            Run<V, T>(m, n, o, null);
        }
    }

    private static void Run<V, T>(nint m, nint n, in ProductOperands<T> o, T* stage)
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (ReadsPickedInPlace(n, o))
            PickedProduct.Run(m, n, o);
        else if (n < PackingColumns && o.Picks == Picks.Rows)
            ProductSteps.Gathering<V, T>(m, n, o, stage);
        else if (stage == null && ColumnsCanBeReadInPlace<Pair<V, V, T>, V, T>(m, n, o))
            ProductCover.PickedColumns<V, T>(m, n, o);
        else if (RowsLieBadly(m, n, o))
            ProductCopies.Packed<V, T>(m, n, o, stage);
        else if (n < PackingColumns && m * o.K * sizeof(T) >= SteppingBytes)
            ProductSteps.InPlace<V, T>(m, n, o, stage);
        else
            ProductCover.Cover<V, T, SameForAllRows>(0, m, n, o, stage);
    }

    public static bool ReadsPickedInPlace<T>(nint n, in ProductOperands<T> o)
        where T : unmanaged
        => n < PackingColumns && o.Picks == Picks.Rows && PickedProduct.Suits<T>(n);

    private static bool ColumnsCanBeReadInPlace<R, V, T>(nint m, nint n, in ProductOperands<T> o)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
        where T : unmanaged
        => o.Picks == Picks.Columns && n < PackingColumns && m >= R.Count && o.K * R.Count * sizeof(T) <= InPlaceBytes;

    private static bool RowsLieBadly<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged
        => o.A.Row != 1 || o.Picks != Picks.Nothing
            || (n >= PackingColumns && (o.A.Column * sizeof(T) >= PackingStride || m * o.K * sizeof(T) >= PackingBytes));

    private static bool ColumnsCollide<T>(nint m, nint n, in ProductOperands<T> o)
        where T : unmanaged
        => Math.Max(o.B.Row, o.B.Column) * sizeof(T) % StagingStride == 0 && m >= StagingRows && o.K >= StagingSteps && n >= 12;
}
