using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuralNet;

/// <summary>Which samples have equal inputs, value by value.</summary>
/// <remarks>
/// Beyond <see cref="LargestTable"/> samples only those whose hash falls into a fraction are grouped: all copies of a
/// sample have one hash, so groups stay whole, and shares and means over them estimate those of all samples. A wide
/// sample is entered under the hash of a part of it, so that the data need not be read in full; only one whose part is
/// known already is read.
/// </remarks>
internal sealed class RowGroups<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A table that fits the nearest caches: grouping all of 100,000 rows would take as long as an epoch of a small
    // network.
    private const int LargestTable = 1 << 14;

    // Of 50,000 samples of which one in ten comes twice these hold eight pairs. Four neighbours at a time: rows far
    // apart are each waited for.
    private const int RowsDrawn = 1 << 11;
    private const int Neighbours = 4;

    // Four cache lines from the middle of the row, where pictures differ. More places would each cost a miss.
    private const int PartLength = 256;
    private const int CacheLine = 64;

    private readonly TrainingData<T> _data;
    private readonly ulong _mask;
    private readonly Entry[] _table;
    private readonly int[] _first;

    public RowGroups(TrainingData<T> data)
    {
        _data = data;
        _table = new Entry[BitOperations.RoundUpToPowerOf2((uint)(2 * Math.Min(data.Count, LargestTable)))];
        _first = new int[data.Count];
        for (int kept = data.Count; kept > LargestTable; kept /= 2)
            _mask = _mask << 1 | 1;
        Group();
    }

    /// <summary>
    /// Whether there may be copies, within the data or of them in other data: of many samples some thousand are drawn,
    /// and where these hold none there are hardly any. Few are drawn in full.
    /// </summary>
    public static bool MayRepeat(TrainingData<T> data, TrainingData<T>? other)
    {
        if (data.Count <= RowsDrawn && other?.Count > RowsDrawn)
            return true;

        // On the stack: new memory would take longer to get than all that is done with it.
        Span<Entry> table = stackalloc Entry[2 * RowsDrawn];
        return Knows(table, data, data, enter: true) || (other is not null && Knows(table, data, other, enter: false));
    }

    /// <summary>
    /// Whether one of some drawn rows is known; at random a few of each of so many parts, as copies may lie at equal
    /// distances.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Knows(Span<Entry> table, TrainingData<T> known, TrainingData<T> data, bool enter)
    {
        var random = new RandomStream(seed: 1);
        int length = data.Count <= RowsDrawn ? data.Count : Neighbours, parts = Math.Min(data.Count, RowsDrawn) / length;
        Span<int> starts = stackalloc int[parts];
        for (int part = 0; part < parts; part++)
        {
            starts[part] = (int)((part + random.NextDouble()) * (data.Count - length) / parts);

            // Read before all else, so that rows far apart are waited for together.
            for (int row = starts[part]; row < starts[part] + length; row++)
            {
                ReadOnlySpan<byte> hashed = Part(Row(data, row));
                for (int line = 0; line < hashed.Length; line += CacheLine)
                    _ = Volatile.Read(in hashed[line]);
            }
        }

        Span<ulong> hashes = stackalloc ulong[parts * length];
        for (int i = 0; i < hashes.Length; i += length)
        {
            for (int k = 0; k < length; k++)
                hashes[i + k] = Hash(Part(Row(data, starts[i / length] + k)));
        }

        for (int i = 0; i < hashes.Length; i++)
        {
            int row = starts[i / length] + i % length, newRow = enter ? row : -1;
            if (Find(table, known, Row(data, row), hashes[i], newRow) != newRow)
                return true;
        }

        return false;
    }

    /// <summary>
    /// For each sample the first one with equal inputs, itself if there is none before it; -1 if it was left out.
    /// </summary>
    public ReadOnlySpan<int> First => _first;

    /// <summary>How many samples were grouped, and how many of them repeat an earlier one.</summary>
    public (long Grouped, long Repeated) Counts()
    {
        long grouped = 0, repeated = 0;
        for (int row = 0; row < _first.Length; row++)
        {
            grouped += _first[row] >= 0 ? 1 : 0;
            repeated += _first[row] >= 0 && _first[row] != row ? 1 : 0;
        }

        return (grouped, repeated);
    }

    /// <summary>Whether a row of other data equals one of the samples; null if that row is left out.</summary>
    public bool? Contains(TrainingData<T> other, int row)
    {
        ulong hash = Hash(Part(Row(other, row)));
        return (hash & _mask) != 0 ? null : Find(_table, _data, Row(other, row), hash, newRow: -1) >= 0;
    }

    private void Group()
    {
        for (int row = 0; row < _first.Length; row++)
        {
            ulong hash = Hash(Part(Row(_data, row)));
            _first[row] = (hash & _mask) == 0 ? Find(_table, _data, Row(_data, row), hash, row) : -1;
        }
    }

    private static ReadOnlySpan<T> Row(TrainingData<T> data, int row) => data.X.AsSpan(row * data.Inputs, data.Inputs);

    /// <summary>
    /// The first sample equal to the row; if there is none, <paramref name="newRow"/>, which is entered if it is a row.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Find(Span<Entry> table, TrainingData<T> data, ReadOnlySpan<T> row, ulong hash, int newRow)
    {
        // Sparse rows may agree in their parts by the thousand: the first stands under the hash of its part, the others
        // under their own.
        int found = Probe(table, data, row, hash, newRow, out bool isTaken);
        return isTaken ? Probe(table, data, row, Mix(~Hash(MemoryMarshal.AsBytes(row))), newRow, out _) : found;
    }

    /// <summary>Looks under one hash.</summary>
    /// <param name="table">The rows that are known.</param>
    /// <param name="data">What they are rows of.</param>
    /// <param name="row">The row.</param>
    /// <param name="hash">Where to look for it.</param>
    /// <param name="newRow">What to enter in an empty place; nothing if below 0.</param>
    /// <param name="isTaken">Whether another row has the same hash.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Probe(Span<Entry> table, TrainingData<T> data, ReadOnlySpan<T> row, ulong hash, int newRow, out bool isTaken)
    {
        isTaken = false;
        int mask = table.Length - 1;

        // The low bits chose the rows, so others choose the place.
        for (int place = (int)(hash >> 32) & mask; ; place = (place + 1) & mask)
        {
            ref Entry entry = ref table[place];
            if (entry.RowPlus1 == 0)
            {
                if (newRow >= 0)
                    entry = new Entry(newRow + 1, (uint)hash);
                return newRow;
            }

            if (entry.Tag != (uint)hash)
                continue;
            if (Row(data, entry.RowPlus1 - 1).SequenceEqual(row))
                return entry.RowPlus1 - 1;
            isTaken = true;
            return newRow;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Part(ReadOnlySpan<T> row)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(row);
        return bytes.Length <= 2 * PartLength ? bytes : bytes.Slice(bytes.Length / 2 / sizeof(ulong) * sizeof(ulong) - PartLength / 2, PartLength);
    }

    /// <summary>Four independent chains of products, mixed at the end as in MurmurHash3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong a = 1, b = 2, c = 3, d = 4;
        int i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            a = BitOperations.RotateLeft((a ^ Positive0(words[i])) * Factor, 32);
            b = BitOperations.RotateLeft((b ^ Positive0(words[i + 1])) * Factor, 32);
            c = BitOperations.RotateLeft((c ^ Positive0(words[i + 2])) * Factor, 32);
            d = BitOperations.RotateLeft((d ^ Positive0(words[i + 3])) * Factor, 32);
        }

        for (; i < words.Length; i++)
            a = BitOperations.RotateLeft((a ^ Positive0(words[i])) * Factor, 32);
        if (bytes.Length % sizeof(ulong) != 0)
            a = Mix(a ^ Positive0(MemoryMarshal.Read<uint>(bytes[^sizeof(uint)..])));
        return Mix(Mix(a ^ BitOperations.RotateLeft(b, 16)) ^ c ^ BitOperations.RotateLeft(d, 16));
    }

    /// <summary>-0 equals 0, so it needs the same hash.</summary>
    private static ulong Positive0(ulong word)
    {
        if (Unsafe.SizeOf<T>() == sizeof(double))
            return word << 1 == 0 ? 0 : word;
        const ulong sign = 0x8000_0000;
        ulong first = (word & (sign - 1)) == 0 ? word & ~sign : word;
        return first << 1 >> 33 == 0 ? first & (2 * sign - 1) : first;
    }

    private const ulong Factor = 0x9E3779B97F4A7C15;

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53;
        return hash ^ hash >> 33;
    }

    /// <summary>A row, counted from 1 so that an empty place is 0, and a part of its hash.</summary>
    private readonly struct Entry(int rowPlus1, uint tag)
    {
        public int RowPlus1 { get; } = rowPlus1;

        public uint Tag { get; } = tag;
    }
}
