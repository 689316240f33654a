using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralNet.Numerics;

/// <summary>
/// Weights and biases laid out for y = x W + b with a single row x: panels of up to eight vectors of neighbouring units, in each the biases and then the
/// rows of W, one after the other, so that a product reads memory once and in order, from the start of a cache line. An output is one chain over K begun
/// with its bias, as in <see cref="MatrixProduct"/>, so it has the same bits; eight vectors of chains fill two multiply-adders of latency four. Units that
/// fill no vector are followed by zeros. Memory sets the pace (784 x 300 floats in 10 us, by <see cref="SingleRowProduct"/> in 16): calling for lines ahead
/// lost a tenth.
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
                for (nint j = 0; j < used; j++)
                    to[j] = b[column + j];
                to += width;
                for (nint p = 0; p < inputs; p++, to += width)
                {
                    for (nint j = 0; j < used; j++)
                        to[j] = w[(column + j) * inputs + p];
                }
            }
        }
    }

    /// <summary>Whether an array can hold the panels, which is so unless W itself is half as long as an array can be.</summary>
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
                    EightVectors<V>(_inputs, x, panel, to);
                    break;
                case 4:
                    FourVectors<V>(_inputs, x, panel, to);
                    break;
                case 2:
                    TwoVectors<V>(_inputs, x, panel, to);
                    break;
                default:
                    OneVector<V>(_inputs, x, panel, to);
                    break;
            }

            if (to == padded)
                Unsafe.CopyBlockUnaligned(y + column, padded, (uint)(left * sizeof(T)));
            panel += (_inputs + 1) * width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void EightVectors<V>(nint k, T* x, T* w, T* y)
        where V : unmanaged, ILanes<V, T>
    {
        V sum0 = V.Load(w), sum1 = V.Load(w + V.Count), sum2 = V.Load(w + 2 * V.Count), sum3 = V.Load(w + 3 * V.Count);
        V sum4 = V.Load(w + 4 * V.Count), sum5 = V.Load(w + 5 * V.Count), sum6 = V.Load(w + 6 * V.Count), sum7 = V.Load(w + 7 * V.Count);
        for (T* end = x + k; x < end; x++)
        {
            w += 8 * V.Count;
            V factor = V.Broadcast(*x);
            sum0 = V.MultiplyAdd(V.Load(w), factor, sum0);
            sum1 = V.MultiplyAdd(V.Load(w + V.Count), factor, sum1);
            sum2 = V.MultiplyAdd(V.Load(w + 2 * V.Count), factor, sum2);
            sum3 = V.MultiplyAdd(V.Load(w + 3 * V.Count), factor, sum3);
            sum4 = V.MultiplyAdd(V.Load(w + 4 * V.Count), factor, sum4);
            sum5 = V.MultiplyAdd(V.Load(w + 5 * V.Count), factor, sum5);
            sum6 = V.MultiplyAdd(V.Load(w + 6 * V.Count), factor, sum6);
            sum7 = V.MultiplyAdd(V.Load(w + 7 * V.Count), factor, sum7);
        }

        sum0.Store(y);
        sum1.Store(y + V.Count);
        sum2.Store(y + 2 * V.Count);
        sum3.Store(y + 3 * V.Count);
        sum4.Store(y + 4 * V.Count);
        sum5.Store(y + 5 * V.Count);
        sum6.Store(y + 6 * V.Count);
        sum7.Store(y + 7 * V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FourVectors<V>(nint k, T* x, T* w, T* y)
        where V : unmanaged, ILanes<V, T>
    {
        V sum0 = V.Load(w), sum1 = V.Load(w + V.Count), sum2 = V.Load(w + 2 * V.Count), sum3 = V.Load(w + 3 * V.Count);
        for (T* end = x + k; x < end; x++)
        {
            w += 4 * V.Count;
            V factor = V.Broadcast(*x);
            sum0 = V.MultiplyAdd(V.Load(w), factor, sum0);
            sum1 = V.MultiplyAdd(V.Load(w + V.Count), factor, sum1);
            sum2 = V.MultiplyAdd(V.Load(w + 2 * V.Count), factor, sum2);
            sum3 = V.MultiplyAdd(V.Load(w + 3 * V.Count), factor, sum3);
        }

        sum0.Store(y);
        sum1.Store(y + V.Count);
        sum2.Store(y + 2 * V.Count);
        sum3.Store(y + 3 * V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TwoVectors<V>(nint k, T* x, T* w, T* y)
        where V : unmanaged, ILanes<V, T>
    {
        V sum0 = V.Load(w), sum1 = V.Load(w + V.Count);
        for (T* end = x + k; x < end; x++)
        {
            w += 2 * V.Count;
            V factor = V.Broadcast(*x);
            sum0 = V.MultiplyAdd(V.Load(w), factor, sum0);
            sum1 = V.MultiplyAdd(V.Load(w + V.Count), factor, sum1);
        }

        sum0.Store(y);
        sum1.Store(y + V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OneVector<V>(nint k, T* x, T* w, T* y)
        where V : unmanaged, ILanes<V, T>
    {
        V sum = V.Load(w);
        for (T* end = x + k; x < end; x++)
        {
            w += V.Count;
            sum = V.MultiplyAdd(V.Load(w), V.Broadcast(*x), sum);
        }

        sum.Store(y);
    }

    /// <summary>As many as the widest vectors have that the units fill; two or three units share one that they do not.</summary>
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
