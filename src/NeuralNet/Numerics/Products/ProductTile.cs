using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// The register-blocked tile of every product: R.Count rows times 12, 4, 2 or 1 columns of C stay in registers while p runs over K, so each
/// step loads one piece of a column of A, broadcasts one element of B a column, and needs nothing else. With R two vectors, 24 of the 32
/// registers accumulate: enough independent chains to fill two units of latency four, and 14 loads for 24 multiply-adds.
/// An element of C is one chain over p, begun from <c>Start</c>. Rows that fill no tile are covered by one that overlaps its neighbour and
/// computes the shared elements again, to the same bits.
/// See Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", TOMS 34 (2008); Van Zee and van de Geijn, "BLIS", TOMS 41 (2015).
/// </summary>
internal static unsafe class ProductTile
{
    // At once: the first epoch of 784-300-75-10 takes 115 ms, by tiers 398.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Columns12<R, V, T, TStart, TSteps>(in ProductOperands<T> o, nint firstRow, nint rowsEnd, nint column)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStart : IStart
        where TSteps : ISteps
    {
        nint ldc = o.C.Column, aStep = o.A.Column, bStep = o.B.Row, bColumn = o.B.Column, bColumns2 = 2 * bColumn;
        nint lastRow = rowsEnd - R.Count;
        for (nint i = firstRow; ; i = Math.Min(i + R.Count, lastRow))
        {
            nint startColumn = o.Start.Column;
            T* start = o.Start.At(i, column);
            R c0 = TStart.Get<R, V, T>(start + 0 * startColumn), c1 = TStart.Get<R, V, T>(start + 1 * startColumn), c2 = TStart.Get<R, V, T>(start + 2 * startColumn);
            R c3 = TStart.Get<R, V, T>(start + 3 * startColumn), c4 = TStart.Get<R, V, T>(start + 4 * startColumn), c5 = TStart.Get<R, V, T>(start + 5 * startColumn);
            R c6 = TStart.Get<R, V, T>(start + 6 * startColumn), c7 = TStart.Get<R, V, T>(start + 7 * startColumn), c8 = TStart.Get<R, V, T>(start + 8 * startColumn);
            R c9 = TStart.Get<R, V, T>(start + 9 * startColumn), c10 = TStart.Get<R, V, T>(start + 10 * startColumn), c11 = TStart.Get<R, V, T>(start + 11 * startColumn);

            T* a = TSteps.First(o, i);
            T* b0 = o.B.At(0, column), b3 = b0 + 3 * bColumn, b6 = b3 + 3 * bColumn, b9 = b6 + 3 * bColumn;
            for (nint p = o.K; p > 0; p--)
            {
                R x = R.Load(TSteps.Column(o, a, i, R.Count));
                c0 = R.MultiplyAdd(x, V.Broadcast(b0[0]), c0);
                c1 = R.MultiplyAdd(x, V.Broadcast(b0[bColumn]), c1);
                c2 = R.MultiplyAdd(x, V.Broadcast(b0[bColumns2]), c2);
                c3 = R.MultiplyAdd(x, V.Broadcast(b3[0]), c3);
                c4 = R.MultiplyAdd(x, V.Broadcast(b3[bColumn]), c4);
                c5 = R.MultiplyAdd(x, V.Broadcast(b3[bColumns2]), c5);
                c6 = R.MultiplyAdd(x, V.Broadcast(b6[0]), c6);
                c7 = R.MultiplyAdd(x, V.Broadcast(b6[bColumn]), c7);
                c8 = R.MultiplyAdd(x, V.Broadcast(b6[bColumns2]), c8);
                c9 = R.MultiplyAdd(x, V.Broadcast(b9[0]), c9);
                c10 = R.MultiplyAdd(x, V.Broadcast(b9[bColumn]), c10);
                c11 = R.MultiplyAdd(x, V.Broadcast(b9[bColumns2]), c11);
                a = TSteps.Next<T>(a, aStep);
                b0 += bStep;
                b3 += bStep;
                b6 += bStep;
                b9 += bStep;
            }

            T* c = o.C.At(i, column);
            c0.Store(c + 0 * ldc);
            c1.Store(c + 1 * ldc);
            c2.Store(c + 2 * ldc);
            c3.Store(c + 3 * ldc);
            c4.Store(c + 4 * ldc);
            c5.Store(c + 5 * ldc);
            c6.Store(c + 6 * ldc);
            c7.Store(c + 7 * ldc);
            c8.Store(c + 8 * ldc);
            c9.Store(c + 9 * ldc);
            c10.Store(c + 10 * ldc);
            c11.Store(c + 11 * ldc);
            if (i == lastRow)
                return;
        }
    }

    // At once: the first epoch of 784-300-75-10 takes 115 ms, by tiers 153.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Columns4<R, V, T, TStart, TSteps>(in ProductOperands<T> o, nint firstRow, nint rowsEnd, nint column)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStart : IStart
        where TSteps : ISteps
    {
        nint ldc = o.C.Column, aStep = o.A.Column, bStep = o.B.Row, bColumn = o.B.Column;
        nint lastRow = rowsEnd - R.Count;
        for (nint i = firstRow; ; i = Math.Min(i + R.Count, lastRow))
        {
            nint startColumn = o.Start.Column;
            T* start = o.Start.At(i, column);
            R c0 = TStart.Get<R, V, T>(start), c1 = TStart.Get<R, V, T>(start + startColumn);
            R c2 = TStart.Get<R, V, T>(start + 2 * startColumn), c3 = TStart.Get<R, V, T>(start + 3 * startColumn);
            T* a = TSteps.First(o, i);
            T* b0 = o.B.At(0, column), b2 = b0 + 2 * bColumn;
            for (nint p = o.K; p > 0; p--)
            {
                R x = R.Load(TSteps.Column(o, a, i, R.Count));
                c0 = R.MultiplyAdd(x, V.Broadcast(b0[0]), c0);
                c1 = R.MultiplyAdd(x, V.Broadcast(b0[bColumn]), c1);
                c2 = R.MultiplyAdd(x, V.Broadcast(b2[0]), c2);
                c3 = R.MultiplyAdd(x, V.Broadcast(b2[bColumn]), c3);
                a = TSteps.Next<T>(a, aStep);
                b0 += bStep;
                b2 += bStep;
            }

            T* c = o.C.At(i, column);
            c0.Store(c);
            c1.Store(c + ldc);
            c2.Store(c + 2 * ldc);
            c3.Store(c + 3 * ldc);
            if (i == lastRow)
                return;
        }
    }

    // At once: the first epoch of 3072-50-10 takes 162 ms, by tiers 259.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Columns2<R, V, T, TStart, TSteps>(in ProductOperands<T> o, nint firstRow, nint rowsEnd, nint column)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStart : IStart
        where TSteps : ISteps
    {
        nint ldc = o.C.Column, aStep = o.A.Column, bStep = o.B.Row, bColumn = o.B.Column;
        nint lastRow = rowsEnd - R.Count;
        for (nint i = firstRow; ; i = Math.Min(i + R.Count, lastRow))
        {
            T* start = o.Start.At(i, column);
            R c0 = TStart.Get<R, V, T>(start), c1 = TStart.Get<R, V, T>(start + o.Start.Column);
            T* a = TSteps.First(o, i);
            T* b = o.B.At(0, column);
            for (nint p = o.K; p > 0; p--)
            {
                R x = R.Load(TSteps.Column(o, a, i, R.Count));
                c0 = R.MultiplyAdd(x, V.Broadcast(b[0]), c0);
                c1 = R.MultiplyAdd(x, V.Broadcast(b[bColumn]), c1);
                a = TSteps.Next<T>(a, aStep);
                b += bStep;
            }

            T* c = o.C.At(i, column);
            c0.Store(c);
            c1.Store(c + ldc);
            if (i == lastRow)
                return;
        }
    }

    // At once: the first 40 epochs of 20-300-1 take 149 ms, by tiers 389.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Column<R, V, T, TStart, TSteps>(in ProductOperands<T> o, nint firstRow, nint rowsEnd, nint column)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TStart : IStart
        where TSteps : ISteps
    {
        nint aStep = o.A.Column, bStep = o.B.Row;
        nint lastRow = rowsEnd - R.Count;
        for (nint i = firstRow; ; i = Math.Min(i + R.Count, lastRow))
        {
            R c = TStart.Get<R, V, T>(o.Start.At(i, column));
            T* a = TSteps.First(o, i);
            T* b = o.B.At(0, column);
            for (nint p = o.K; p > 0; p--)
            {
                c = R.MultiplyAdd(R.Load(TSteps.Column(o, a, i, R.Count)), V.Broadcast(*b), c);
                a = TSteps.Next<T>(a, aStep);
                b += bStep;
            }

            c.Store(o.C.At(i, column));
            if (i == lastRow)
                return;
        }
    }
}
