using System.Numerics;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// Decides how C = A B goes: in which vectors, and which operands are copied first. They are read where they lie if
/// they lie well, which at the sizes of small networks beats packing. A is packed if its rows are not side by side (X'
/// D) or far apart from step to step, columns of B are staged if they would push each other out of the first-level
/// cache. <see cref="ProductCopies{V, T}"/> copies, <see cref="ProductCover{V, T}"/> multiplies.
/// </summary>
internal static unsafe class ProductBlocks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns of C from which packing A in place pays: below, the copy is read too few times.</summary>
    private const int PackingColumns = 64;

    /// <summary>
    /// Bytes from step to step of A from which it is packed, a page, as it is if it is larger than the second-level
    /// cache: 67 % of peak become 92 % for 1024 x 784 x 300.
    /// </summary>
    private const int PackingStride = 4096;

    /// <summary>Bytes of A from which K is taken in steps where C is small.</summary>
    private const int SteppingBytes = 512 * 1024;

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
    public static bool PickingPays(nint samples, nint inputs, nint units)
        => units < PackingColumns && samples >= ProductCut.Rows && samples * inputs * sizeof(T) >= SteppingBytes;

    public static void Run(nint m, nint n, in ProductOperands<T> o, Workers? workers)
    {
        if (workers is null || 2.0 * m * n * o.K < Workers.SmallestProduct)
        {
            Run(m, n, o);
            return;
        }

        ProductCut cut = ProductCut.Of(m, n, o, workers.Threads);
        workers.Run(new ProductJob<T>(m, n, o, cut), (int)(cut.Parts + cut.Pieces));
    }

    public static void Run(nint m, nint n, in ProductOperands<T> o) => Run(m, n, o, BlockSizes.OfThisMachine);

    public static void Run(nint m, nint n, in ProductOperands<T> o, BlockSizes sizes)
    {
        if (o.A.Row != 1 && o.Picks == Picks.Nothing && m > 1 && FillsNoVector(m))
            RunPadded(m, n, o);
        else if (Vector512.IsHardwareAccelerated && m >= 2 * Vector256<T>.Count)
            RunWide(m, n, o, sizes);
        else if (Vector256.IsHardwareAccelerated && m >= Vector256<T>.Count)
            Run<Lanes256<T>>(m, n, o, sizes);
        else
            RunNarrow(m, n, o, sizes);
    }

    /// <summary>Whether the machine has a vector that would hold all rows, and whose half would not.</summary>
    private static bool FillsNoVector(nint m)
        => (Vector128.IsHardwareAccelerated && m < Vector128<T>.Count)
            || (Vector256.IsHardwareAccelerated && m > Vector128<T>.Count && m < Vector256<T>.Count)
            || (Vector512.IsHardwareAccelerated && m > Vector256<T>.Count && m < Vector512<T>.Count);

    private static void RunPadded(nint m, nint n, in ProductOperands<T> o)
    {
        if (m < Vector128<T>.Count)
            ProductCopies<Lanes128<T>, T>.Padded(m, n, o);
        else if (m < Vector256<T>.Count)
            ProductCopies<Lanes256<T>, T>.Padded(m, n, o);
        else
            ProductCopies<Lanes512<T>, T>.Padded(m, n, o);
    }

    // Apart, like the next, so that a small network does not load the types of vectors that it does not use: see
    // SpanWalk.
    private static void RunWide(nint m, nint n, in ProductOperands<T> o, BlockSizes sizes) => Run<Lanes512<T>>(m, n, o, sizes);

    private static void RunNarrow(nint m, nint n, in ProductOperands<T> o, BlockSizes sizes)
    {
        if (Vector128.IsHardwareAccelerated && m >= Vector128<T>.Count)
            Run<Lanes128<T>>(m, n, o, sizes);
        else
            Run<Lanes1<T>>(m, n, o, sizes);
    }

    private static void Run<V>(nint m, nint n, in ProductOperands<T> o, BlockSizes sizes)
        where V : unmanaged, ILanes<V, T>
    {
        bool gathers = n < PackingColumns && o.Picks == Picks.Rows, stages = ColumnsCollide(m, n, o);
        if (ReadsPickedInPlace(n, o))
            PickedProduct<T>.Run(m, n, o, sizes);
        else if (!stages && ColumnsCanBeReadInPlace<Pair<V, V, T>, V>(m, n, o, sizes))
            ProductCover<V, T>.PickedColumns(m, n, o);
        else if (!gathers && RowsLieBadly(m, n, o, sizes))
            ProductCopies<V, T>.Packed(m, n, o, stages, sizes);
        else if (stages)
            Staged<V>(m, n, o, sizes);
        else
            InPlace<V>(m, n, o, null, sizes);
    }

    private static void Staged<V>(nint m, nint n, in ProductOperands<T> o, BlockSizes sizes)
        where V : unmanaged, ILanes<V, T>
    {
        nint room = StagedColumns<T>.Length(0, o.K);
        using var scratch = new Scratch<T>(room);
        fixed (T* pinned = scratch)
        {
            var stage = new StagedColumns<T>(Scratch<T>.Align(pinned), room);
            InPlace<V>(m, n, o, &stage, sizes);
        }
    }

    private static void InPlace<V>(nint m, nint n, in ProductOperands<T> o, StagedColumns<T>* stage, BlockSizes sizes)
        where V : unmanaged, ILanes<V, T>
    {
        if (o.Picks == Picks.Rows)
            ProductSteps<V, T>.Gathering(m, n, o, stage, sizes);
        else if (n < PackingColumns && m * o.K * sizeof(T) >= SteppingBytes)
            ProductSteps<V, T>.InPlace(m, n, o, stage, sizes);
        else
            ProductCover<V, T>.Cover<SameForAllRows>(0, m, n, o, stage);
    }

    public static bool ReadsPickedInPlace(nint n, in ProductOperands<T> o) => n < PackingColumns && o.Picks == Picks.Rows && PickedProduct<T>.Suits(n);

    private static bool ColumnsCanBeReadInPlace<R, V>(nint m, nint n, in ProductOperands<T> o, BlockSizes sizes)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
        => o.Picks == Picks.Columns && n < PackingColumns && m >= R.Count && o.K * R.Count * sizeof(T) <= sizes.StepBytes;

    private static bool RowsLieBadly(nint m, nint n, in ProductOperands<T> o, BlockSizes sizes)
        => o.A.Row != 1 || o.Picks != Picks.Nothing
            || (n >= PackingColumns && (o.A.Column * sizeof(T) >= PackingStride || m * o.K * sizeof(T) >= sizes.SecondLevel));

    private static bool ColumnsCollide(nint m, nint n, in ProductOperands<T> o)
        => Math.Max(o.B.Row, o.B.Column) * sizeof(T) % StagingStride == 0 && m >= StagingRows && o.K >= StagingSteps && n >= 12;
}
