using System.Numerics;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// C -= A A' of a Cholesky decomposition, of which the lower triangle is computed. The tiles are those of
/// <see cref="ProductCover{V, T}"/>; the left operand is packed once into panels as high as a tile, then each part
/// takes twelve columns of C from their diagonal down. An element of C is one chain of fused multiply-adds that goes on
/// from what it was, so threads change no bit.
/// </summary>
internal static unsafe class LowerProduct<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Columns = 12;

    /// <summary>Multiply-adds for which waking other threads pays.</summary>
    private const double SmallestShared = Workers.SmallestProduct / 2;

    /// <summary>Elements that the packed panels of an operand take, their alignment included.</summary>
    public static int PanelsLength(int size, int steps) => SymmetricMatrix<double>.Padded(size) * steps + Scratch<double>.LineBytes;

    /// <summary>
    /// C -= A A', where A are columns of the same matrix, below the rows of C, which begins behind them.
    /// </summary>
    /// <param name="c">The matrix.</param>
    /// <param name="first">The first of the columns.</param>
    /// <param name="k">How many they are.</param>
    /// <param name="panels">Room for <see cref="PanelsLength"/> elements.</param>
    /// <param name="workers">Threads that share the work; null for none.</param>
    public static void SubtractSquare(SymmetricMatrix<T> c, int first, int k, T[] panels, Workers? workers)
    {
        int start = first + k;
        fixed (T* pc = c.Values, room = panels)
        {
            T* a = pc + (nint)first * c.Stride + start;
            T* corner = pc + (nint)start * c.Stride + start;
            var product = new ProductOperands<T>(k, new(a, 1, c.Stride), new(a, c.Stride, 1), new(corner, 1, c.Stride), new(corner, 1, c.Stride));
            Run(c.Size - start, product, Scratch<T>.Align(room), workers);
        }
    }

    private static void Run(int n, in ProductOperands<T> o, T* panels, Workers? workers)
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Pair<Lanes512<T>, Lanes512<T>, T>, Lanes512<T>>(n, o, panels, workers);
        else if (Vector256.IsHardwareAccelerated)
            Run<Pair<Lanes256<T>, Lanes256<T>, T>, Lanes256<T>>(n, o, panels, workers);
        else if (Vector128.IsHardwareAccelerated)
            Run<Pair<Lanes128<T>, Lanes128<T>, T>, Lanes128<T>>(n, o, panels, workers);
        else
            Run<Pair<Lanes1<T>, Lanes1<T>, T>, Lanes1<T>>(n, o, panels, workers);
    }

    private static void Run<R, V>(int n, in ProductOperands<T> o, T* panels, Workers? workers)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged, ILanes<V, T>
    {
        int rows = (n + R.Count - 1) / R.Count * R.Count;
        var packing = new Packing<R, V>(o, panels);
        var tiles = new Tiles<R, V>(new(o.K, new(panels, o.K, R.Count), o.B, o.C, o.Start), rows);
        int groups = (n + Columns - 1) / Columns;
        if (workers is null || 0.5 * n * n * o.K < SmallestShared)
        {
            for (int part = 0; part < rows / R.Count; part++)
                packing.Execute(part);
            for (int part = 0; part < groups; part++)
                tiles.Execute(part);
            return;
        }

        workers.Run(packing, rows / R.Count);
        workers.Run(tiles, groups);
    }

    /// <summary>One panel of the left operand.</summary>
    private readonly struct Packing<R, V>(ProductOperands<T> o, T* panels) : IJob
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged, ILanes<V, T>
    {
        public void Execute(int part)
        {
            T* panel = panels + part * R.Count * o.K;
            ProductPacking<T>.Panels<R, V>(o, part * R.Count, R.Count, panel);
            Elementwise<T>.Scale(-T.One, new Span<T>(panel, (int)(R.Count * o.K)));
        }
    }

    /// <summary>Twelve columns of C from the tile of their first diagonal element down.</summary>
    private readonly struct Tiles<R, V>(ProductOperands<T> o, int rows) : IJob
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged, ILanes<V, T>
    {
        public void Execute(int part)
            => ProductCover<V, T>.Tiles<R, ForEachRow, EvenSteps>(part * Columns / R.Count * R.Count, rows, part * Columns, Columns, o);
    }
}
