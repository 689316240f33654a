using System.Runtime.CompilerServices;

namespace NeuralNet.Numerics;

/// <summary>
/// Columns of B that would push each other out of the first-level cache, copied twelve by twelve when a tile first
/// comes to them: side by side or, where they lie lengthwise, at a distance that keeps them apart. They stay for other
/// rows of C as far as there is room. Copying ahead of use would write what does not stay near.
/// </summary>
internal unsafe struct StagedColumns<T>(T* memory, nint room)
    where T : unmanaged
{
    // Where the columns lie side by side, a step is three cache lines of floats; its page need not be looked up for
    // each.
    private const int AtOnce = 4;

    private nint _first;
    private nint _end;

    /// <summary>Elements for all twelves that B has, but no more than some millions; for a few at least.</summary>
    public static nint Length(nint columns, nint k) => Math.Max(Math.Min(columns / 12 + 1, MostElements / PanelLength(k)), AtOnce) * PanelLength(k);

    private const int MostElements = 1 << 21;

    /// <summary>Forgets what was copied, for B is another one.</summary>
    public void Clear() => _first = _end = 0;

    /// <summary>
    /// What reads like B in the columns from 12 <paramref name="panel"/> on, or in the last twelve of the
    /// <paramref name="n"/>.
    /// </summary>
    public Operand<T> Get(in Operand<T> b, nint panel, nint n, nint k)
    {
        nint column = Math.Min(12 * panel, n - 12);
        if (panel < _first || panel >= _end)
            Copy(b, panel, column, n, k);
        T* at = memory + (panel - _first) * PanelLength(k);
        return b.Column == 1 ? new(at - column, 12, 1) : new(at - column * Distance(k), 1, Distance(k));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Copy(in Operand<T> b, nint panel, nint column, nint n, nint k)
    {
        nint count = b.Column == 1 ? Math.Min((n - column) / 12, AtOnce) : 1;
        if (panel != _end || (panel + count - _first) * PanelLength(k) > room)
            _first = panel;
        _end = panel + count;
        T* to = memory + (panel - _first) * PanelLength(k);
        if (b.Column != 1)
        {
            for (nint j = 0; j < 12; j++)
                new ReadOnlySpan<T>(b.At(0, column + j), (int)k).CopyTo(new Span<T>(to + j * Distance(k), (int)k));
            return;
        }

        T* from = b.At(0, column);
        for (nint p = 0; p < k; p++, from += b.Row)
        {
            for (nint i = 0; i < count; i++)
                ((Twelve*)(to + i * PanelLength(k)))[p] = ((Twelve*)from)[i];
        }
    }

    private static nint PanelLength(nint k) => 12 * Distance(k);

    /// <summary>Columns begin in neighbouring cache lines, never in lines that share a place in the cache.</summary>
    private static nint Distance(nint k)
    {
        nint line = Scratch<T>.LineBytes / sizeof(T);
        return (k + line - 1) / line * line | line;
    }

    [InlineArray(12)]
    private struct Twelve
    {
        private T _first;
    }
}
