using System.Numerics;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// K in steps, where C is small: some steps of all chains before the next. A part of A is read from memory once, and
/// from the cache for all columns of B; a chain waits in C meanwhile, which costs no bit. Picked rows are gathered for
/// each step.
/// </summary>
internal static unsafe class ProductSteps<V, T>
    where V : unmanaged, ILanes<V, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int SmallestStep = 128;

    /// <summary>
    /// Elements of picked rows that are gathered at a time at most: 32 steps of the largest batch there may be.
    /// </summary>
    private const int MostGathered = 1 << 30;

    /// <summary>
    /// Picked rows are gathered for some steps of all chains, and stay in the second-level cache while these are taken.
    /// </summary>
    public static void Gathering(nint m, nint n, in ProductOperands<T> o, StagedColumns<T>* stage, BlockSizes sizes)
    {
        nint steps = StepsAtOnce(m, o, sizes);
        using var scratch = new Scratch<T>(ProductPacking<T>.GatheredLength(m, steps));
        fixed (T* pinned = scratch)
            InSteps(m, n, o, steps, stage, Scratch<T>.Align(pinned));
    }

    public static void InPlace(nint m, nint n, in ProductOperands<T> o, StagedColumns<T>* stage, BlockSizes sizes)
        => InSteps(m, n, o, StepsAtOnce(m, o, sizes), stage, null);

    /// <summary>69 % of peak become 85 % for 200 x 3072 x 50 in double.</summary>
    private static nint StepsAtOnce(nint m, in ProductOperands<T> o, BlockSizes sizes)
        => Math.Min(Math.Min(Math.Max(sizes.StepBytes / sizeof(T) / m, SmallestStep), MostGathered / m) & -ProductCut.Rows, o.K);

    /// <summary>
    /// Some steps of all chains before the next: a part of A is read from memory once, and from the cache for all
    /// columns of B. Chains that wait in C must not be taken up twice, so tiles do not overlap here; rows that fill no
    /// vector have theirs wait beside C, with those of their neighbours that fill it up: 81 % of peak become 88 % for
    /// 200 x 3072 x 50.
    /// </summary>
    private static void InSteps(nint m, nint n, in ProductOperands<T> o, nint steps, StagedColumns<T>* stage, T* room)
    {
        nint rows = m - m % V.Count;
        bool halves = V.Count > Vector256<T>.Count && m - rows <= Vector256<T>.Count;
        nint height = rows == m ? 0 : halves ? Vector256<T>.Count : V.Count;
        T* beside = stackalloc T[(int)(height * n)];
        var rest = new Operand<T>(beside, 1, height);
        for (nint p = 0; p < o.K; p += steps)
        {
            nint count = Math.Min(steps, o.K - p);
            Operand<T> a = room == null ? o.A.From(0, p) : ProductPacking<T>.Gather(o, m, p, count, room);
            Operand<T> b = o.B.From(p, 0);
            if (stage != null)
                stage->Clear();
            if (p == 0)
                ProductCover<V, T>.Cover<SameForAllRows>(0, rows, n, new(count, a, b, o.C, o.Start), stage);
            else
                ProductCover<V, T>.Cover<ForEachRow>(0, rows, n, new(count, a, b, o.C, o.C), stage);
            if (height > 0 && p == 0)
                RestOfStep<SameForAllRows>(halves, n, new(count, a.From(m - height, 0), b, rest, o.Start), stage);
            else if (height > 0)
                RestOfStep<ForEachRow>(halves, n, new(count, a.From(m - height, 0), b, rest, rest), stage);
        }

        for (nint j = 0; j < n && height > 0; j++)
            new ReadOnlySpan<T>(beside + j * height, (int)height).CopyTo(new Span<T>(o.C.At(m - height, j), (int)height));
    }

    private static void RestOfStep<TStart>(bool halves, nint n, in ProductOperands<T> o, StagedColumns<T>* stage)
        where TStart : IStart
    {
        if (halves)
            ProductCover<Lanes256<T>, T>.Cover<TStart>(0, Vector256<T>.Count, n, o, stage);
        else
            ProductCover<V, T>.Cover<TStart>(0, V.Count, n, o, stage);
    }
}
