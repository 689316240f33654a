using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Copies of operands that a tile reads step by step where the operand itself lies badly: rows of A into panels as high as a tile, in which
/// column follows column; twelve columns of B side by side or, where they lie lengthwise, at a distance that keeps them apart in the cache.
/// A panel is read many times: once for each twelve columns of B, or once for each tile of rows.
/// See Goto and van de Geijn, TOMS 34 (2008), section 5, for what packing is to avoid: misses in the address cache and the first-level cache.
/// </summary>
internal static unsafe class ProductPacking
{
    // Where the columns lie side by side, a step is three cache lines of floats; its page need not be looked up for each.
    private const int PanelsAtOnce = 4;

    /// <summary>A(firstRow ... firstRow + R.Count, p) to panel[p * R.Count ...].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows<R, V, T>(in Operand<T> a, nint firstRow, nint k, T* panel)
        where R : unmanaged, IRows<R, V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.Row != 1)
        {
            Transposition.Run(new EvenRows<T>(a.At(firstRow, 0), a.Row), R.Count, k, panel, R.Count);
            return;
        }

        T* from = a.At(firstRow, 0);
        for (nint p = 0; p < k; p++, from += a.Column, panel += R.Count)
            R.Load(from).Store(panel);
    }

    /// <summary>Copies columns of B, twelve or a few times twelve from the given one on.</summary>
    /// <returns>How many; <see cref="Staged"/> finds them.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint Columns<T>(in Operand<T> b, nint column, nint columnsEnd, nint k, T* stage)
        where T : unmanaged
    {
        if (b.Column != 1)
        {
            nint distance = Distance<T>(k);
            for (nint j = 0; j < 12; j++)
                new ReadOnlySpan<T>(b.At(0, column + j), (int)k).CopyTo(new Span<T>(stage + j * distance, (int)k));
            return 12;
        }

        nint panels = Math.Min((columnsEnd - column) / 12, PanelsAtOnce);
        var to = (Twelve<T>*)stage;
        T* from = b.At(0, column);
        for (nint p = 0; p < k; p++, from += b.Row)
        {
            for (nint panel = 0; panel < panels; panel++)
                to[panel * k + p] = ((Twelve<T>*)from)[panel];
        }

        return 12 * panels;
    }

    /// <summary>What reads like B in twelve of the columns copied, when the first of all is <paramref name="firstColumn"/>.</summary>
    public static Operand<T> Staged<T>(in Operand<T> b, nint firstColumn, nint column, nint k, T* stage)
        where T : unmanaged
        => b.Column == 1 ? new(stage + (column - firstColumn) * k - column, 12, 1) : new(stage - column * Distance<T>(k), 1, Distance<T>(k));

    /// <summary>Elements that <see cref="Columns"/> writes at most.</summary>
    public static int ColumnsLength<T>(nint k)
        where T : unmanaged => (int)(12 * PanelsAtOnce * Distance<T>(k));

    /// <summary>Columns begin in neighbouring cache lines, never in lines that share a place in the cache.</summary>
    private static nint Distance<T>(nint k)
        where T : unmanaged
    {
        nint line = Scratch<T>.LineBytes / sizeof(T);
        nint lines = (k + line - 1) / line;
        return (lines | 1) * line;
    }

    [InlineArray(12)]
    private struct Twelve<T>
    {
        private T _first;
    }
}
