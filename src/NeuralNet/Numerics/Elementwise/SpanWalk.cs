using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>y = f(x), on vectors of any width or one element.</summary>
internal interface IOperation1<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    V Apply<V>(V x)
        where V : unmanaged, ILanes<V, T>;
}

/// <summary>z = f(x, y).</summary>
internal interface IOperation2<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    V Apply<V>(V x, V y)
        where V : unmanaged, ILanes<V, T>;
}

/// <summary>
/// The walk over spans: in wide vectors where the span fills some, the last one overlapping its neighbour and loaded
/// before anything is written, for output and input may be the same. An operation is written once and its type is a
/// type argument, so each walk compiles to a straight loop. These loops are compiled to full speed at once, for they do
/// most of the work of a short run, too. What is not needed there stands apart: the compiler loads all vector types
/// that a method mentions, used or not, which takes a millisecond for each width. Lanes256&lt;T&gt;.Count and not
/// Vector256&lt;T&gt;.Count for the same reason: that type would be loaded, too.
/// </summary>
internal static unsafe class SpanWalk<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// 512-bit vectors from which they are used: for fewer, the gain is less than what compiling another loop costs a
    /// small network.
    /// </summary>
    public const int FewestWideVectors = 4;

    /// <summary>
    /// Where a profile shows a single activation, the walk would be inlined into the training step and exhaust what the
    /// compiler inlines in one method: the vector operators become calls then (784-64-784: 0.8 ms a step become 1.7 to
    /// 3.1). Its first epoch takes 84 ms, 168 where the walk is compiled by tiers.
    /// </summary>
    private const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    public static void Map<TOperation>(TOperation operation, ReadOnlySpan<T> x, Span<T> y)
        where TOperation : struct, IOperation1<T>
    {
        Debug.Assert(y.Length >= x.Length);
        int n = x.Length;
        fixed (T* px = x, py = y)
        {
            if (Vector512.IsHardwareAccelerated && n >= FewestWideVectors * 2 * Lanes256<T>.Count)
                MapWide(operation, px, py, n);
            else if (Vector256.IsHardwareAccelerated && n >= Lanes256<T>.Count)
                Map<Lanes256<T>, TOperation>(operation, px, py, n);
            else if (n > 0)
                MapNarrow(operation, px, py, n);
        }
    }

    /// <summary>z = f(x, y); the spans may be the same.</summary>
    public static void Map<TOperation>(TOperation operation, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where TOperation : struct, IOperation2<T>
    {
        Debug.Assert(y.Length >= x.Length && z.Length >= x.Length);
        int n = x.Length;
        fixed (T* px = x, py = y, pz = z)
        {
            if (Vector512.IsHardwareAccelerated && n >= FewestWideVectors * 2 * Lanes256<T>.Count)
                MapWide(operation, px, py, pz, n);
            else if (Vector256.IsHardwareAccelerated && n >= Lanes256<T>.Count)
                Map<Lanes256<T>, TOperation>(operation, px, py, pz, n);
            else if (n > 0)
                MapNarrow(operation, px, py, pz, n);
        }
    }

    private static void MapWide<TOperation>(TOperation operation, T* x, T* y, nint n)
        where TOperation : struct, IOperation1<T>
        => Map<Lanes512<T>, TOperation>(operation, x, y, n);

    private static void MapNarrow<TOperation>(TOperation operation, T* x, T* y, nint n)
        where TOperation : struct, IOperation1<T>
    {
        if (Vector128.IsHardwareAccelerated && n >= Lanes128<T>.Count)
            Map<Lanes128<T>, TOperation>(operation, x, y, n);
        else
            Map<Lanes1<T>, TOperation>(operation, x, y, n);
    }

    private static void MapWide<TOperation>(TOperation operation, T* x, T* y, T* z, nint n)
        where TOperation : struct, IOperation2<T>
        => Map<Lanes512<T>, TOperation>(operation, x, y, z, n);

    private static void MapNarrow<TOperation>(TOperation operation, T* x, T* y, T* z, nint n)
        where TOperation : struct, IOperation2<T>
    {
        if (Vector128.IsHardwareAccelerated && n >= Lanes128<T>.Count)
            Map<Lanes128<T>, TOperation>(operation, x, y, z, n);
        else
            Map<Lanes1<T>, TOperation>(operation, x, y, z, n);
    }

    [MethodImpl(Kernel)]
    private static void Map<V, TOperation>(TOperation operation, T* x, T* y, nint n)
        where V : unmanaged, ILanes<V, T>
        where TOperation : struct, IOperation1<T>
    {
        // The operation stands here once, for its compiling is a large part of a short process: 6 ms instead of 10 for
        // the sigmoid in double.
        nint last = n - V.Count;
        V tail = V.Load(x + last);
        V input = V.Load(x);
        nint i = 0;
        while (true)
        {
            operation.Apply(input).Store(y + i);
            i += V.Count;
            if (i < last)
            {
                input = V.Load(x + i);
            }
            else if (i < n)
            {
                input = tail;
                i = last;
            }
            else
            {
                return;
            }
        }
    }

    [MethodImpl(Kernel)]
    private static void Map<V, TOperation>(TOperation operation, T* x, T* y, T* z, nint n)
        where V : unmanaged, ILanes<V, T>
        where TOperation : struct, IOperation2<T>
    {
        nint last = n - V.Count;
        V tail = operation.Apply(V.Load(x + last), V.Load(y + last));
        for (nint i = 0; i < last; i += V.Count)
            operation.Apply(V.Load(x + i), V.Load(y + i)).Store(z + i);
        tail.Store(z + last);
    }
}
