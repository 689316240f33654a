using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// Weights and biases laid out for y = x W + b with a single row x: panels of up to eight vectors of neighbouring
/// units, in each the biases and then the rows of W, one after the other, so that a product reads memory once and in
/// order, from the start of a cache line. An output is one chain over K begun with its bias, as in
/// <see cref="MatrixProduct{T}"/>, so it has the same bits; eight vectors of chains fill two multiply-adders of latency
/// four. Units that fill no vector are followed by zeros. Memory sets the pace (784 x 300 floats in 10 us, by
/// <see cref="SingleRowProduct{T}"/> in 16): calling for lines ahead lost a tenth.
/// </summary>
internal sealed unsafe class WeightPanels<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostVectors = 8;

    private readonly T[] _values;
    private readonly nint _start;
    private readonly nint _inputs;
    private readonly nint _units;
    private readonly nint _lanes;

    /// <summary>Copies W, inputs x units and column-major, and b, one for each unit.</summary>
    public WeightPanels(int inputs, int units, ReadOnlySpan<T> weights, ReadOnlySpan<T> biases)
    {
        Debug.Assert(weights.Length == inputs * units && biases.Length == units);
        _inputs = inputs;
        _units = units;
        _lanes = Lanes(units);
        _values = GC.AllocateArray<T>((int)Length(inputs, units), pinned: true);
        fixed (T* values = _values, w = weights, b = biases)
        {
            T* to = Scratch<T>.Align(values);
            _start = (nint)(to - values);
            nint width;
            for (nint column = 0; column < units; column += width)
            {
                width = PanelVectors(Vectors(units - column, _lanes)) * _lanes;
                nint used = Math.Min(width, units - column);
                Unsafe.CopyBlockUnaligned(to, b + column, (uint)(used * sizeof(T)));
                Transposition<T>.Run(new EvenRows<T>(w + column * inputs, inputs), used, inputs, to + width, width);
                to += (_inputs + 1) * width;
            }
        }
    }

    /// <summary>
    /// Whether an array can hold the panels, which is so unless W itself is half as long as an array can be.
    /// </summary>
    public static bool AreWithinReach(int inputs, int units) => Length(inputs, units) <= Array.MaxLength;

    /// <summary>y = x W + b.</summary>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y)
    {
        Debug.Assert(x.Length == _inputs && y.Length == _units);
        fixed (T* px = x, py = y, panels = _values)
        {
            T* panel = panels + _start;
            switch (_lanes * sizeof(T))
            {
                case 64:
                    Multiply<Lanes512<T>>(px, panel, py);
                    break;
                case 32:
                    Multiply<Lanes256<T>>(px, panel, py);
                    break;
                case 16:
                    Multiply<Lanes128<T>>(px, panel, py);
                    break;
                default:
                    Multiply<Lanes1<T>>(px, panel, py);
                    break;
            }
        }
    }

    private void Multiply<V>(T* x, T* panel, T* y)
        where V : unmanaged, ILanes<V, T>
    {
        T* padded = stackalloc T[MostVectors * V.Count];
        nint width;
        for (nint column = 0; column < _units; column += width)
        {
            nint left = _units - column;
            nint vectors = PanelVectors(Vectors(left, V.Count));
            width = vectors * V.Count;
            T* to = width <= left ? y + column : padded;
            switch (vectors)
            {
                case 8:
                    RowTimesPanel.Run<Pair<Pair<Pair<V, V, T>, V, T>, V, T>, V, T>(_inputs, x, panel, to);
                    break;
                case 4:
                    RowTimesPanel.Run<Pair<Pair<V, V, T>, V, T>, V, T>(_inputs, x, panel, to);
                    break;
                case 2:
                    RowTimesPanel.Run<Pair<V, V, T>, V, T>(_inputs, x, panel, to);
                    break;
                default:
                    RowTimesPanel.Run<V, V, T>(_inputs, x, panel, to);
                    break;
            }

            if (to == padded)
                Unsafe.CopyBlockUnaligned(y + column, padded, (uint)(left * sizeof(T)));
            panel += (_inputs + 1) * width;
        }
    }

    /// <summary>
    /// As many as the widest vectors have that the units fill; two or three units share one that they do not.
    /// </summary>
    private static nint Lanes(nint units)
    {
        if (Vector512.IsHardwareAccelerated && units >= Vector512<T>.Count)
            return Vector512<T>.Count;
        if (Vector256.IsHardwareAccelerated && units >= Vector256<T>.Count)
            return Vector256<T>.Count;
        return Vector128.IsHardwareAccelerated && units > 1 ? Vector128<T>.Count : 1;
    }

    private static nint Vectors(nint units, nint lanes) => (units + lanes - 1) / lanes;

    /// <summary>With room to begin at a cache line.</summary>
    private static long Length(long inputs, nint units)
    {
        nint lanes = Lanes(units);
        return (inputs + 1) * Vectors(units, lanes) * lanes + Scratch<T>.LineBytes / sizeof(T);
    }

    private static nint PanelVectors(nint vectors) => vectors switch
    {
        >= MostVectors => MostVectors,
        >= 4 => 4,
        >= 2 => 2,
        _ => 1,
    };
}
