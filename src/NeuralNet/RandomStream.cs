using System.Numerics;

namespace NeuralNet;

/// <summary>
/// Reproducible random numbers. One seed serves a whole run: every use (the initial weights of a layer, the shuffle of
/// an epoch, the dropout of a step) starts a stream of its own, so adding a layer does not disturb the others and
/// resuming needs no generator state.
/// </summary>
/// <remarks>
/// The generator is xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), its
/// state filled by SplitMix64 from seed, use and index. Not for cryptography; not safe for use by several threads at
/// once.
/// </remarks>
public sealed class RandomStream
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">The seed of the run; any value.</param>
    /// <param name="index">Which of the seed's streams, so that one seed gives many independent streams.</param>
    public RandomStream(int seed, long index = 0)
        : this(seed, RandomUse.Own, index)
    {
    }

    internal RandomStream(int seed, RandomUse use, long index) => Restart(seed, use, index);

    /// <summary>The next number, uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next integer, uniform in 0 .. <paramref name="bound"/> - 1, without bias.</summary>
    /// <param name="bound">The number of possible results, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int NextInteger(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // Lemire, "Fast random integer generation in an interval", 2019.
        ulong product = (ulong)(uint)(NextBits() >> 32) * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint threshold = (uint)-bound % (uint)bound;
            while ((uint)product < threshold)
                product = (ulong)(uint)(NextBits() >> 32) * (uint)bound;
        }

        return (int)(product >> 32);
    }

    /// <summary>
    /// The next number of the normal distribution with mean 0 and deviation 1 (Marsaglia's polar method).
    /// </summary>
    public double NextNormal()
    {
        while (true)
        {
            double u = 2 * NextDouble() - 1;
            double v = 2 * NextDouble() - 1;
            double square = u * u + v * v;
            if (square is > 0 and < 1)
                return u * Math.Sqrt(-2 * Math.Log(square) / square);
        }
    }

    /// <summary>Puts the items in a random order, each order as likely as any other (Fisher and Yates).</summary>
    /// <param name="items">The items to shuffle in place.</param>
    public void Shuffle<TItem>(Span<TItem> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInteger(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    internal void Restart(int seed, RandomUse use, long index)
    {
        ulong state = (ulong)(uint)seed | (ulong)use << 32;
        state = Mix(state) + (ulong)index;
        _s0 = Mix(state += Increment);
        _s1 = Mix(state += Increment);
        _s2 = Mix(state += Increment);
        _s3 = Mix(state + Increment);
    }

    private const ulong Increment = 0x9E3779B97F4A7C15;

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }
}

/// <summary>What a stream is used for, so that equal indices of different uses give different numbers.</summary>
internal enum RandomUse
{
    Own,
    InitialWeights,
    SampleOrder,
    SampleDraw,
    Layer,
    Split,
}
