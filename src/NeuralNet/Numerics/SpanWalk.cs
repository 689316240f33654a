using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>y = f(x), on vectors of any width or one element.</summary>
internal interface IOperation1<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    V Apply<V, L>(V x)
        where L : ILanes<V, T>;
}

/// <summary>z = f(x, y).</summary>
internal interface IOperation2<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    V Apply<V, L>(V x, V y)
        where L : ILanes<V, T>;
}

/// <summary>
/// The walk over spans: the widest vectors the machine has, then narrower ones for the rest, at last single elements. An operation is written once
/// and its type is a type argument, so each walk compiles to straight loops.
/// </summary>
internal static class SpanWalk
{
    // Compiled to full speed at once: these loops do most of the work of a short run, too.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<T, TOperation>(TOperation operation, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, IOperation1<T>
    {
        int n = x.Length;
        ref T xs = ref MemoryMarshal.GetReference(x);
        ref T ys = ref MemoryMarshal.GetReference(y[..n]);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            i = Map<T, TOperation, Vector512<T>, Lanes512<T>>(operation, ref xs, ref ys, i, n);
        if (Vector256.IsHardwareAccelerated)
            i = Map<T, TOperation, Vector256<T>, Lanes256<T>>(operation, ref xs, ref ys, i, n);
        if (Vector128.IsHardwareAccelerated)
            i = Map<T, TOperation, Vector128<T>, Lanes128<T>>(operation, ref xs, ref ys, i, n);
        Map<T, TOperation, T, ScalarLanes<T>>(operation, ref xs, ref ys, i, n);
    }

    /// <summary>z = f(x, y); the spans may be the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<T, TOperation>(TOperation operation, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, IOperation2<T>
    {
        int n = x.Length;
        ref T xs = ref MemoryMarshal.GetReference(x);
        ref T ys = ref MemoryMarshal.GetReference(y[..n]);
        ref T zs = ref MemoryMarshal.GetReference(z[..n]);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
            i = Map<T, TOperation, Vector512<T>, Lanes512<T>>(operation, ref xs, ref ys, ref zs, i, n);
        if (Vector256.IsHardwareAccelerated)
            i = Map<T, TOperation, Vector256<T>, Lanes256<T>>(operation, ref xs, ref ys, ref zs, i, n);
        if (Vector128.IsHardwareAccelerated)
            i = Map<T, TOperation, Vector128<T>, Lanes128<T>>(operation, ref xs, ref ys, ref zs, i, n);
        Map<T, TOperation, T, ScalarLanes<T>>(operation, ref xs, ref ys, ref zs, i, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Map<T, TOperation, V, L>(TOperation operation, ref T x, ref T y, int i, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, IOperation1<T>
        where L : ILanes<V, T>
    {
        for (; i <= n - L.Count; i += L.Count)
            L.Store(operation.Apply<V, L>(L.Load(ref x, i)), ref y, i);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Map<T, TOperation, V, L>(TOperation operation, ref T x, ref T y, ref T z, int i, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, IOperation2<T>
        where L : ILanes<V, T>
    {
        for (; i <= n - L.Count; i += L.Count)
            L.Store(operation.Apply<V, L>(L.Load(ref x, i), L.Load(ref y, i)), ref z, i);
        return i;
    }
}
