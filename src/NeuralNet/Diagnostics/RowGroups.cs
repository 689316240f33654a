using System.Numerics;
using System.Runtime.InteropServices;

namespace NeuralNet;

/// <summary>Which samples have equal inputs, bit by bit.</summary>
/// <remarks>
/// Beyond <see cref="LargestTable"/> samples only those whose hash falls into a fraction are grouped: all copies of a sample have one hash, so
/// groups stay whole, and shares and means over them estimate those of all samples.
/// </remarks>
internal sealed class RowGroups<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A table that still fits the cache of most processors; the cost then is one pass over the data.
    private const int LargestTable = 1 << 17;

    private readonly TrainingData<T> _data;
    private readonly ulong _mask;
    private readonly int[] _table;
    private readonly int[] _first;

    public RowGroups(TrainingData<T> data)
    {
        _data = data;
        int kept = data.Count;
        for (; kept > LargestTable; kept /= 2)
            _mask = _mask << 1 | 1;
        _table = new int[BitOperations.RoundUpToPowerOf2((uint)(4 * Math.Min(data.Count, LargestTable)))];
        _first = new int[data.Count];
        for (int row = 0; row < data.Count; row++)
        {
            ulong hash = Hash(Row(data, row));
            _first[row] = (hash & _mask) == 0 ? Find(Row(data, row), hash, row) : -1;
        }
    }

    /// <summary>Whether only a part of the samples was grouped.</summary>
    public bool IsEstimate => _mask != 0;

    /// <summary>For each sample the first one with equal inputs, itself if there is none before it; -1 if it was left out.</summary>
    public ReadOnlySpan<int> First => _first;

    /// <summary>Whether a row of other data equals one of the samples; null if that row is left out.</summary>
    public bool? Contains(TrainingData<T> other, int row)
    {
        ulong hash = Hash(Row(other, row));
        return (hash & _mask) != 0 ? null : Find(Row(other, row), hash, newRow: -1) >= 0;
    }

    private static ReadOnlySpan<T> Row(TrainingData<T> data, int row) => data.X.AsSpan(row * data.Inputs, data.Inputs);

    /// <summary>The first sample equal to the row; if there is none, the row itself, which is entered if it is new.</summary>
    private int Find(ReadOnlySpan<T> row, ulong hash, int newRow)
    {
        // The low bits were used to choose the rows.
        int mask = _table.Length - 1;
        for (int place = (int)(hash >> 32) & mask; ; place = (place + 1) & mask)
        {
            int entry = _table[place] - 1;
            if (entry < 0)
            {
                if (newRow >= 0)
                    _table[place] = newRow + 1;
                return newRow;
            }

            if (Row(_data, entry).SequenceEqual(row))
                return entry;
        }
    }

    /// <summary>Four independent sums of products, mixed at the end as in MurmurHash3: as fast as memory delivers.</summary>
    private static ulong Hash(ReadOnlySpan<T> row)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(row);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong a = 1, b = 2, c = 3, d = 4;
        int i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            a = BitOperations.RotateLeft((a ^ words[i]) * Factor, 32);
            b = BitOperations.RotateLeft((b ^ words[i + 1]) * Factor, 32);
            c = BitOperations.RotateLeft((c ^ words[i + 2]) * Factor, 32);
            d = BitOperations.RotateLeft((d ^ words[i + 3]) * Factor, 32);
        }

        for (; i < words.Length; i++)
            a = Mix(a ^ words[i]);
        if (bytes.Length % sizeof(ulong) != 0)
            a = Mix(a ^ MemoryMarshal.Read<uint>(bytes[^sizeof(uint)..]));
        return Mix(Mix(Mix(Mix(a) ^ b) ^ c) ^ d);
    }

    private const ulong Factor = 0x9E3779B97F4A7C15;

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53;
        return hash ^ hash >> 33;
    }
}
