using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// The register-blocked tile of every product: R.Count rows times some columns of C stay in registers while p runs over
/// K, so each step loads one piece of a column of A, broadcasts one element of B a column, and needs nothing else. With
/// R two vectors and twelve columns, 24 of the 32 registers accumulate: enough independent chains to fill two units of
/// latency four, and 14 loads for 24 multiply-adds. An element of C is one chain over p, begun from <c>Start</c>. Rows
/// that fill no tile are covered by one that overlaps its neighbour and computes the shared elements again, to the same
/// bits. See Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", TOMS 34 (2008); Van Zee and
/// van de Geijn, "BLIS", TOMS 41 (2015).
/// </summary>
internal static unsafe class ProductTile
{
    // At once: the first epoch of 784-300-75-10 takes 115 ms, by tiers 398.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TColumns, R, V, T, TStart, TSteps>(in ProductOperands<T> o, nint firstRow, nint rowsEnd, nint column)
        where TColumns : unmanaged, ITileColumns<TColumns, R, V, T>
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
            TColumns c = TColumns.Begin<TStart>(o.Start.At(i, column), o.Start.Column, o.B.At(0, column), bColumn);
            T* a = TSteps.First(o, i);
            for (nint p = o.K; p > 0; p--)
            {
                TColumns.Step(ref c, R.Load(TSteps.Column(o, a, i, R.Count)), bStep, bColumn);
                a = TSteps.Next<T>(a, aStep);
            }

            c.Store(o.C.At(i, column), ldc);
            if (i == lastRow)
                return;
        }
    }
}
