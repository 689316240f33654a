using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralNet;

/// <summary>How far the units of one activation layer still pass gradients on, over the steps looked at.</summary>
internal sealed class UnitReadings
{
    private readonly double[] _entering;
    private readonly double[] _leaving;
    private readonly long[] _silentRows;
    private readonly double _memory;

    /// <param name="units">Units of the layer.</param>
    /// <param name="memory">Over about how many rows slopes are averaged.</param>
    public UnitReadings(int units, double memory)
    {
        _entering = new double[units];
        _leaving = new double[units];
        _silentRows = new long[units];
        _memory = memory;
    }

    public int Count => _entering.Length;

    /// <summary>Writes the readings to a checkpoint or takes them from it.</summary>
    public void Transfer(NumberTape tape)
    {
        tape.Next(_entering);
        tape.Next(_leaving);
        tape.Next(_silentRows);
    }

    /// <summary>Reads gradients with respect to outputs (dy) and inputs (dx), both rows x units.</summary>
    public void Read<T>(int rows, ReadOnlySpan<T> dy, ReadOnlySpan<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double kept = _memory / (_memory + rows);
        for (int unit = 0; unit < Count; unit++)
        {
            double entering = SumOfAbsolutes(dy.Slice(unit * rows, rows));
            double leaving = SumOfAbsolutes(dx.Slice(unit * rows, rows));
            _entering[unit] = kept * _entering[unit] + entering;
            _leaving[unit] = kept * _leaving[unit] + leaving;

            // Without a gradient from above nothing can be said of the unit.
            if (leaving > 0)
                _silentRows[unit] = 0;
            else if (entering > 0)
                _silentRows[unit] += rows;
        }
    }

    /// <summary>The share of units that let no gradient pass for at least so many rows.</summary>
    public double DeadShare(long rows)
    {
        int dead = 0;
        foreach (long silent in _silentRows)
            dead += silent >= rows ? 1 : 0;
        return (double)dead / Count;
    }

    /// <summary>The share of units whose mean slope |dx| / |dy| is below a limit.</summary>
    public double FlatShare(double slope)
    {
        int flat = 0;
        for (int unit = 0; unit < Count; unit++)
            flat += _entering[unit] > 0 && _leaving[unit] < slope * _entering[unit] ? 1 : 0;
        return (double)flat / Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfAbsolutes<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        foreach (T value in values)
            sum += T.Abs(value);
        return double.CreateTruncating(sum);
    }
}
